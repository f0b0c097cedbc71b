"""What the rest of a machine works from: which waves, which calls, and what was there before."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from pydantic import AwareDatetime

from nightshift.domain.capacity.sizes import EcsSize, GroupSize
from nightshift.domain.environment.acts import Act
from nightshift.domain.environment.assets import Kept, Kind, Wave, kept, waves
from nightshift.domain.environment.claims import Outcome, Stored
from nightshift.domain.environment.decisions import Goal, acts, in_order, waiting
from nightshift.domain.environment.kinds.databases import STOPPING
from nightshift.domain.environment.kinds.instances import RUNS
from nightshift.domain.environment.seen import CacheSeen, Seen
from nightshift.domain.inputs import Input
from nightshift.domain.manifest import Manifest

# Characters of all calls together that travel from state to state; a state's input has 256 KiB
# (Step Functions quotas, read 2026-11-28). Beyond, a wave looks again and decides itself.
LONGEST = 200_000


class WaveToDo(Input):
    """One wave that is not settled."""

    number: int  # in the order of the goal
    what: tuple[str, ...]
    acts: tuple[Act, ...] | None  # as they were decided; None: look and decide
    gates: bool  # it is waited for: others come after it, or it cannot be told yet


class Slept(Input):
    """What slept since when, so that the savings can be booked."""

    since: AwareDatetime
    units: dict[str, int]  # service -> tasks or instances that ran before
    database: bool
    cache: bool
    nat: bool
    ran: tuple[str, ...] = ()  # spans in which RDS let the database run meanwhile


class Prepared(Input):
    """What an execution is to do, and why."""

    outcome: Outcome
    reason: str
    workload: str = ""
    goal: Goal
    epoch: str = ""
    waves: tuple[WaveToDo, ...] = ()
    last: WaveToDo | None = None  # the alarms, which are heard again when all is well
    slept: Slept | None = None
    restarted: AwareDatetime | None = None  # when RDS started the database, where that is the cause
    since: AwareDatetime | None = None  # asleep since, where it is already
    ran: tuple[str, ...] = ()
    until: AwareDatetime | None = None
    windows: bool = False  # a service has some: they are applied when it is awake
    asked: str = ""  # the reason a person gave
    plan: tuple[str, ...] = ()  # of a dry run, a line each


def ordered(manifest: Manifest, stack: str, goal: Goal) -> tuple[Wave, ...]:
    """Return the waves of a workload in the order of the goal."""
    return in_order(waves(manifest, stack), goal)


def to_do(every: Sequence[Wave], goal: Goal, seen: Seen, prior: Seen) -> tuple[WaveToDo, ...]:
    """Return the waves that are not settled, with their calls where these are short enough."""
    found = []
    for number, wave in enumerate(every):
        calls = acts(wave, goal, seen, prior)
        if calls or waiting(wave, goal, seen, prior):
            what = tuple(asset.label for asset in wave)
            last = goal is Goal.ASLEEP and number == len(every) - 1
            waits = not last and any(asset.kind is not Kind.ALARMS for asset in wave)
            gates = waits or _unready(wave, goal, seen, prior)
            found.append(WaveToDo(number=number, what=what, acts=tuple(calls), gates=gates))
    if sum(len(wave.model_dump_json()) for wave in found) <= LONGEST:
        return tuple(found)
    return tuple(wave.model_copy(update={"acts": None}) for wave in found)


def _unready(wave: Wave, goal: Goal, seen: Seen, prior: Seen) -> bool:
    """Say whether an asset cannot be told yet: its call comes when it is ready for it."""
    return any(
        waiting([asset], goal, seen, prior) and not acts([asset], goal, seen, prior)
        for asset in wave
    )


def plan(todo: Sequence[WaveToDo], every: Sequence[Kept]) -> Iterator[str]:
    """Yield what would happen, a line each: `1. alarms: mute 7`."""
    for step, wave in enumerate(todo, 1):
        yield from (f"{step}. {call.reason}" for call in wave.acts or ())
        if not wave.acts:
            yield f"{step}. {', '.join(wave.what)}: look what is to be done"
    yield from (f"kept. {one.label}: {one.reason}" for one in every)


def left(manifest: Manifest) -> tuple[Kept, ...]:
    """Return what goes on while the environment sleeps."""
    return tuple(kept(manifest))


def slept(manifest: Manifest, stored: Stored, at: datetime) -> Slept:
    """Return what of the environment ran before it slept."""
    prior = stored.prior or Seen()
    units: dict[str, int] = {}
    by_kind: dict[Kind, bool] = {}
    nat = False
    for asset in (asset for wave in waves(manifest, "") for asset in wave):
        count = _ran(prior.of(asset))
        if asset.label == "nat":
            nat = count > 0
        elif asset.kind in (Kind.SERVICE, Kind.GROUP, Kind.INSTANCES):
            units[asset.label] = count
        else:
            by_kind[asset.kind] = count > 0
    cache = by_kind.get(Kind.CACHE, False) or by_kind.get(Kind.REPLICATION_GROUP, False)
    return Slept(
        since=stored.since or at,
        units=units,
        database=by_kind.get(Kind.DATABASE, False),
        cache=cache,
        nat=nat,
        ran=stored.ran,
    )


def _ran(found: object) -> int:
    match found:
        case EcsSize() | GroupSize():
            return found.desired
        case CacheSeen():
            return 1
        case str():
            return 0 if found in STOPPING else 1
        case Mapping():
            return sum(state in RUNS for state in found.values())
        case _:
            return 0
