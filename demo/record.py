"""What one night left behind: the values the terminal report and the page are drawn from.

A record knows neither how it was collected nor how it is shown. `save` and `load` are exact
inverses.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter

from nightshift.domain.meetings.results import (
    ActionItem,
    Chunk,
    Relationships,
    Summary,
    Transcript,
)


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person who was invited."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Step:
    """One thing the demo did, on this machine's clock."""

    name: str
    seconds: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try of a Task state; a retried state has more than one."""

    started: datetime
    ended: datetime
    outcome: Literal["succeeded", "failed", "timed out"]
    function: str | None = None  # the Lambda function it invoked
    error: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """One visit of one state of an execution."""

    name: str
    kind: str  # Task, Choice, Parallel, ...
    entered: datetime
    exited: datetime | None  # None where the execution ended inside it
    depth: int  # 0 = top level, 1 = in a branch of a Parallel or an item of a Map
    attempts: tuple[Attempt, ...] = ()


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution of one state machine."""

    machine: str
    name: str
    status: str
    started: datetime
    stopped: datetime | None
    states: tuple[State, ...]  # in the order they were entered
    about: str | None = None  # a meeting or a workload
    error: str | None = None
    cause: str | None = None

    @property
    def idle(self) -> bool:
        """Return whether it looked and found nothing to do, as the hourly sweep mostly does."""
        return bool(self.states) and self.states[-1].name == "Nothing"

    @property
    def lasted(self) -> timedelta | None:
        """Return how long it ran; None where it still runs."""
        return None if self.stopped is None else self.stopped - self.started

    @property
    def failed_in(self) -> str:
        """Return the state it failed in: the last one whose last try failed, else the last one."""
        failed = [s.name for s in self.states if s.attempts and s.attempts[-1].error]
        return (failed or [state.name for state in self.states] or ["no state"])[-1]

    @property
    def transitions(self) -> int:
        """Return the billed transitions: one per state entered and one per retry."""
        retries = sum(max(0, len(state.attempts) - 1) for state in self.states)
        return len(self.states) + retries


@dataclass(frozen=True, slots=True)
class Embeddings:
    """The chunks of a meeting and how alike they are."""

    embedding_id: str
    dimensions: int
    chunks: tuple[Chunk, ...]
    similarity: tuple[tuple[float, ...], ...]  # cosine, one row and one column per chunk


@dataclass(frozen=True, slots=True)
class Email:
    """One message that would have left the account."""

    at: datetime
    sender: str
    to: tuple[str, ...]
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting and everything that was made of it; None where a task gave no result."""

    meeting_id: str
    title: str
    language: Literal["en", "ko"]
    ended_at: datetime
    attendees: tuple[Attendee, ...]
    transcript: Transcript
    status: Literal["COMPLETE", "PARTIAL"]
    missing: tuple[str, ...]
    sentence: str  # what the `Meeting Processed` event says for a person
    summary: Summary | None
    actions: tuple[ActionItem, ...] | None
    relationships: Relationships | None
    embeddings: Embeddings | None
    emails: tuple[Email, ...]
    folder: str  # where the artefacts are kept: an s3:// address
    artefacts: tuple[str, ...]  # their names in it
    counts: dict[str, int]  # task -> results
    errors: dict[str, str]  # task -> why it gave no result


@dataclass(frozen=True, slots=True)
class Repeat:
    """What a second, identical `Meeting Ended` event caused."""

    meeting_id: str
    at: datetime
    execution: str
    new_emails: int
    s3_writes: int

    @property
    def verdict(self) -> str:
        """Say in a few words whether the work was done a second time."""
        return "redone" if self.new_emails or self.s3_writes else "answered, not redone"


@dataclass(frozen=True, slots=True)
class CallCount:
    """How often one role made one API call with one outcome."""

    role: str
    service: str
    action: str
    outcome: str
    count: int


@dataclass(frozen=True, slots=True)
class BusEvent:
    """One event on the bus."""

    at: datetime
    source: str
    detail_type: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class FunctionUse:
    """What one function's invocations add up to."""

    name: str
    memory_mb: int
    invocations: int
    milliseconds: int  # each invocation rounded up, as it is billed


@dataclass(frozen=True, slots=True)
class Message:
    """One message that reached a person by another way than the post-meeting mail."""

    at: datetime
    channel: str  # slack, pagerduty, email, sms, webhook
    to: str
    text: str
    severity: str = ""
    action: str = ""  # of a page: trigger, resolve


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One CloudWatch dashboard."""

    name: str
    body: dict[str, Any]  # CloudWatch's dashboard body


@dataclass(frozen=True, slots=True)
class Kept:
    """What `reconcile` keeps in place for one workload: kind -> how many."""

    workload: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Record:
    """A whole night."""

    began: datetime
    ended: datetime
    real_seconds: float
    steps: tuple[Step, ...]
    meetings: tuple[Meeting, ...]
    repeat: Repeat | None
    executions: tuple[Execution, ...]  # in the order they were started
    events: tuple[BusEvent, ...]
    calls: tuple[CallCount, ...]
    functions: tuple[FunctionUse, ...]
    log_bytes: int  # ingested by CloudWatch Logs
    database: dict[str, int] | None  # table -> rows; None where the database was not asked
    messages: tuple[Message, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    kept: tuple[Kept, ...] = ()

    @property
    def worked(self) -> tuple[Execution, ...]:
        """Return the executions that found something to do."""
        return tuple(run for run in self.executions if not run.idle)


_RECORD = TypeAdapter(Record)


def save(record: Record, path: Path) -> None:
    """Write the record as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_RECORD.dump_json(record, indent=1))


def load(path: Path) -> Record:
    """Return the record `save` wrote."""
    return _RECORD.validate_json(path.read_bytes())
