"""What waits for a moment: the minute's end after a storm began, or the end of the quiet hours.

    batch  (workload, due): OPEN --flush--> FLUSHING --all told--> FINISHED
    held   one notice on one channel, under its batch

Whoever holds a notice first makes sure that the batch is known and its schedule exists, then puts
the notice, then looks at the batch: FINISHED means that its moment has passed, and it flushes
itself. Whoever flushes says FINISHED before it looks for the last time. So every notice is seen by
one of the two. The hourly sweep finds what a lost schedule left, and lets everything overdue be
flushed.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from nightshift.domain.notifications.notice import digest, stamp

KEPT = timedelta(days=2)  # after the moment, for those who look
SAFE = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")
NAME_LIMIT = 30  # characters of a workload's name (domain.manifest.part)


class State(StrEnum):
    """How far a batch is."""

    OPEN = "OPEN"
    FLUSHING = "FLUSHING"
    FINISHED = "FINISHED"


@dataclass(frozen=True, slots=True)
class Batch:
    """What is told together."""

    workload: str  # fit for a name: see `safe`
    due: datetime

    @property
    def key(self) -> str:
        """The batch's name in the ledger, sorted by time."""
        return f"{stamp(self.due)}#{self.workload}"

    @property
    def schedule(self) -> str:
        """The name of its schedule: made twice, it is the same one."""
        return f"{self.workload}.{self.due.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    @property
    def expires_at(self) -> int:
        """When the ledger may forget it; epoch seconds."""
        return int((self.due + KEPT).timestamp())

    @staticmethod
    def of(key: str) -> "Batch":
        """Return the batch of a key."""
        due, _, workload = key.partition("#")
        return Batch(workload, datetime.fromisoformat(due))


def safe(workload: str) -> str:
    """Return a workload's name as it may be part of a name; any other text as digits of its own."""
    if workload and len(workload) <= NAME_LIMIT and set(workload) <= SAFE:
        return workload
    return f"unknown.{digest(workload)[:12]}"
