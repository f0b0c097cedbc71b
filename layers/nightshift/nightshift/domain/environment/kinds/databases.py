"""A DB instance is stopped, and stopped again whenever RDS starts it after seven days (XS-04).

RDS can only stop what is `available` and only start what is `stopped`; anything else is waited for
(RDS User Guide, "Stopping an Amazon RDS DB instance temporarily", read 2026-11-28).
"""

from nightshift.domain.environment.acts import Act, Action, act
from nightshift.domain.environment.assets import Asset
from nightshift.domain.errors import RefusedError

AVAILABLE, STOPPED = "available", "stopped"
STOPPING = frozenset({STOPPED, "stopping"})
# Statuses from which nobody can start or stop it: a person is needed.
BROKEN = frozenset(
    {
        "failed",
        "inaccessible-encryption-credentials",
        "incompatible-network",
        "incompatible-parameters",
        "incompatible-restore",
        "restore-error",
        "storage-full",
    }
)


def to_sleep(asset: Asset, seen: str | None, prior: str | None) -> list[Act]:
    """Return the call that stops it, also where it was found stopped and RDS started it."""
    del prior
    return [act(asset, Action.STOP, "stop the DB instance")] if seen == AVAILABLE else []


def to_wake(asset: Asset, seen: str | None, prior: str | None) -> list[Act]:
    """Return the call that starts it, unless it was stopped before."""
    if prior in STOPPING or prior is None or seen != STOPPED:
        return []
    return [act(asset, Action.START, "start the DB instance")]


def not_asleep(asset: Asset, seen: str | None, prior: str | None) -> str | None:
    """Wait until it is stopped."""
    del prior
    _refuse_broken(asset, seen)
    return f"{asset.label} is {seen}" if seen not in (STOPPED, None) else None


def not_awake(asset: Asset, seen: str | None, prior: str | None) -> str | None:
    """Wait until it is available."""
    if prior in STOPPING or prior is None or seen == AVAILABLE:
        return None
    _refuse_broken(asset, seen)
    return f"{asset.label} is {seen or 'gone'}"


def _refuse_broken(asset: Asset, seen: str | None) -> None:
    if seen in BROKEN:
        raise RefusedError(
            f"database: {asset.name} is {seen}: neither stop nor start is possible; repair it, "
            "then start the machine again"
        )
