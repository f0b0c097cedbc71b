"""An account in memory: a call sets a state, as AWS does, at once or when time has passed."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from nightshift.domain.capacity.sizes import EcsSize, GroupSize, Suspended, Target
from nightshift.domain.environment.acts import Act, Action
from nightshift.domain.environment.assets import Kind
from nightshift.domain.environment.seen import CacheSeen, Seen


class Account:
    """What is there; `passed` lets everything that was told come true."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    def do(self, call: Act) -> None:
        """Make one call."""
        match call.kind:
            case Kind.SERVICE:
                self._service(call)
            case Kind.GROUP:
                self._group(call)
            case Kind.INSTANCES:
                self._instances(call)
            case Kind.DATABASE:
                status = "stopping" if call.action is Action.STOP else "starting"
                self.seen = replace(self.seen, databases={call.name: status})
            case Kind.CACHE:
                self._cache(call)
            case _:
                heard = call.action is Action.UNMUTE
                (name, alarms), *_ = self.seen.alarms.items()
                changed = {**alarms, **dict.fromkeys(call.values["names"], heard)}
                self.seen = replace(self.seen, alarms={name: changed})

    def passed(self) -> None:
        """Let time pass."""
        settled = {"stopping": "stopped", "pending": "running", "starting": "available"}
        services = {n: replace(s, running=s.desired) for n, s in self.seen.services.items()}
        groups = {n: replace(g, in_service=g.desired) for n, g in self.seen.groups.items()}
        instances = {
            name: {i: settled.get(state, state) for i, state in states.items()}
            for name, states in self.seen.instances.items()
        }
        databases = {n: settled.get(status, status) for n, status in self.seen.databases.items()}
        caches = {n: _settled(cache) for n, cache in self.seen.caches.items()}
        self.seen = Seen(services, groups, instances, databases, caches, self.seen.alarms)

    def _service(self, call: Act) -> None:
        found: EcsSize = self.seen.services[call.name]
        if call.action is Action.SET_DESIRED:
            changed = replace(found, desired=call.values["desired"])
        else:
            changed = _registered(found, call.values)
        self.seen = replace(self.seen, services={call.name: changed})

    def _group(self, call: Act) -> None:
        found: GroupSize = self.seen.groups[call.name]
        processes = frozenset(call.values.get("processes", ()))
        match call.action:
            case Action.SUSPEND:
                found = replace(found, suspended=found.suspended | processes)
            case Action.RESUME:
                found = replace(found, suspended=found.suspended - processes)
            case _:
                found = replace(found, **call.values)
        self.seen = replace(self.seen, groups={call.name: found})

    def _instances(self, call: Act) -> None:
        state = "stopping" if call.action is Action.STOP else "pending"
        changed = {**self.seen.instances[call.name], **dict.fromkeys(call.values["ids"], state)}
        self.seen = replace(self.seen, instances={call.name: changed})

    def _cache(self, call: Act) -> None:
        found: CacheSeen = self.seen.caches[call.name]
        match call.action:
            case Action.DELETE:
                found = replace(found, status="deleting", snapshot="creating")
            case Action.RESTORE:
                found = CacheSeen("creating", call.values["settings"], snapshot=found.snapshot)
            case _:
                found = replace(found, snapshot="deleting")
        self.seen = replace(self.seen, caches={call.name: found})


def _registered(found: EcsSize, values: Mapping[str, Any]) -> EcsSize:
    """Application Auto Scaling brings the count into its bounds at once."""
    target = Target(values["minimum"], values["maximum"], Suspended(**values["suspended"]))
    desired = min(max(found.desired, target.minimum), target.maximum)
    return replace(found, desired=desired, target=target)


def _settled(cache: CacheSeen) -> CacheSeen:
    snapshots: dict[str | None, str | None] = {"creating": "available", "deleting": None}
    snapshot = snapshots.get(cache.snapshot, cache.snapshot)
    if cache.status == "deleting":
        return CacheSeen("missing", snapshot=snapshot)
    status = "available" if cache.status == "creating" else cache.status
    return replace(cache, status=status, snapshot=snapshot)
