"""ECS services of an environment."""

from collections.abc import Mapping, Sequence

from nightshift.adapters.aws import Actions
from nightshift.adapters.capacity import ecs
from nightshift.adapters.places import Clients
from nightshift.domain.capacity.sizes import ServiceName, Suspended, Target
from nightshift.domain.environment.acts import Act, Action
from nightshift.domain.environment.assets import Asset
from nightshift.domain.environment.seen import Seen

ACTIONS: Actions = {
    "observe": ecs.ACTIONS["find"],
    "do": ecs.ACTIONS["set_target"] | ecs.ACTIONS["set_desired"],
}


def observe(clients: Clients, assets: Sequence[Asset]) -> Seen:
    """Return their sizes."""
    found = ecs.find(clients, [_name(asset.name) for asset in assets])
    return Seen(services={str(name): size for name, size in found.items()})


def do(clients: Clients, call: Act) -> Mapping[str, str]:
    """Set its target, or how many tasks it should have."""
    if call.action is Action.SET_TARGET:
        suspended = Suspended(**call.values["suspended"])
        target = Target(call.values["minimum"], call.values["maximum"], suspended)
        ecs.set_target(clients, _name(call.name), target)
    else:
        ecs.set_desired(clients, _name(call.name), call.values["desired"])
    return {}


def _name(text: str) -> ServiceName:
    cluster, _, service = text.partition("/")
    return ServiceName(cluster, service)
