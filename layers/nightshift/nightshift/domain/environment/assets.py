"""What of a workload can sleep, and in which order it wakes.

Waking: database, cache, NAT, then services after those they depend on, and the alarms at the end.
Falling asleep is the reverse. What cannot sleep is named with its reason, never passed over.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # to build its models costs 0.2 s of CPU, and who acts needs none of them
    from nightshift.domain.manifest import Manifest
    from nightshift.domain.manifest.services import Service


class Kind(StrEnum):
    """What is put to sleep; each has a module of its own in `kinds`."""

    DATABASE = "database"  # a DB instance: stopped
    CACHE = "cache"  # a cluster of one node: deleted with a final snapshot
    REPLICATION_GROUP = "replication-group"  # likewise
    INSTANCES = "instances"  # EC2 instances found by their Name tag: stopped
    GROUP = "group"  # an Auto Scaling group: at 0
    SERVICE = "service"  # an ECS service: at 0
    ALARMS = "alarms"  # those whose name has the workload's prefix: muted


@dataclass(frozen=True, slots=True, order=True)
class Asset:
    """One thing that can sleep."""

    kind: Kind
    # identifier of a database or cache, Name tag, group's name, <cluster>/<service>,
    # and of alarms what their names begin with
    name: str
    label: str  # what the manifest calls it
    secret: str = ""  # name of the one that holds a cache's AUTH token
    workload: str = ""  # of alarms: whose they are

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Kept:
    """What goes on while the environment sleeps."""

    label: str
    reason: str


Wave = tuple[Asset, ...]


def waves(manifest: "Manifest", stack: str) -> tuple[Wave, ...]:
    """Return what wakes together, in order: a wave begins when the one before is ready.

    `stack` is ours, whose name begins its alarms' names.
    """
    found = [_database(manifest), _cache(manifest), _nat(manifest), *_services(manifest)]
    alarms = (Asset(Kind.ALARMS, f"{stack}-{manifest.name}-", "alarms", workload=manifest.name),)
    return tuple(wave for wave in (*found, alarms) if wave)


def kept(manifest: "Manifest") -> Iterator[Kept]:
    """Yield what cannot sleep, or is not meant to."""
    cache, nat = manifest.cache, manifest.network.nat if manifest.network else None
    if cache is not None and cache.asleep == "keep":
        yield Kept("cache", "ElastiCache cannot be stopped; `cache.asleep: keep` leaves it running")
    if nat is not None and nat.design in ("gateway", "gateway-per-zone"):
        yield Kept("nat", "a NAT gateway cannot be stopped; a NAT instance could (CM-B37)")
    for service in manifest.services:
        if _asset(service) is None:
            yield Kept(service.name, "neither autoscaling_group nor instance_name is stated")


def is_of(alarm: str, asset: Asset, workloads: Iterable[str]) -> bool:
    """Say whether an alarm is the asset's, and not of a workload whose name only begins like it."""
    stack = asset.name.removesuffix(f"{asset.workload}-")
    longer = (name for name in workloads if name.startswith(f"{asset.workload}-"))
    return alarm.startswith(asset.name) and not any(
        alarm.startswith(f"{stack}{name}-") for name in longer
    )


def _database(manifest: "Manifest") -> Wave:
    database = manifest.database
    return (Asset(Kind.DATABASE, database.identifier, "database"),) if database else ()


def _cache(manifest: "Manifest") -> Wave:
    cache = manifest.cache
    if cache is None or cache.asleep == "keep":
        return ()
    kind = Kind.REPLICATION_GROUP if cache.replication_group else Kind.CACHE
    return (Asset(kind, cache.identifier, "cache", cache.auth_secret or ""),)


def _nat(manifest: "Manifest") -> Wave:
    nat = manifest.network.nat if manifest.network else None
    if nat is None or nat.design != "instance":
        return ()
    if nat.autoscaling_group:
        return (Asset(Kind.GROUP, nat.autoscaling_group, "nat"),)
    return (Asset(Kind.INSTANCES, nat.instance_name or f"{manifest.name}-nat", "nat"),)


def _services(manifest: "Manifest") -> Iterator[Wave]:
    """Yield one wave per depth of `depends_on`, which validation keeps free of circles."""
    by_name = {service.name: service for service in manifest.services}
    order = TopologicalSorter({s.name: s.depends_on for s in manifest.services})
    order.prepare()
    while order.is_active():
        ready = order.get_ready()
        assets = [_asset(by_name[name]) for name in sorted(ready) if name in by_name]
        yield tuple(asset for asset in assets if asset is not None)
        order.done(*ready)


def _asset(service: "Service") -> Asset | None:
    if service.runtime == "ecs":
        return Asset(Kind.SERVICE, f"{service.cluster}/{service.service}", service.name)
    if service.autoscaling_group:
        return Asset(Kind.GROUP, service.autoscaling_group, service.name)
    if service.instance_name:
        return Asset(Kind.INSTANCES, service.instance_name, service.name)
    return None
