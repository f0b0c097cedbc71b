"""The fleet that is stopped and started: in the embedded cloud, the same for both contestants.

RunInstances takes moto 10 ms an instance. One is launched of each type, and the others are its
copies, each in a reservation of its own.
"""

import copy
from collections.abc import Iterator
from typing import Any

from localcloud.cloud import ACCOUNT, REGION, Cloud

TYPES = ("t3.micro", "t3.large", "m5.large")
NAME = "fleet"  # their Name tag
TABLE, BUS = "nightshift-ledger", "nightshift"
CLUSTER = "bench"
SERVICE = f"{CLUSTER}/bench"  # -0, -1 and on


def stage(cloud: Cloud) -> None:
    """Make the ledger and the bus."""
    cloud.client("dynamodb").create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in ("pk", "sk")],
        KeySchema=[
            {"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}
        ],
    )  # fmt: skip
    cloud.client("events").create_event_bus(Name=BUS)


def instances(cloud: Cloud, count: int) -> None:
    """Have so many running instances, and no others."""
    backend = _backend("ec2")
    backend.reservations.clear()
    for kind in TYPES:
        cloud.client("ec2").run_instances(
            ImageId="ami-12c6146b", InstanceType=kind, MinCount=1, MaxCount=1
        )
    models = list(backend.reservations.values())
    backend.reservations.clear()
    for number in range(count):
        reservation, instance = _copied(models[number % len(TYPES)], number)
        backend.reservations[reservation.id] = reservation
        backend.tags[instance.id] = {"Name": NAME, "env": "dev", "team": "bench"}


def _copied(model: Any, number: int) -> tuple[Any, Any]:
    reservation, instance = copy.copy(model), copy.copy(model.instances[0])
    reservation.id, instance.id = f"r-{number:017x}", f"i-{number:017x}"
    instance._state = copy.copy(instance._state)  # noqa: SLF001
    reservation.instances = [instance]
    return reservation, instance


def every() -> Iterator[Any]:
    """Yield moto's instances."""
    for reservation in _backend("ec2").reservations.values():
        yield from reservation.instances


def settle(state: str) -> None:
    """Let every instance have arrived in a state."""
    from localcloud.lifecycles import instances as lifecycle

    for each in every():
        lifecycle.set_state(each, state)
        setattr(each, lifecycle.CHANGE, None)  # what is under way does not end any more


def protect(count: int) -> None:
    """Let so many refuse to be stopped, spread over the fleet; none: all may be."""
    fleet = list(every())
    for each in fleet:
        each.disable_api_stop = False
    for each in fleet[:: max(1, len(fleet) // count)][:count] if count else []:
        each.disable_api_stop = True


def counted(*states: str) -> int:
    """Return how many instances are in one of these states."""
    return sum(1 for each in every() if each.state in states)


def databases(cloud: Cloud, count: int) -> None:
    """Have so many DB instances, available."""
    for number in range(count):
        cloud.client("rds").create_db_instance(
            DBInstanceIdentifier=f"bench-{number}",
            DBInstanceClass="db.t4g.micro",
            Engine="mysql",
            AllocatedStorage=20,
        )


def services(cloud: Cloud, count: int) -> None:
    """Have so many services with a scalable target each."""
    ecs, scaling = cloud.client("ecs"), cloud.client("application-autoscaling")
    ecs.create_cluster(clusterName=CLUSTER)
    ecs.register_task_definition(
        family=CLUSTER, containerDefinitions=[{"name": "main", "image": "main", "memory": 128}]
    )
    there = len(ecs.list_services(cluster=CLUSTER, maxResults=100)["serviceArns"])
    for number in range(there, count):
        name = SERVICE.rpartition("/")[2] + f"-{number}"
        ecs.create_service(
            cluster=CLUSTER, serviceName=name, taskDefinition=CLUSTER, desiredCount=2
        )
        scaling.register_scalable_target(
            ServiceNamespace="ecs",
            ResourceId=f"service/{CLUSTER}/{name}",
            ScalableDimension="ecs:service:DesiredCount",
            MinCapacity=2,
            MaxCapacity=4,
        )


def _backend(service: str) -> Any:
    from moto.backends import get_backend

    return get_backend(service)[ACCOUNT][REGION]
