"""EC2 instances of an environment."""

from collections.abc import Mapping, Sequence

from nightshift.adapters.aws import Actions
from nightshift.adapters.fleet import instances
from nightshift.adapters.places import Clients
from nightshift.domain.environment.acts import Act, Action
from nightshift.domain.environment.assets import Asset
from nightshift.domain.environment.seen import Seen

ACTIONS: Actions = {
    "observe": instances.ACTIONS["observe"],
    "do": instances.ACTIONS["stop"] | instances.ACTIONS["start"],
}


def observe(clients: Clients, assets: Sequence[Asset]) -> Seen:
    """Return their states."""
    return Seen(instances=instances.observe(clients, [asset.name for asset in assets]))


def do(clients: Clients, call: Act) -> Mapping[str, str]:
    """Stop or start them; those that AWS refuses do not stop the others."""
    change = instances.stop if call.action is Action.STOP else instances.start
    return change(clients, call.values["ids"]).refused
