"""Whether an execution may put an environment to sleep or wake it, and why not.

The ledger's one item per workload is the lock and the memory at once:

    AWAKE --stop--> STOPPING --done--> ASLEEP --start--> STARTING --done--> AWAKE

What was there before is written with STOPPING, before the first change, and kept until AWAKE: an
execution that finds STOPPING, ASLEEP or STARTING goes on from it and never overwrites it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from nightshift.domain.environment.decisions import Goal
from nightshift.domain.environment.seen import Seen
from nightshift.domain.windows.overrides import Override
from nightshift.domain.windows.timeline import Timeline


class Status(StrEnum):
    """How far an environment is."""

    AWAKE = "awake"
    STOPPING = "stopping"
    ASLEEP = "asleep"
    STARTING = "starting"


UNDER_WAY = {Status.STOPPING: Goal.ASLEEP, Status.STARTING: Goal.AWAKE}


@dataclass(frozen=True, slots=True)
class Keep:
    """A person's wish that outlives the execution: keep it awake, or asleep, until then."""

    goal: Goal
    until: datetime
    reason: str
    made_at: datetime

    def override(self) -> Override:
        """Return it as a calendar takes it."""
        kind: Literal["awake", "asleep"] = "awake" if self.goal is Goal.AWAKE else "asleep"
        return Override(
            kind=kind,
            value=int(self.goal is Goal.AWAKE),
            start=self.made_at,
            until=self.until,
            reason=self.reason,
            made_at=self.made_at,
        )


@dataclass(frozen=True, slots=True)
class Stored:
    """What the ledger knows of an environment."""

    status: Status = Status.AWAKE
    owner: str = ""  # ARN of the execution that works on it, or did last
    epoch: str = ""  # when this sleep began, ISO; ids of its events derive from it
    since: datetime | None = None  # asleep since
    prior: Seen | None = None
    ran: tuple[str, ...] = ()  # spans in which RDS let the database run meanwhile: start/end, ISO
    keep: Keep | None = None
    token: str = ""  # of the last write; the next one needs it


class Outcome(StrEnum):
    """What an execution does."""

    GO = "go"
    STAY = "stay"  # there is nothing to do, for the reason that is given
    WAIT = "wait"  # another execution is at it


@dataclass(frozen=True, slots=True)
class Decision:
    """What an execution does, and why."""

    outcome: Outcome
    reason: str


def by_calendar(goal: Goal, calendar: Timeline, at: datetime) -> Decision | None:
    """Return why a schedule is not followed; None where the calendar says the same."""
    state = calendar.state_at(at)
    wanted = Goal.AWAKE if state.value else Goal.ASLEEP
    if wanted is goal:
        return None
    return Decision(Outcome.STAY, f"the calendar says {wanted}: {state.reason}")


def by_wish(goal: Goal, stored: Stored, zone: ZoneInfo, at: datetime) -> Decision | None:
    """Return why a schedule is not followed, where a person wishes otherwise; else None."""
    wish = stored.keep
    if wish is None or wish.goal is goal or wish.until <= at:
        return None
    local = wish.until.astimezone(zone)
    why = f" ({wish.reason})" if wish.reason else ""
    return Decision(Outcome.STAY, f"it is kept {wish.goal} until {local:%a %H:%M %Z}{why}")


def kept_until(goal: Goal, stored: Stored, at: datetime) -> datetime | None:
    """Return until when a person keeps it as it is to become; None where nobody does."""
    wish = stored.keep
    return wish.until if wish and wish.goal is goal and wish.until > at else None


def holds_already(goal: Goal, stored: Stored) -> bool:
    """Say whether the ledger has it there, or on its way: then the calendar is not asked.

    The sweep repeats a task of an execution that died, and looks after what sleeps by a person's
    wish; an environment that is awake, or sleeps, is left to its calendar otherwise.
    """
    if goal is Goal.ASLEEP:
        return stored.status in (Status.STOPPING, Status.ASLEEP)
    return stored.status is Status.STARTING


def decide(goal: Goal, stored: Stored, me: str, *, owner_runs: bool, restarted: bool) -> Decision:
    """Return what to do about an environment whose item is `stored`.

    `restarted`: RDS has started its database, which concerns a sleeping environment only.
    """
    if restarted and stored.status is not Status.ASLEEP and stored.owner != me:
        return Decision(Outcome.STAY, f"the environment is {stored.status}, not asleep")
    if stored.status in UNDER_WAY and stored.owner != me and owner_runs:
        doing = stored.status.value
        return Decision(Outcome.WAIT, f"another execution is {doing} it: {stored.owner}")
    if goal is Goal.AWAKE and stored.status is Status.AWAKE:
        return Decision(Outcome.STAY, "it is awake: nightshift has nothing to restore")
    if stored.status in (Status.AWAKE, Status.ASLEEP):
        again = stored.status.value == goal.value
        return Decision(Outcome.GO, "see that it still sleeps" if again else f"it is to be {goal}")
    return Decision(Outcome.GO, f"go on: an earlier execution left it {stored.status}")


def begun(stored: Stored, goal: Goal, seen: Seen, *, at: datetime, me: str, token: str) -> Stored:
    """Return the item as an execution writes it before its first change."""
    fresh = stored.status is Status.AWAKE
    return Stored(
        status=Status.STOPPING if goal is Goal.ASLEEP else Status.STARTING,
        owner=me,
        epoch=at.isoformat() if fresh else stored.epoch,
        since=stored.since,
        prior=seen if fresh or stored.prior is None else stored.prior,
        ran=() if fresh else stored.ran,
        keep=stored.keep,
        token=token,
    )
