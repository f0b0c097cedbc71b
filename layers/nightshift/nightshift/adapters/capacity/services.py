"""The services of a workload as they are, and the steps that change them, whatever they run on."""

from collections.abc import Iterable

from nightshift.adapters import places
from nightshift.adapters.aws import Actions
from nightshift.adapters.capacity import ecs, groups
from nightshift.adapters.places import Clients
from nightshift.domain.capacity.outcome import Failed
from nightshift.domain.capacity.sizes import ServiceName
from nightshift.domain.capacity.steps import Call, DesiredCall, GroupCall, Size, Step, TargetCall
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.services import Ec2Service, EcsService
from nightshift.domain.reconcile.resources import Place

ACTIONS: Actions = {
    "observe": ecs.ACTIONS["find"] | groups.ACTIONS["find"] | places.ACTIONS["clients"],
    "apply": ecs.ACTIONS["set_target"]
    | ecs.ACTIONS["set_desired"]
    | groups.ACTIONS["set_sizes"]
    | places.ACTIONS["clients"],
}


def observe(place: Place, manifest: Manifest) -> dict[str, Size]:
    """Return how large the manifest's services are (name -> size); missing ones are left out.

    Raises:
        RefusedError: access denied, or the place is closed to us.
        TransientError: throttled, or no answer.
    """
    clients = places.clients(place)
    services = {
        ServiceName(each.cluster, each.service): each.name
        for each in manifest.services
        if isinstance(each, EcsService)
    }
    named = {
        each.autoscaling_group: each.name
        for each in manifest.services
        if isinstance(each, Ec2Service) and each.autoscaling_group
    }
    found: dict[str, Size] = {}
    found |= {services[name]: size for name, size in ecs.find(clients, list(services)).items()}
    found |= {named[name]: size for name, size in groups.find(clients, list(named)).items()}
    return found


def apply(place: Place, steps: Iterable[Step]) -> tuple[Failed, ...]:
    """Make the steps and return those that AWS refused; one that fails does not stop the others.

    Raises:
        TransientError: some may succeed later; raised after the last. A retry observes first.
    """
    clients = places.clients(place)
    failed: list[Failed] = []
    passing: list[str] = []
    for step in steps:
        try:
            for call in step.calls:
                _make(clients, call)
        except RefusedError as problem:
            failed.append(Failed(step.service, str(problem)))
        except TransientError as problem:
            passing.append(str(problem))
    if passing:
        raise TransientError("; ".join(passing))
    return tuple(failed)


def _make(clients: Clients, call: Call) -> None:
    match call:
        case TargetCall(name, target):
            ecs.set_target(clients, name, target)
        case DesiredCall(name, desired):
            ecs.set_desired(clients, name, desired)
        case GroupCall(name, minimum, maximum, desired):
            groups.set_sizes(clients, name, minimum=minimum, maximum=maximum, desired=desired)
