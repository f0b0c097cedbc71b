"""E-mails in the ledger, each handed to SES once; `domain.meetings.deliveries` says when."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from nightshift.adapters import ledger, mail
from nightshift.adapters.aws import Actions
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.meetings.deliveries import Delivery, State, Step, decide, expires_at
from nightshift.domain.meetings.email import Email

if TYPE_CHECKING:
    from nightshift.domain.meetings.receipts import Receipt

ACTIONS: Actions = {
    "deliver": ledger.ACTIONS["read"] | ledger.ACTIONS["write"] | mail.ACTIONS["send"],
    "confirm": ledger.ACTIONS["put"],
}
SORT_KEY = "delivery"
RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Outbound:
    """One mail to deliver, and where its record is kept."""

    table: str
    delivery_id: str
    configuration_set: str
    writer: str  # the invocation
    at: datetime  # when the run came to this step


def deliver(outbound: Outbound, email: Email) -> str:
    """Return SES's message id; a repeat returns the first one's and sends nothing.

    Raises:
        TransientError: not sent, or not known yet; call again after a pause.
        RefusedError: SES rejects it.
    """
    delivery, version = observe(outbound)
    next_step = decide(delivery).step
    if delivery is None or next_step is Step.SEND:
        return _send(outbound, email, delivery, version)
    if next_step is Step.PAUSE:
        _record(outbound, replace(delivery, state=State.UNCONFIRMED), version)
        raise TransientError("e-mail: handed to SES, no answer; waiting for its receipt")
    if next_step is Step.CONFIRM:
        _record(outbound, replace(delivery, state=State.SENT), version)
    return str(delivery.message_id)


def observe(outbound: Outbound) -> tuple[Delivery | None, int]:
    """Return the delivery's record (None: never tried) and the version it was read at."""
    item = ledger.read(outbound.table, _key(outbound.delivery_id), SORT_KEY)
    if item is None:
        return None, 0
    state = State(item["state"])
    message_id = item["message_id"] if state is State.SENT else receipt(outbound)
    return Delivery(state, item["attempt"], message_id), item[ledger.VERSION]


def receipt(outbound: Outbound) -> str | None:
    """Return the message id SES reported for this delivery; None where no receipt came yet."""
    item = ledger.read(outbound.table, _key(outbound.delivery_id), RECEIPT)
    return str(item["message_id"]) if item else None


def confirm(table: str, told: "Receipt") -> None:
    """Keep SES's receipt; the same receipt twice is one.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: the table is missing, or access is denied.
    """
    item = {
        "pk": _key(told.delivery),
        "sk": RECEIPT,
        "message_id": told.message_id,
        ledger.EXPIRES_AT: expires_at(told.at),
    }
    ledger.put(table, item)


def _send(outbound: Outbound, email: Email, delivery: Delivery | None, version: int) -> str:
    attempt = Delivery(State.SENDING, delivery.attempt + 1 if delivery else 1)
    _record(outbound, attempt, version)
    try:
        message_id = mail.send(
            email,
            configuration_set=outbound.configuration_set,
            delivery=outbound.delivery_id,
        )
    except (mail.NotSentError, RefusedError) as problem:
        _record(outbound, replace(attempt, state=State.READY), version + 1)
        if isinstance(problem, RefusedError):
            raise
        raise TransientError(str(problem)) from problem
    _record(outbound, Delivery(State.SENT, attempt.attempt, message_id), version + 1)
    return message_id


def _record(outbound: Outbound, delivery: Delivery, version: int) -> None:
    item = {
        "pk": _key(outbound.delivery_id),
        "sk": SORT_KEY,
        "state": delivery.state.value,
        "attempt": delivery.attempt,
        "message_id": delivery.message_id,
        ledger.EXPIRES_AT: expires_at(outbound.at),
    }
    ledger.write(outbound.table, item, read_version=version, writer=outbound.writer)


def _key(delivery_id: str) -> str:
    return f"email#{delivery_id}"
