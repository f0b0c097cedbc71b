"""Services and groups in an account of moto's, and a count of the calls that are made for them."""

from collections import Counter
from typing import Any

import boto3

from nightshift.adapters import places
from nightshift.adapters.places import Clients
from nightshift.domain.capacity.sizes import ServiceName
from nightshift.domain.reconcile.resources import Place

PLACE = Place("123456789012", "ap-northeast-2")


def api(number: int, cluster: str = "onno") -> ServiceName:
    """Return the name of a service."""
    return ServiceName(cluster, f"api-{number:02}")


def ecs_service(name: ServiceName, desired: int = 2) -> None:
    """Create a service, and its cluster."""
    ecs = boto3.client("ecs")
    ecs.create_cluster(clusterName=name.cluster)
    ecs.register_task_definition(
        family=name.service, containerDefinitions=[{"name": "api", "image": "api", "memory": 128}]
    )
    ecs.create_service(
        cluster=name.cluster,
        serviceName=name.service,
        taskDefinition=name.service,
        desiredCount=desired,
    )


def target(name: ServiceName, minimum: int = 2, maximum: int = 10, **more: Any) -> None:
    """Let Application Auto Scaling scale a service."""
    boto3.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{name.cluster}/{name.service}",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=minimum,
        MaxCapacity=maximum,
        **more,
    )


def group(name: str, minimum: int = 1, maximum: int = 3, desired: int = 1) -> None:
    """Create an Auto Scaling group."""
    ec2 = boto3.client("ec2")
    ec2.create_launch_template(
        LaunchTemplateName=name,
        LaunchTemplateData={"ImageId": "ami-12c6146b", "InstanceType": "t3.small"},
    )
    boto3.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=name,
        MinSize=minimum,
        MaxSize=maximum,
        DesiredCapacity=desired,
        LaunchTemplate={"LaunchTemplateName": name},
        AvailabilityZones=["ap-northeast-2a"],
    )


def counted() -> tuple[Clients, Counter[str]]:
    """Return the place's clients, and how often each operation is asked for."""
    calls: Counter[str] = Counter()
    inner = places.clients(PLACE)

    def clients(service: str, **more: Any) -> Any:
        found = inner(service, **more)
        found.meta.events.register("before-call.*.*", count, unique_id="counted")
        return found

    def count(model: Any, **_: Any) -> None:
        calls[model.name] += 1

    return clients, calls
