"""An ECS service sleeps with no task, its scaling suspended and its minimum at 0 (CM-B17)."""

from dataclasses import asdict

from nightshift.domain.capacity.sizes import EcsSize, Suspended, Target
from nightshift.domain.environment.acts import Act, Action, act
from nightshift.domain.environment.assets import Asset

STILL = Suspended(scale_in=True, scale_out=True, scheduled=True)


def to_sleep(asset: Asset, seen: EcsSize | None, prior: EcsSize | None) -> list[Act]:
    """Return the calls: the target first, because it would raise the tasks again."""
    if seen is None or prior is None or prior.desired == 0:
        return []
    calls = []
    if seen.target is not None:
        calls += _target(asset, seen.target, Target(0, seen.target.maximum, STILL))
    if seen.desired != 0:
        calls.append(_desired(asset, seen.desired, 0))
    return calls


def to_wake(asset: Asset, seen: EcsSize | None, prior: EcsSize | None) -> list[Act]:
    """Return the calls: the tasks first, so that the target does not raise them on its way.

    A number outside of the target's own bounds, which a person had set, comes after it: the target
    would bring it in.
    """
    if seen is None or prior is None or prior.desired == 0:
        return []
    target = _target(asset, seen.target, prior.target) if seen.target and prior.target else []
    tasks = [] if seen.desired == prior.desired else [_desired(asset, seen.desired, prior.desired)]
    bounds = prior.target
    inside = bounds is None or bounds.minimum <= prior.desired <= bounds.maximum
    return [*tasks, *target] if inside else [*target, *tasks]


def not_asleep(asset: Asset, seen: EcsSize | None, prior: EcsSize | None) -> str | None:
    """Wait until no task runs: the database goes next."""
    if seen is None or prior is None or prior.desired == 0:
        return None
    running = seen.running + seen.pending
    return f"{asset.label} still runs {running} tasks" if running or seen.desired else None


def not_awake(asset: Asset, seen: EcsSize | None, prior: EcsSize | None) -> str | None:
    """Wait until as many tasks run as before."""
    if seen is None:
        return f"{asset.label} is gone: the service {asset.name} does not exist" if prior else None
    if prior is None or prior.desired == 0 or seen.running >= prior.desired:
        return None
    return f"{asset.label} runs {seen.running} of {prior.desired} tasks"


def _target(asset: Asset, now: Target, then: Target) -> list[Act]:
    if now == then:
        return []
    still = ", scaling suspended" if then.suspended == STILL else ""
    reason = f"minimum {now.minimum} to {then.minimum}{still}"
    return [act(asset, Action.SET_TARGET, reason, **asdict(then))]


def _desired(asset: Asset, now: int, then: int) -> Act:
    return act(asset, Action.SET_DESIRED, f"{now} tasks to {then}", desired=then)
