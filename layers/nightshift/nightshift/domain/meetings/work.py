"""What the steps of the post-meeting machine hand to each other: keys and ids, never documents."""

from nightshift.domain.inputs import Input
from nightshift.domain.meetings.documents import NAMES, TRANSCRIPT
from nightshift.domain.meetings.request import MeetingId, Task, WorkloadName
from nightshift.domain.meetings.results import Language


class Work(Input):
    """One claimed meeting, as every step after the claim gets it."""

    workload: WorkloadName
    meeting_id: MeetingId
    fingerprint: str
    prefix: str  # of all artefacts, with the slash at the end
    provider: str
    language: Language

    @property
    def transcript_key(self) -> str:
        """The key of the prepared transcript."""
        return f"{self.prefix}{TRANSCRIPT}"

    def key(self, task: Task) -> str:
        """Return the key of a task's artefact."""
        return f"{self.prefix}{NAMES[task]}"


class Produced(Input):
    """One task's outcome: its artefact's key, or the error that stopped it."""

    task: Task
    key: str | None = None
    count: int = 0  # sentences, items, ties or chunks
    skipped: bool = False  # nobody asked for it, or an earlier run delivered it
    error: str | None = None
    cause: str | None = None

    @property
    def failed(self) -> bool:
        """Whether it was tried and did not succeed."""
        return self.error is not None


class Delivered(Input):
    """What became of the e-mail."""

    message_id: str | None = None
    recipients: int = 0
    skipped: bool = False
    error: str | None = None
    cause: str | None = None


def prefix(workload: str, meeting_id: str, fingerprint: str) -> str:
    """Return where the artefacts of one transcript of one meeting lie."""
    return f"meetings/{workload}/{meeting_id}/{fingerprint[:12]}/"


def available(done: tuple[Task, ...], produced: tuple[Produced, ...]) -> tuple[Task, ...]:
    """Return the tasks whose artefact exists: made by this run or an earlier one."""
    made = {part.task for part in produced if part.key is not None}
    return tuple(task for task in NAMES if task in made or task in done)


def missing(asked: tuple[Task, ...], produced: tuple[Produced, ...]) -> tuple[Task, ...]:
    """Return the asked tasks that failed, in the order of `NAMES`."""
    failed = {part.task for part in produced if part.failed}
    return tuple(task for task in NAMES if task in failed and task in asked)
