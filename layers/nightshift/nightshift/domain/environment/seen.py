"""What is there, by asset; the same values are kept in the ledger as what was there before."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from nightshift.domain.capacity.sizes import EcsSize, GroupSize
from nightshift.domain.environment.assets import Asset, Kind


@dataclass(frozen=True, slots=True)
class CacheSeen:
    """A cache as ElastiCache tells it: enough to make it again from its snapshot."""

    status: str  # `missing`, where only the snapshot is there
    # parameters of CreateCacheCluster or CreateReplicationGroup, without name, snapshot and token
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    tags: Mapping[str, str] = field(default_factory=dict, hash=False)
    token: bool = False  # it asks for an AUTH token
    snapshot: str | None = None  # status of the snapshot that its sleep left, where there is one


@dataclass(frozen=True, slots=True)
class Seen:
    """The state of some assets, by their names; what is missing in AWS is missing here."""

    services: Mapping[str, EcsSize] = field(default_factory=dict)
    groups: Mapping[str, GroupSize] = field(default_factory=dict)
    instances: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # id -> state's name
    databases: Mapping[str, str] = field(default_factory=dict)  # status
    caches: Mapping[str, CacheSeen] = field(default_factory=dict)
    alarms: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)  # -> name -> it acts

    def of(self, asset: Asset) -> object:
        """Return what was seen of an asset; None where it is missing."""
        return self._by_kind()[asset.kind].get(asset.name)

    def merged(self, other: "Seen") -> "Seen":
        """Return both; `other` wins."""
        return replace(
            self,
            services={**self.services, **other.services},
            groups={**self.groups, **other.groups},
            instances={**self.instances, **other.instances},
            databases={**self.databases, **other.databases},
            caches={**self.caches, **other.caches},
            alarms={**self.alarms, **other.alarms},
        )

    def _by_kind(self) -> Mapping[Kind, Mapping[str, object]]:
        return {
            Kind.SERVICE: self.services,
            Kind.GROUP: self.groups,
            Kind.INSTANCES: self.instances,
            Kind.DATABASE: self.databases,
            Kind.CACHE: self.caches,
            Kind.REPLICATION_GROUP: self.caches,
            Kind.ALARMS: self.alarms,
        }


@cache
def _adapter() -> TypeAdapter[Seen]:
    return TypeAdapter(Seen)


def written(seen: Seen) -> str:
    """Return it as the ledger keeps it, JSON."""
    return _adapter().dump_json(seen).decode()


def read(text: str) -> Seen:
    """Return what `written` wrote."""
    return _adapter().validate_json(text)
