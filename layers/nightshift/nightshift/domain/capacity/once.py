"""Schedules that fire once for a workload: the edges of openings by event, the end of a hold.

They are in a group of their own, because `reconcile` deletes what it does not know in its group.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from nightshift.domain.capacity.openings import PlannedOpening
from nightshift.domain.capacity.request import TASK
from nightshift.domain.reconcile.desired.schedules import DUE, target
from nightshift.domain.reconcile.resources import Hub
from nightshift.domain.windows.overrides import Override

DIGEST = 12  # characters; a workload has some dozen of them at once


@dataclass(frozen=True, slots=True)
class Once:
    """One look at a workload, at an instant."""

    workload: str
    purpose: str  # what it is about; the same purpose is the same schedule, moved
    at: datetime
    task: str = TASK  # of `Schedule Due`

    @property
    def name(self) -> str:
        """The schedule's name, at most 64 characters: a workload's has 30."""
        digest = hashlib.sha256(self.purpose.encode()).hexdigest()[:DIGEST]
        return f"{self.workload}.once.{digest}"


def edges(workload: str, opening: PlannedOpening) -> tuple[Once, ...]:
    """Return when to look because of an opening: as its lead begins, and as it is over."""
    return (
        Once(workload, f"opening {opening.key} lead", opening.starts),
        Once(workload, f"opening {opening.key} over", opening.ends),
    )


def ends(workload: str, holds: Iterable[Override]) -> tuple[Once, ...]:
    """Return when to look because holds end."""
    return tuple(Once(workload, f"hold {sorted(one.services)}", one.until) for one in holds)


def group(hub: Hub) -> str:
    """Return the name of the schedules' group."""
    return f"{hub.stack}-once"


def definition(hub: Hub, once: Once) -> dict[str, Any]:
    """Return the schedule as Scheduler takes it; to the minute, never before its instant."""
    return {
        "ScheduleExpression": f"at({once.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
        "ScheduleExpressionTimezone": "UTC",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "ActionAfterCompletion": "DELETE",
        "Target": target(hub, json.dumps(due(once.workload, DUE, once.task), sort_keys=True)),
    }


def due(workload: str, at: str, task: str = TASK) -> dict[str, str]:
    """Return the detail of `Schedule Due` that lets a task look at a workload."""
    return {"workload": workload, "task": task, "at": at}
