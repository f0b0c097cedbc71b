"""How long everything takes, in virtual seconds; the one place that says so.

AWS promises none of these times but two: a stopped DB instance is started after seven days, and a
terminated instance is listed for about an hour. The others are what people see on a calm day.
A row is changed for a whole run by `LOCALCLOUD_SECONDS_<NAME>` (`LOCALCLOUD_SECONDS_RDS_STOP=60`),
and at any time by `POST durations {"rds-stop": 60}`; what is under way keeps its time.
"""

import os
from collections.abc import Mapping
from typing import Any

from nightshift.domain.errors import RefusedError

VARIABLE = "LOCALCLOUD_SECONDS_"
LONGEST = 366 * 86_400  # s
DEFAULTS: Mapping[str, float] = {
    "rds-stop": 300,  # stopping -> stopped
    "rds-start": 480,  # starting -> available
    "rds-longest-stop": 7 * 86_400,  # "restarts automatically after 7 days" (API_StopDBInstance)
    "ec2-start": 30,  # pending -> running
    "ec2-stop": 60,  # stopping -> stopped
    "ec2-forget": 3600,  # "visible ... for a short while (usually less than an hour)"
    "ecs-task-start": 60,  # a task is pending for so long
    "ecs-task-stop": 30,  # a task drains and stops
    "scaling-calm": 900,  # target tracking scales in after 15 datapoints of a minute below it
    "group-launch": 60,  # Pending -> InService
    "group-terminate": 60,  # Terminating -> gone
    "cache-create": 300,  # creating -> available
    "cache-restore": 420,  # creating -> available, from a snapshot
    "cache-snapshot": 120,  # snapshotting, and a snapshot's creating -> available
    "cache-delete": 180,  # deleting -> gone
}


class Durations:
    """The table of one cloud."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        """Take the defaults, and what the environment says otherwise.

        Raises:
            RefusedError: a variable names no row, or is no number of seconds.
        """
        self._seconds = dict(DEFAULTS)
        rows = {VARIABLE + name.upper().replace("-", "_"): name for name in DEFAULTS}
        for variable, value in environment.items():
            if not variable.startswith(VARIABLE):
                continue
            if variable not in rows:
                raise RefusedError(f"{variable}: known are {', '.join(rows)}")
            try:
                self._seconds[rows[variable]] = _seconds(variable, value)
            except ValueError as problem:
                raise RefusedError(str(problem)) from problem

    def seconds(self, name: str) -> float:
        """Return how long something takes."""
        return self._seconds[name]

    def all(self) -> dict[str, float]:
        """Return the table."""
        return dict(self._seconds)

    def change(self, wanted: Mapping[str, Any]) -> dict[str, float]:
        """Change some rows, or none where one is wrong; return the table.

        Raises:
            ValueError: no such row, or no number of seconds.
        """
        unknown = [name for name in wanted if name not in DEFAULTS]
        if unknown:
            raise ValueError(f"{unknown[0]}: known are {', '.join(DEFAULTS)}")
        self._seconds |= {name: _seconds(name, value) for name, value in wanted.items()}
        return self.all()


def _seconds(name: str, given: Any) -> float:
    try:
        seconds = float(str(given))  # a query's value is text; True and None are no numbers
    except ValueError as problem:
        raise ValueError(f"{name}: {given!r} is not a number of seconds") from problem
    if not 0 <= seconds <= LONGEST:
        raise ValueError(f"{name}: {given} is not between 0 and {LONGEST} seconds")
    return seconds
