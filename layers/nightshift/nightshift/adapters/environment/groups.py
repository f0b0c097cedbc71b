"""Auto Scaling groups of an environment."""

from collections.abc import Mapping, Sequence

from nightshift.adapters.aws import Actions
from nightshift.adapters.capacity import groups
from nightshift.adapters.places import Clients
from nightshift.domain.environment.acts import Act, Action
from nightshift.domain.environment.assets import Asset
from nightshift.domain.environment.seen import Seen

ACTIONS: Actions = {
    "observe": groups.ACTIONS["find"],
    "do": groups.ACTIONS["set_sizes"] | groups.ACTIONS["suspend"] | groups.ACTIONS["resume"],
}


def observe(clients: Clients, assets: Sequence[Asset]) -> Seen:
    """Return their sizes and suspended processes."""
    return Seen(groups=groups.find(clients, [asset.name for asset in assets]))


def do(clients: Clients, call: Act) -> Mapping[str, str]:
    """Set its sizes, or suspend or resume its processes."""
    match call.action:
        case Action.SUSPEND:
            groups.suspend(clients, call.name, call.values["processes"])
        case Action.RESUME:
            groups.resume(clients, call.name, call.values["processes"])
        case _:
            groups.set_sizes(clients, call.name, **call.values)
    return {}
