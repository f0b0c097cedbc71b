"""The savings ledger: what did not run, to be reconciled with the bill."""

from collections.abc import Iterable
from datetime import datetime

from nightshift.adapters import ledger
from nightshift.adapters.aws import Actions
from nightshift.domain.savings import Booking
from nightshift.domain.savings.booking import item

ACTIONS: Actions = {"book": ledger.ACTIONS["create"]}


def book(table: str, bookings: Iterable[Booking], at: datetime) -> None:
    """Write bookings; one that stands there is kept, it may be reconciled with the bill already.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: the table is missing, or access is denied.
    """
    for found in bookings:
        ledger.create(table, item(found, at))
