"""What the ledger remembers of a workload's windows: what was set last, and when to look again.

The item is written last of all. Until it is, a run that was cut off is not over: the next one
finds nothing to change, and still tells what has become different since.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from nightshift.domain.capacity.openings import PlannedOpening
from nightshift.domain.capacity.request import TASK
from nightshift.domain.windows.overrides import Override

PARTITION = "due"
FAR = datetime(9999, 12, 31, tzinfo=UTC)  # nothing changes as far as one can see
LATE = timedelta(minutes=10)  # what the sweep waits; less is on time
GONE = timedelta(days=7)  # overdue for so long: its workload has no manifest any more


@dataclass(frozen=True, slots=True)
class Record:
    """The last run that ended."""

    next_at: datetime  # when something changes next
    since: datetime  # since when it is as `minima` says
    minima: Mapping[str, int] = field(default_factory=dict, hash=False)  # service -> set

    def missed(self, at: datetime) -> timedelta | None:
        """Return how late a run at `at` is; None where it is on time."""
        late = at - self.next_at
        return late if late > LATE else None


@dataclass(frozen=True, slots=True)
class Memory:
    """What the ledger knows of a workload before a run."""

    record: Record | None = None  # None: there was no run yet
    holds: tuple[Override, ...] = ()  # also those that are over, for a while
    openings: tuple[PlannedOpening, ...] = ()  # likewise


def key(workload: str) -> str:
    """Return the sort key of a workload's item."""
    return f"{workload}#window"


def item(workload: str, record: Record) -> dict[str, Any]:
    """Return the record as the ledger has it; the sweep reads task and next_at."""
    kept: dict[str, Any] = {
        "pk": PARTITION,
        "sk": key(workload),
        "workload": workload,
        "task": TASK,
        "next_at": record.next_at.astimezone(UTC).isoformat(timespec="seconds"),
        "since": record.since.astimezone(UTC).isoformat(timespec="seconds"),
        "minima": [f"{name}={minimum}" for name, minimum in sorted(record.minima.items())],
    }
    if record.next_at < FAR:
        kept["expires_at"] = int((record.next_at + GONE).timestamp())
    return kept


def of_item(item: Mapping[str, Any]) -> Record:
    """Return the record that an item of the ledger holds."""
    pairs = (entry.partition("=") for entry in item["minima"])
    return Record(
        datetime.fromisoformat(item["next_at"]),
        datetime.fromisoformat(item["since"]),
        {name: int(minimum) for name, _, minimum in pairs},
    )
