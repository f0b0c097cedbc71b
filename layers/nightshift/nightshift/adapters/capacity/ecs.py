"""ECS services and their scalable targets: how many run, and how many should.

What changes something is tried once: a lost answer is found out by observing, not by asking again.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.places import Clients
from nightshift.domain.capacity.sizes import EcsSize, ServiceName, Suspended, Target
from nightshift.domain.errors import RefusedError

OBSERVES = frozenset({"ecs:DescribeServices", "application-autoscaling:DescribeScalableTargets"})
ACTIONS: Actions = {
    "find": OBSERVES,
    "observe": OBSERVES,
    "set_target": frozenset({"application-autoscaling:RegisterScalableTarget"}),
    "set_desired": frozenset({"ecs:UpdateService"}),
}
SERVICES_A_CALL = 10  # of one cluster; API_DescribeServices, read 2026-11-28
TARGETS_A_CALL = 50  # API_DescribeScalableTargets, read 2026-11-28
DIMENSION = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}


def observe(clients: Clients, names: Sequence[ServiceName]) -> dict[ServiceName, EcsSize]:
    """Return how large these services are; ten cost one call, their targets another.

    Raises:
        RefusedError: one does not exist, or was deleted; the message names it.
        TransientError: throttled, or no answer.
    """
    found = find(clients, names)
    for name in (name for name in names if name not in found):
        raise RefusedError(
            f"service {name}: it does not exist, or was deleted; set cluster and service in the "
            "manifest, or deploy it"
        )
    return found


def find(clients: Clients, names: Sequence[ServiceName]) -> dict[ServiceName, EcsSize]:
    """Return how large those of these services are that exist.

    Raises:
        RefusedError: access denied.
        TransientError: throttled, or no answer.
    """
    asked = sorted(set(names))
    services = dict(_described(clients, asked))
    targets = dict(_targets(clients, sorted(services)))
    return {name: _size(service, targets.get(name)) for name, service in services.items()}


def set_target(clients: Clients, name: ServiceName, target: Target) -> None:
    """Set between what and what a service may be.

    Where its count is outside of it, Application Auto Scaling itself brings it in
    (API_RegisterScalableTarget, read 2026-11-28).

    Raises:
        RefusedError: access denied, or minimum and maximum are not in order.
        TransientError: throttled, no answer, or another change of it is under way.
    """
    with translated(f"scalable target {name}"):
        clients("application-autoscaling", attempts=1).register_scalable_target(
            ResourceId=_resource_id(name),
            MinCapacity=target.minimum,
            MaxCapacity=target.maximum,
            SuspendedState={
                "DynamicScalingInSuspended": target.suspended.scale_in,
                "DynamicScalingOutSuspended": target.suspended.scale_out,
                "ScheduledScalingSuspended": target.suspended.scheduled,
            },
            **DIMENSION,
        )


def set_desired(clients: Clients, name: ServiceName, desired: int) -> None:
    """Set how many tasks a service should have.

    Raises:
        RefusedError: access denied, or the service is gone.
        TransientError: throttled, or no answer.
    """
    with translated(f"service {name}"):
        clients("ecs", attempts=1).update_service(
            cluster=name.cluster, service=name.service, desiredCount=desired
        )


def _described(
    clients: Clients, names: Sequence[ServiceName]
) -> Iterator[tuple[ServiceName, dict[str, Any]]]:
    for cluster, inside in groupby(names, attrgetter("cluster")):
        for chunk in _chunks(list(inside), SERVICES_A_CALL):
            for found in _of_cluster(clients("ecs"), cluster, chunk):
                if found["status"] == "ACTIVE":  # DRAINING, INACTIVE: on its way out
                    yield ServiceName(cluster, found["serviceName"]), found


def _of_cluster(ecs: Any, cluster: str, names: Iterable[ServiceName]) -> list[dict[str, Any]]:
    with translated(f"services of cluster {cluster}"):
        try:
            answer = ecs.describe_services(cluster=cluster, services=[n.service for n in names])
        except ecs.exceptions.ClusterNotFoundException:
            return []
    return list(answer["services"])


def _targets(
    clients: Clients, names: Sequence[ServiceName]
) -> Iterator[tuple[ServiceName, dict[str, Any]]]:
    by_id = {_resource_id(name): name for name in names}
    for chunk in _chunks(list(by_id), TARGETS_A_CALL):
        with translated("scalable targets"):
            pages = (
                clients("application-autoscaling")
                .get_paginator("describe_scalable_targets")
                .paginate(ResourceIds=chunk, **DIMENSION)
            )
            for found in (found for page in pages for found in page["ScalableTargets"]):
                yield by_id[found["ResourceId"]], found


def _size(service: dict[str, Any], target: dict[str, Any] | None) -> EcsSize:
    return EcsSize(
        desired=service["desiredCount"],
        running=service["runningCount"],
        pending=service["pendingCount"],
        deployments=len(service["deployments"]),
        target=_target(target) if target else None,
    )


def _target(found: dict[str, Any]) -> Target:
    state = found.get("SuspendedState", {})  # nothing, until somebody suspends something
    suspended = Suspended(
        scale_in=state.get("DynamicScalingInSuspended", False),
        scale_out=state.get("DynamicScalingOutSuspended", False),
        scheduled=state.get("ScheduledScalingSuspended", False),
    )
    return Target(found["MinCapacity"], found["MaxCapacity"], suspended)


def _resource_id(name: ServiceName) -> str:
    return f"service/{name.cluster}/{name.service}"


def _chunks(items: list[Any], size: int) -> Iterable[list[Any]]:
    return (items[start : start + size] for start in range(0, len(items), size))
