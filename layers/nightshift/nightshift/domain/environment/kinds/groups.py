"""An Auto Scaling group sleeps at 0, and neither alarms nor its own schedule may raise it."""

from nightshift.domain.capacity.sizes import GroupSize
from nightshift.domain.environment.acts import Act, Action, act
from nightshift.domain.environment.assets import Asset

# Processes that could start instances in a sleeping group (EC2 Auto Scaling User Guide,
# "Types of processes", read 2026-11-28). Launch and Terminate must work: the group goes to 0.
WAKERS = frozenset({"AlarmNotification", "ScheduledActions"})


def to_sleep(asset: Asset, seen: GroupSize | None, prior: GroupSize | None) -> list[Act]:
    """Return the calls that bring the group to 0; one at 0 is left as it was found."""
    if seen is None or prior is None or _empty(prior):
        return []
    calls = []
    if WAKERS - seen.suspended:
        awake = sorted(WAKERS - seen.suspended)
        calls.append(act(asset, Action.SUSPEND, f"suspend {' and '.join(awake)}", processes=awake))
    if seen.minimum or seen.desired:
        calls.append(_sizes(asset, seen, (0, seen.maximum, 0)))
    return calls


def to_wake(asset: Asset, seen: GroupSize | None, prior: GroupSize | None) -> list[Act]:
    """Return the calls that give the group its sizes back, and the processes we took."""
    if seen is None or prior is None or _empty(prior):
        return []
    calls = []
    sizes = (prior.minimum, prior.maximum, prior.desired)
    if (seen.minimum, seen.maximum, seen.desired) != sizes:
        calls.append(_sizes(asset, seen, sizes))
    if ours := sorted((seen.suspended - prior.suspended) & WAKERS):
        calls.append(act(asset, Action.RESUME, f"resume {' and '.join(ours)}", processes=ours))
    return calls


def not_asleep(asset: Asset, seen: GroupSize | None, prior: GroupSize | None) -> str | None:
    """Wait until no instance is in service."""
    if seen is None or prior is None or _empty(prior) or not seen.in_service:
        return None
    return f"{asset.label} still has {seen.in_service} instances"


def not_awake(asset: Asset, seen: GroupSize | None, prior: GroupSize | None) -> str | None:
    """Wait until as many instances are in service; a group that may not launch never has them."""
    if seen is None:
        return f"{asset.label} is gone: the group {asset.name} does not exist" if prior else None
    if prior is None or seen.in_service >= prior.desired or "Launch" in prior.suspended:
        return None
    return f"{asset.label} has {seen.in_service} of {prior.desired} instances"


def _empty(size: GroupSize) -> bool:
    return size.minimum == 0 and size.desired == 0


def _sizes(asset: Asset, seen: GroupSize, sizes: tuple[int, int, int]) -> Act:
    minimum, maximum, desired = sizes
    reason = f"{seen.desired} instances to {desired}, minimum {seen.minimum} to {minimum}"
    values = {"minimum": minimum, "maximum": maximum, "desired": desired}
    return act(asset, Action.SET_SIZES, reason, **values)
