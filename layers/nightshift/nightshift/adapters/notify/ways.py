"""Take a notice along one way: claim it, let it wait or send it, note that it is done."""

from dataclasses import dataclass

from nightshift.adapters.aws import Actions
from nightshift.adapters.notify import carrying, claims, digests, held
from nightshift.adapters.notify.claims import Claimant, Taken
from nightshift.domain.notifications import texts
from nightshift.domain.notifications.claims import LEASE, Step
from nightshift.domain.notifications.notice import Message, Notice
from nightshift.domain.notifications.office import Desk
from nightshift.domain.notifications.routing import Timing, Way
from nightshift.domain.notifications.waiting import Batch, safe

ACTIONS: Actions = {
    "along": claims.ACTIONS["take"]
    | claims.ACTIONS["finish"]
    | claims.ACTIONS["sent"]
    | held.ACTIONS["is_first"]
    | held.ACTIONS["is_held"]
    | held.ACTIONS["hold"]
    | digests.ACTIONS["flush"]
    | carrying.ACTIONS["attempt"],
    "settle": claims.ACTIONS["finish"],
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a notice on one way."""

    way: Way
    said: str  # sent, held, repeat or failed
    why: str | None = None  # it failed


def along(way: Way, notice: Notice, desk: Desk, *, remarks: tuple[str, ...] = ()) -> Outcome:
    """Return what became of it; a repeat is counted and not sent.

    Raises:
        TransientError, RefusedError: of the ledger and the scheduler; a channel's are the outcome.
    """
    claimant = _claimant(way, notice, desk)
    taken = claims.take(claimant)
    if taken.step in (Step.COUNT, Step.NOTHING):
        return Outcome(way, "repeat")
    message = _message(notice, taken, desk, remarks=remarks)
    if _waits(way, message, taken, desk=desk):
        claims.finish(claimant)
        return Outcome(way, "held")
    why = carrying.attempt(
        way.channel,
        message,
        desk,
        skip=taken.sent_parts,
        sent=lambda parts: claims.sent(claimant, parts),
    )
    if why is not None:
        return Outcome(way, "failed", why)
    claims.finish(claimant)
    return Outcome(way, "sent")


def settle(way: Way, notice: Notice, desk: Desk) -> None:
    """Note that a way that failed needs no other try: another channel carried the notice."""
    claims.finish(_claimant(way, notice, desk))


def _message(notice: Notice, taken: Taken, desk: Desk, *, remarks: tuple[str, ...]) -> Message:
    declared = desk.rules.notifications
    times = f"{taken.earlier} repeat{'s' if taken.earlier > 1 else ''}"
    repeats = (f"After {times} that were not sent.",) if taken.earlier else ()
    return texts.word(
        notice,
        declared.texts if declared else {},
        remarks=(*repeats, *remarks),
        zone=desk.rules.zone,
    )


def _waits(way: Way, message: Message, taken: Taken, *, desk: Desk) -> bool:
    """Let the notice wait where it has to; True where it does, or did already."""
    if way.due is None:
        return False
    office, notice = desk.office, message.notice
    batch = Batch(safe(notice.workload), way.due)
    resumed = taken.step is Step.RESUME
    waits = resumed and held.is_held(office, batch, way.channel, notice=notice)
    if not waits and _goes_now(way, notice, batch, resumed=resumed, desk=desk):
        return False
    if held.hold(office, batch, way.channel, message=message):
        digests.flush(batch, desk, notice.at)
    return True


def _goes_now(way: Way, notice: Notice, batch: Batch, *, resumed: bool, desk: Desk) -> bool:
    """Tell whether it does not wait. Who is resumed comes late: the moment may have passed."""
    if way.timing is Timing.LATER:
        return resumed and batch.due - notice.at < LEASE
    return resumed or held.is_first(desk.office, batch, way.channel, notice=notice)


def _claimant(way: Way, notice: Notice, desk: Desk) -> Claimant:
    return Claimant(
        table=desk.office.ledger_table,
        key=notice.key,
        channel=way.channel,
        me=desk.office.writer,
        event_id=desk.event_id,
        at=notice.at,
        repeat=desk.rules.repeat,
    )
