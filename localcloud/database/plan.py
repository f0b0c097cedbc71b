"""What the keeper process is told: one line of JSON, through a pipe, because it has passwords."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """One server to keep."""

    folder: str  # made for it alone, and removed at the end
    programs: str  # folder of initdb, postgres and psql
    uid: int | None  # None: stay who we are
    gid: int | None
    admin_password: str
    user: str  # the master user
    password: str
    database: str | None  # made for the master user; `postgres` is always there
    max_connections: int
    listener: int  # the file descriptor of the endpoint's listening socket

    def line(self) -> str:
        """Return the plan as the keeper reads it."""
        return json.dumps(asdict(self)) + "\n"

    @classmethod
    def of(cls, line: str) -> "Plan":
        """Return the plan of `line`."""
        return cls(**json.loads(line))
