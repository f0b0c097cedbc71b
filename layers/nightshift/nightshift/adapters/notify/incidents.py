"""Which incidents of alarms people were told of and not yet of their end.

CloudWatch says OK of a new alarm, too, and of one whose metric had fallen silent in between. Only
the ledger knows whether that ends something.
"""

from dataclasses import replace
from datetime import timedelta

from nightshift.adapters import ledger
from nightshift.adapters.aws import Actions
from nightshift.domain.notifications.notice import Effect, Notice, digest

ACTIONS: Actions = {
    "opened": ledger.ACTIONS["put"] | ledger.ACTIONS["read"],
    "closed": ledger.ACTIONS["put"],
}
SORT_KEY = "state"
KEPT = timedelta(days=90)


def opened(table: str, notice: Notice) -> Notice:
    """Note what a notice opens, before anybody is told; return it loud where it ends something."""
    if notice.effect is Effect.OPEN:
        ledger.put(table, _item(notice, is_open=True))
    elif notice.silent:
        found = ledger.read(table, _key(notice), SORT_KEY)
        return replace(notice, silent=not (found and found["is_open"]))
    return notice


def closed(table: str, notice: Notice) -> None:
    """Note what a notice ended, after everybody was told."""
    if notice.effect is Effect.RESOLVE:
        ledger.put(table, _item(notice, is_open=False))


def _item(notice: Notice, *, is_open: bool) -> ledger.Item:
    expires_at = int((notice.at + KEPT).timestamp())
    return {
        "pk": _key(notice),
        "sk": SORT_KEY,
        "is_open": is_open,
        ledger.EXPIRES_AT: expires_at,
    }


def _key(notice: Notice) -> str:
    return f"notice#incident#{digest(f'{notice.workload}/{notice.incident}')}"
