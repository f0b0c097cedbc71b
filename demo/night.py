"""The night on the virtual clock: what happened when, in the order it happened."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from demo.record import Execution, Record
from demo.words import SEOUL, counted, lasting

Kind = Literal["clock", "in", "run", "mail", "out"]
ORDER: tuple[Kind, ...] = ("clock", "in", "run", "mail", "out")  # within one second
TICK_HOURS = 3
OWN_SOURCE = "nightshift"
AWS_SOURCES = "aws."
SCHEDULE_SOURCE = "nightshift.schedule"
OFTEN = 4  # times in a night


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened."""

    at: datetime
    kind: Kind
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A place on the strip of the night; left in percent."""

    left: float
    label: str


def moments(record: Record) -> list[Moment]:
    """Return everything that happened, in order.

    EventBridge gives an event's time in whole seconds, so within one second the order is that of
    cause and effect.
    """
    found = [
        Moment(record.began, "clock", "The cloud is up, the stack is deployed", ""),
        *_events(record),
        *_boundaries(record),
        *_executions(record),
        *_mails(record),
        *_messages(record),
        Moment(record.ended, "clock", "Morning", ""),
    ]
    return sorted(found, key=lambda m: (m.at.replace(microsecond=0), ORDER.index(m.kind)))


def ticks(record: Record) -> list[Mark]:
    """Return the hours to write under the strip."""
    hours = int((record.ended - record.began) / timedelta(hours=1))
    instants = [record.began + timedelta(hours=h) for h in range(0, hours + 1, TICK_HOURS)]
    return [Mark(_left(record, at), f"{at.astimezone(SEOUL):%H}") for at in instants]


def marks(record: Record) -> list[Mark]:
    """Return where on the strip an execution ran."""
    return [
        Mark(_left(record, run.started), f"{run.started.astimezone(SEOUL):%H:%M} {run.machine}")
        for run in record.worked
    ]


def _left(record: Record, at: datetime) -> float:
    return (at - record.began) / (record.ended - record.began) * 100


def _events(record: Record) -> list[Moment]:
    titles = {meeting.meeting_id: meeting.title for meeting in record.meetings}
    return [
        Moment(
            event.at,
            "out" if event.source == OWN_SOURCE else "in",
            event.detail_type,
            str(event.detail.get("summary") or titles.get(event.detail.get("meeting_id", ""), "")),
        )
        for event in record.events
        # AWS's events: their effects are told, not their echoes. Schedules: see _boundaries.
        if not event.source.startswith((AWS_SOURCES, SCHEDULE_SOURCE))
    ]


def _boundaries(record: Record) -> list[Moment]:
    """Return one moment per minute and task: whose schedules were due. What is hourly, once."""
    due = [e for e in record.events if e.source == SCHEDULE_SOURCE]
    times = Counter((e.detail["task"], e.detail["workload"]) for e in due)
    together: dict[tuple[datetime, str], dict[str, None]] = {}
    told: set[tuple[str, str]] = set()
    for event in due:
        key = (event.detail["task"], event.detail["workload"])
        often = times[key] > OFTEN
        if not (often and key in told):
            name = f"{key[1]} ({times[key]} times until morning)" if often else key[1]
            together.setdefault((event.at, key[0]), {})[name] = None
        told.add(key)
    return [
        Moment(at, "clock", f"Due: {task}", ", ".join(names))
        for (at, task), names in together.items()
    ]


def _messages(record: Record) -> list[Moment]:
    return [
        Moment(message.at, "mail", f"{message.channel} {message.action}".strip(), message.text)
        for message in record.messages
    ]


def _executions(record: Record) -> list[Moment]:
    return [
        Moment(
            run.started,
            "run",
            f"{run.machine} for {run.about}" if run.about else run.machine,
            f"{counted(len(run.states), 'state')} in {lasting(run.lasted)}, "
            f"{run.status.lower()}{_repeated(run, record)}",
        )
        for run in record.worked
    ]


def _repeated(run: Execution, record: Record) -> str:
    repeat = record.repeat
    return f": a repeat, {repeat.verdict}" if repeat and repeat.execution == run.name else ""


def _mails(record: Record) -> list[Moment]:
    return [
        Moment(mail.at, "mail", f"E-mail to {counted(len(mail.to), 'recipient')}", mail.subject)
        for meeting in record.meetings
        for mail in meeting.emails
    ]
