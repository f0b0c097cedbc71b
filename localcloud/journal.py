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
        self._lock = threading.Lock()

    def record(self, entry: Entry) -> None:
        """Add one entry."""
        with self._lock:
            self._entries.append(entry)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()

    def find(
        self, role: str | None = None, service: str | None = None, action: str | None = None
    ) -> list[dict[str, str]]:
        """Return the entries that fit; an action matches the IAM action or the operation."""
        with self._lock:
            entries = list(self._entries)
        return [asdict(e) for e in entries if _fits(e, role, service, action)]


def _fits(entry: Entry, role: str | None, service: str | None, action: str | None) -> bool:
    if role and role.rpartition("/")[2] != entry.role:
        return False
    if service and service.lower() != entry.service.lower():
        return False
    wanted = (action or "").rpartition(":")[2].lower()
    return not wanted or wanted in (entry.action.lower(), entry.operation.lower())


def stamp(now: datetime) -> str:
    """Return a time as the journal writes it."""
    return now.isoformat(timespec="milliseconds")
