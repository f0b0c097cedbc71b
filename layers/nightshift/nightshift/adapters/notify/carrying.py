"""Carry a message along its channel, or along the next one where that fails, and say so once."""

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

from nightshift.adapters import announcements
from nightshift.adapters.aws import Actions
from nightshift.adapters.notify import channels, claims
from nightshift.adapters.notify.claims import Claimant
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.notifications.claims import Step
from nightshift.domain.notifications.failures import Failure, detail, identity, remark
from nightshift.domain.notifications.notice import FAILED, Channel, Message, Notice, digest
from nightshift.domain.notifications.office import Desk

ACTIONS: Actions = {
    "attempt": channels.ACTIONS["send"],
    "next_best": frozenset(),
    "report": claims.ACTIONS["take"] | claims.ACTIONS["finish"] | announcements.ACTIONS["announce"],
}
HOUR = timedelta(hours=1)
Failures = Mapping[Channel, str]  # channel -> why


def attempt(
    channel: Channel,
    message: Message,
    desk: Desk,
    *,
    skip: int = 0,
    sent: Callable[[int], None] = lambda _: None,
) -> str | None:
    """Send a message; return why it could not be sent, None where it was."""
    try:
        channels.send(channel, message, desk, skip=skip, sent=sent)
    except (TransientError, RefusedError) as problem:
        return str(problem)
    return None


def next_best(
    failures: Failures, otherwise: Iterable[Channel], send: Callable[[Channel, str], str | None]
) -> Channel | None:
    """Return the first channel that takes the message with a remark about those that did not."""
    words = remark(failures)
    return next((channel for channel in otherwise if send(channel, words) is None), None)


def report(notice: Notice, failures: Failures, by: Channel | None, *, desk: Desk) -> None:
    """Put one `Notification Failed` on the bus per workload, channel and hour.

    A failure to tell of a failure is told to nobody: the dead-letter queue's alarm is for that.
    """
    if notice.kind == FAILED:
        return
    office, at = desk.office, notice.at
    for channel, why in failures.items():
        failure = Failure(notice.workload, channel, why, by, at)
        claimant = Claimant(
            table=office.ledger_table,
            key=digest(identity(failure)),
            channel="announcement",
            me=office.writer,
            event_id=desk.event_id,
            at=at,
            repeat=HOUR,
        )
        if claims.take(claimant).step in (Step.TELL, Step.RESUME, Step.RENEW):
            announcements.announce(office.event_bus, FAILED, detail(failure))
            claims.finish(claimant)
