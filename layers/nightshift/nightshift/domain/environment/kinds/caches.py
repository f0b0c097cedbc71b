"""A cache sleeps as a snapshot: ElastiCache has no stop (XS-04).

The final snapshot is taken by the call that deletes it, so that nothing is deleted without one
(API_DeleteCacheCluster, FinalSnapshotIdentifier, read 2026-11-28).
"""

from typing import Any

from nightshift.domain.environment.acts import Act, Action, act
from nightshift.domain.environment.assets import Asset
from nightshift.domain.environment.seen import CacheSeen
from nightshift.domain.errors import RefusedError

AVAILABLE, MISSING = "available", "missing"
LONGEST = 40  # characters of a cache's identifier; the snapshot's name has room for more


def snapshot(asset: Asset) -> str:
    """Return the name of the snapshot that a cache sleeps in."""
    return f"{asset.name[:LONGEST]}-asleep"


def to_sleep(asset: Asset, seen: CacheSeen | None, prior: CacheSeen | None) -> list[Act]:
    """Return the call that deletes it with a snapshot, after one that an earlier sleep left.

    Raises:
        RefusedError: it could not be made again, because nobody says where its AUTH token is.
    """
    if seen is None or prior is None or seen.status != AVAILABLE:
        return []
    if seen.token and not asset.secret:
        raise RefusedError(
            f"cache.auth_secret: {asset.name} asks for an AUTH token; name the secret that holds "
            "it, or it cannot be made again; or write `asleep: keep`"
        )
    name = snapshot(asset)
    stale = "forget the snapshot of an earlier sleep"
    calls = [act(asset, Action.FORGET, stale, snapshot=name)] if seen.snapshot else []
    reason = f"take the snapshot {name} and delete the cache"
    return [*calls, act(asset, Action.DELETE, reason, snapshot=name)]


def to_wake(asset: Asset, seen: CacheSeen | None, prior: CacheSeen | None) -> list[Act]:
    """Return the call that makes it again; when it is back, the one that forgets the snapshot."""
    if prior is None or prior.status == MISSING:
        return []
    name, status = snapshot(asset), seen.status if seen else MISSING
    if status == MISSING and seen is not None and seen.snapshot == AVAILABLE:
        more: dict[str, Any] = {"settings": dict(prior.settings), "tags": dict(prior.tags)}
        if prior.token:
            more["auth_secret"] = asset.secret
        reason = f"make it again from the snapshot {name}"
        return [act(asset, Action.RESTORE, reason, snapshot=name, **more)]
    if status == AVAILABLE and seen is not None and seen.snapshot == AVAILABLE:
        return [act(asset, Action.FORGET, f"forget the snapshot {name}", snapshot=name)]
    return []


def not_asleep(asset: Asset, seen: CacheSeen | None, prior: CacheSeen | None) -> str | None:
    """Wait until it is gone and its snapshot is there."""
    if prior is None or prior.status == MISSING:
        return None
    if seen is None:
        return f"{asset.label} is gone, and so is its snapshot {snapshot(asset)}"
    if seen.status == MISSING and seen.snapshot == AVAILABLE:
        return None
    return f"{asset.label} is {seen.status}, its snapshot {seen.snapshot or 'not there yet'}"


def not_awake(asset: Asset, seen: CacheSeen | None, prior: CacheSeen | None) -> str | None:
    """Wait until it is available and its snapshot forgotten."""
    if prior is None or prior.status == MISSING:
        return None
    if seen is None:
        return f"{asset.label} is gone, and so is its snapshot {snapshot(asset)}"
    if seen.status == AVAILABLE and seen.snapshot in (None, "deleting"):
        return None
    return f"{asset.label} is {seen.status}"
