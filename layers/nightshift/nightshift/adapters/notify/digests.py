"""Tell what waited: one message per channel for everything of a batch."""

from collections import defaultdict
from dataclasses import replace
from datetime import datetime

from nightshift.adapters.aws import Actions
from nightshift.adapters.notify import carrying, held
from nightshift.adapters.notify.held import Waiting
from nightshift.domain.errors import TransientError
from nightshift.domain.notifications import grouping, routing, texts
from nightshift.domain.notifications.notice import Channel, Message
from nightshift.domain.notifications.office import Desk
from nightshift.domain.notifications.waiting import Batch

ACTIONS: Actions = {
    "flush": held.ACTIONS["begin"]
    | held.ACTIONS["untold"]
    | held.ACTIONS["mark"]
    | held.ACTIONS["finish"]
    | carrying.ACTIONS["attempt"]
    | carrying.ACTIONS["report"],
}


def flush(batch: Batch, desk: Desk, at: datetime) -> int:
    """Return how many notices were told; 0 where another run is at it.

    Raises:
        TransientError: a message found no channel (the others are told), or the ledger failed.
    """
    told = 0
    while held.begin(desk.office, batch, at):
        waiting = held.untold(desk.office, batch)
        lost = [why for group in _groups(waiting) if (why := _tell(group, batch, desk))]
        if lost:
            raise TransientError(f"no channel took what waited: {'; '.join(lost)}")
        told += len(waiting)
        held.finish(desk.office, batch)
        if not held.untold(desk.office, batch):
            break
    return told


def _groups(waiting: list[Waiting]) -> list[list[Waiting]]:
    """Return what makes one message each: all of a channel; SNS has topics per severity.

    Of those, what CloudWatch has told a topic itself goes apart from what it has not.
    """
    found: dict[tuple[object, ...], list[Waiting]] = defaultdict(list)
    for one in waiting:
        topics = (one.notice.severity, one.notice.covered) if one.channel == "sns" else ()
        found[one.channel, *topics].append(one)
    return list(found.values())


def _tell(group: list[Waiting], batch: Batch, desk: Desk) -> str | None:
    notice = grouping.together([one.notice for one in group], batch.due)
    declared = desk.rules.notifications
    message = texts.word(notice, declared.texts if declared else {}, zone=desk.rules.zone)
    channel: Channel = group[0].channel  # type: ignore[assignment]
    why = carrying.attempt(channel, message, desk)
    if why is not None:
        failures = {channel: why}
        otherwise = [c for c in routing.fallbacks(notice.severity, desk.rules) if c != channel]
        by = carrying.next_best(
            failures, otherwise, lambda c, words: _send(c, message, words, desk)
        )
        carrying.report(notice, failures, by, desk=desk)
        if by is None:
            return why
    held.mark(desk.office, batch, group)
    return None


def _send(channel: Channel, message: Message, words: str, desk: Desk) -> str | None:
    return carrying.attempt(channel, replace(message, remarks=(*message.remarks, words)), desk)
