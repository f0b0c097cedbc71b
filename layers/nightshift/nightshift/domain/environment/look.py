"""When somebody has to look at an environment again, whatever happens until then.

The hourly sweep repeats what is overdue: an edge whose event was lost, an execution that died, a
database that RDS started while its event did not arrive.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from nightshift.domain.capacity.once import Once
from nightshift.domain.environment.claims import Keep, Status
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.windows.timeline import Timeline

# RDS starts what was stopped for seven days in a row (RDS User Guide, "Stopping an Amazon RDS DB
# instance temporarily", read 2026-11-28).
RDS_STARTS_AFTER = timedelta(days=7)
# An execution takes minutes; one that died is repeated after this.
UNDER_WAY = timedelta(hours=2)
TASKS = {Goal.ASLEEP: "environment-stop", Goal.AWAKE: "environment-start"}


@dataclass(frozen=True, slots=True)
class Look:
    """When, and which task is then to be done; None: never."""

    at: datetime | None = None
    task: str | None = None


def while_under_way(goal: Goal, at: datetime) -> Look:
    """Return when an execution that has just begun should have ended."""
    return Look(at + UNDER_WAY, TASKS[goal])


def when_wish_ends(workload: str, wish: Keep) -> Once:
    """Return the schedule of the instant from which the calendar decides again."""
    other = Goal.ASLEEP if wish.goal is Goal.AWAKE else Goal.AWAKE
    return Once(workload, "keep", wish.until, TASKS[other])


def when_settled(status: Status, calendar: Timeline, at: datetime) -> Look:
    """Return the next edge of the calendar; a sleeping database is looked at after seven days."""
    edge = calendar.next_change(at)
    looks = []
    if edge is not None:
        goal = Goal.AWAKE if calendar.value_at(edge) else Goal.ASLEEP
        looks.append((edge, goal))
    if status is Status.ASLEEP:
        looks.append((at + RDS_STARTS_AFTER, Goal.ASLEEP))
    if not looks:
        return Look()
    due, goal = min(looks)
    return Look(due, TASKS[goal])


def wakes(calendar: Timeline, at: datetime) -> datetime | None:
    """Return when the calendar wakes what sleeps at `at`; None: not within its horizon."""
    edge = calendar.next_change(at)
    if edge is not None and not calendar.value_at(edge):
        edge = calendar.next_change(edge)
    return edge
