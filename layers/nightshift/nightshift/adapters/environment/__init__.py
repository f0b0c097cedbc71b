"""The assets of an environment in their place: see what is there, make one call.

What changes something is tried once: a lost answer is found out by looking, not by asking again.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from types import ModuleType

from nightshift.adapters.aws import Actions
from nightshift.adapters.environment import (
    alarms,
    caches,
    databases,
    groups,
    instances,
    services,
)
from nightshift.adapters.places import Clients
from nightshift.domain.environment.acts import Act
from nightshift.domain.environment.assets import Asset, Kind
from nightshift.domain.environment.seen import Seen

MODULES: Mapping[Kind, ModuleType] = {
    Kind.SERVICE: services,
    Kind.GROUP: groups,
    Kind.INSTANCES: instances,
    Kind.DATABASE: databases,
    Kind.CACHE: caches,
    Kind.REPLICATION_GROUP: caches,
    Kind.ALARMS: alarms,
}


def _union(function: str) -> frozenset[str]:
    return frozenset().union(*(module.ACTIONS[function] for module in MODULES.values()))


ACTIONS: Actions = {"observe": _union("observe"), "do": _union("do")}


def observe(clients: Clients, assets: Sequence[Asset]) -> Seen:
    """Return what is there of these assets.

    Raises:
        RefusedError: access denied.
        TransientError: throttled, or no answer.
    """
    by_module: dict[ModuleType, list[Asset]] = {}
    for asset in assets:
        by_module.setdefault(MODULES[asset.kind], []).append(asset)
    found = (module.observe(clients, some) for module, some in by_module.items())
    return reduce(Seen.merged, found, Seen())


def do(clients: Clients, call: Act) -> Mapping[str, str]:
    """Make one call and return what of it AWS refused, id -> reason; the rest is done.

    Raises:
        RefusedError: AWS said no for good; the message names the asset.
        TransientError: throttled, or no answer; look again before another try.
    """
    refused: Mapping[str, str] = MODULES[call.kind].do(clients, call)
    return refused
