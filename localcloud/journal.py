"""Remember every API call: for `GET /_localcloud/calls` and the least-privilege tests."""

import threading
from dataclasses import asdict, dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One call that was made. `role` is a role's name, or `admin` for any other access key."""

    at: str  # ISO 8601, virtual time
    role: str
    service: str  # IAM prefix: states, ses, dynamodb
    model: str  # boto3's name of the service: stepfunctions, sesv2, dynamodb
    action: str  # IAM action without prefix: StartExecution
    operation: str  # API operation
    resource: str  # ARN, or *
    outcome: str  # ok | denied | error | fault
    region: str
    detail: str = ""  # error code, or the denied action


class Journal:
    """The calls in the order they were answered."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._failed: list[Entry] = []  # those that are not ok, which are few and often asked for
        self._lock = threading.Lock()

    def record(self, entry: Entry) -> None:
        """Add one entry."""
        with self._lock:
            self._entries.append(entry)
            if entry.outcome != "ok":
                self._failed.append(entry)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._failed.clear()

    def find(self, wanted: "Filter") -> list[dict[str, str]]:
        """Return the entries that fit, oldest first."""
        with self._lock:
            may_be_ok = (wanted.outcome or "ok").lower() == "ok"
            entries = list(self._entries if may_be_ok else self._failed)
        return [asdict(entry) for entry in entries if wanted.fits(entry)]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which calls to show. None fits every call; letter case does not matter."""

    role: str | None = None  # name or ARN
    service: str | None = None  # IAM prefix (`states`) or boto3 name (`stepfunctions`)
    action: str | None = None  # IAM action or API operation, with or without its prefix
    outcome: str | None = None  # ok | denied | error | fault

    def fits(self, entry: Entry) -> bool:
        """Tell whether a call is one of those wanted."""
        return all(
            (
                _is(self.role and self.role.rpartition("/")[2], entry.role),
                _is(self.service, entry.service, entry.model),
                _is(self.action and self.action.rpartition(":")[2], entry.action, entry.operation),
                _is(self.outcome, entry.outcome),
            )
        )


def _is(wanted: str | None, *names: str) -> bool:
    return not wanted or wanted.lower() in (name.lower() for name in names)


def stamp(now: datetime) -> str:
    """Return a time as the journal writes it."""
    return now.isoformat(timespec="milliseconds")
