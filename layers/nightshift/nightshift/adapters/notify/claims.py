"""Claims of notices in the ledger, one per channel; `domain.notifications.claims` says when."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from nightshift.adapters import ledger
from nightshift.adapters.aws import Actions
from nightshift.domain.errors import TransientError
from nightshift.domain.notifications.claims import (
    Claim,
    Phase,
    Step,
    decide,
    expires_at,
    item,
)
from nightshift.domain.notifications.notice import stamp

ACTIONS: Actions = {
    "take": ledger.ACTIONS["create"] | ledger.ACTIONS["read"] | ledger.ACTIONS["update"],
    "finish": ledger.ACTIONS["update"],
    "sent": ledger.ACTIONS["update"],
}
SEEN_LIMIT = 1000  # ids; an item has at most 400 KB
LOOKS = 3  # at a claim that others change at the same time


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who wants to tell which notice on which channel."""

    table: str
    key: str  # `Notice.key`
    channel: str
    me: str  # the invocation
    event_id: str  # of the envelope
    at: datetime
    repeat: timedelta

    @property
    def pk(self) -> str:
        """The partition key."""
        return f"notice#{self.key}"


@dataclass(frozen=True, slots=True)
class Taken:
    """What to do, and what an earlier run or window left."""

    step: Step
    earlier: int = 0
    sent_parts: int = 0


def take(claimant: Claimant) -> Taken:
    """Claim a notice for a channel, or find out that it is claimed.

    Raises:
        TransientError: throttled, no answer, or too many claim it at once.
        RefusedError: the table is missing, or access is denied.
    """
    for _ in range(LOOKS):
        new = item(claimant.me, claimant.event_id, claimant.at, repeat=claimant.repeat)
        if ledger.create(claimant.table, {"pk": claimant.pk, "sk": claimant.channel} | new):
            return Taken(Step.TELL)
        found = ledger.read(claimant.table, claimant.pk, claimant.channel)
        if found is not None:
            taken = _take_over(claimant, Claim.of(found))
            if taken:
                return taken
    raise TransientError(f"ledger {claimant.pk}: others claim it at the same time")


def _take_over(claimant: Claimant, claim: Claim) -> Taken | None:
    step = decide(claim, claimant.me, claimant.at, repeat=claimant.repeat)
    if step is Step.COUNT:
        _count(claimant)
    if step is Step.RENEW:
        earlier = len(claim.seen) - 1
        return Taken(step, earlier) if _renew(claimant, claim, earlier) else None
    return Taken(step, claim.earlier, claim.sent_parts)


def _count(claimant: Claimant) -> None:
    change = ledger.Change(
        "ADD seen :event",
        {":event": {claimant.event_id}, ":limit": SEEN_LIMIT},
        condition="attribute_exists(pk) AND size(seen) < :limit",
    )
    ledger.update(claimant.table, claimant.pk, claimant.channel, change)


def _renew(claimant: Claimant, claim: Claim, earlier: int) -> bool:
    change = ledger.Change(
        "SET phase = :claimed, holder = :me, first_at = :at, seen = :seen, earlier = :earlier,"
        " sent_parts = :none, expires_at = :expires",
        {
            ":claimed": Phase.CLAIMED.value,
            ":me": claimant.me,
            ":at": stamp(claimant.at),
            ":seen": {claimant.event_id},
            ":earlier": earlier,
            ":none": 0,
            ":expires": expires_at(claimant.at, claimant.repeat),
            ":found": claim.first_at,
            ":holder": claim.holder,
        },
        condition="first_at = :found AND holder = :holder",
    )
    return ledger.update(claimant.table, claimant.pk, claimant.channel, change)


def finish(claimant: Claimant) -> None:
    """Note that the channel was told, or that the notice waits for its moment."""
    _mine(claimant, "SET phase = :value", Phase.DONE.value)


def sent(claimant: Claimant, parts: int) -> None:
    """Note how many parts of a long message are out."""
    _mine(claimant, "SET sent_parts = :value", parts)


def _mine(claimant: Claimant, expression: str, value: str | int) -> None:
    change = ledger.Change(
        expression, {":value": value, ":me": claimant.me}, condition="holder = :me"
    )
    ledger.update(claimant.table, claimant.pk, claimant.channel, change)
