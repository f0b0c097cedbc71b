"""EC2 instances of one name: those that run are stopped, and exactly those start again."""

from collections.abc import Mapping

from nightshift.domain.environment.acts import Act, Action, act
from nightshift.domain.environment.assets import Asset

RUNS = frozenset({"pending", "running"})
STOPPED = "stopped"
States = Mapping[str, str]  # instance id -> state's name


def to_sleep(asset: Asset, seen: States | None, prior: States | None) -> list[Act]:
    """Return the call that stops what runs."""
    del prior
    ids = [instance for instance, state in sorted((seen or {}).items()) if state in RUNS]
    return [act(asset, Action.STOP, f"stop {_counted(ids)}", ids=ids)] if ids else []


def to_wake(asset: Asset, seen: States | None, prior: States | None) -> list[Act]:
    """Return the call that starts what ran before; one that is still stopping waits its turn."""
    there = seen or {}
    ids = [instance for instance in _ran(prior) if there.get(instance) == STOPPED]
    return [act(asset, Action.START, f"start {_counted(ids)}", ids=ids)] if ids else []


def not_asleep(asset: Asset, seen: States | None, prior: States | None) -> str | None:
    """Wait until all are stopped."""
    del prior
    left = [state for state in (seen or {}).values() if state != STOPPED]
    return f"{asset.label}: {len(left)} instances are not stopped yet" if left else None


def not_awake(asset: Asset, seen: States | None, prior: States | None) -> str | None:
    """Wait until what ran before runs; an instance that is gone by now is not waited for."""
    there = seen or {}
    left = [i for i in _ran(prior) if there.get(i, "running") != "running"]
    return f"{asset.label}: {len(left)} instances do not run yet" if left else None


def _ran(prior: States | None) -> list[str]:
    return [instance for instance, state in sorted((prior or {}).items()) if state in RUNS]


def _counted(ids: list[str]) -> str:
    return f"instance {ids[0]}" if len(ids) == 1 else f"{len(ids)} instances"
