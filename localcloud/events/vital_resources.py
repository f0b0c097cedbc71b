"""The resource that a metric's dimensions name, as moto has it: whether it runs, and its size.

Nothing is called and nothing is loaded for it: of a service that nobody has called, nothing runs.
"""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from moto import backends

from localcloud.api_call import Home

GIB = 1024**3
# GiB of memory by size; memory-optimized families have twice as much, compute-optimized half.
MEMORY = {"nano": 0.5, "micro": 1, "small": 2, "medium": 4, "large": 8, "xlarge": 16}
FAMILIES = {"r": 2.0, "c": 0.5}
HEALTHY_HOSTS = 2  # of a target group in which moto has registered none
SERVES = ("available", "snapshotting")  # a cache
NODE = re.compile(r"-(\d{4}-)?\d{3}$")  # what a replication group's node adds to its name

Dimensions = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Running:
    """A resource that runs."""

    count: int = 1  # tasks, or hosts behind a target group
    memory: float = GIB  # bytes
    storage: float = 20 * GIB  # bytes


def _backend(home: Home, service: str) -> Any:
    """Return moto's backend; None where nothing has been made yet."""
    if f"moto.{service}.models" not in sys.modules:
        return None
    return dict.get(backends.get_backend(service)[home.account], home.region)


def find(home: Home, namespace: str, dimensions: Dimensions) -> Running | None:
    """Return the running resource; None where it does not exist or does not run."""
    finder = FINDERS.get(namespace)
    return finder(home, dimensions) if finder is not None else None


def _services(home: Home, dimensions: Dimensions) -> Running | None:
    """Find an ECS service, or all of a cluster."""
    ecs = _backend(home, "ecs")
    if ecs is None:
        return None
    cluster, name = dimensions.get("ClusterName"), dimensions.get("ServiceName")
    named = [ecs.services.get(f"{cluster}:{name}")] if name else list(ecs.services.values())
    tasks = sum(
        service.running_count
        for service in named
        if service and service.cluster_name == cluster and service.status == "ACTIVE"
    )
    return Running(tasks) if tasks > 0 else None


def _database(home: Home, dimensions: Dimensions) -> Running | None:
    rds = _backend(home, "rds")
    found = rds and rds.databases.get(dimensions.get("DBInstanceIdentifier", ""))
    if not found or found.status != "available":
        return None
    memory = _memory(found.db_instance_class)
    return Running(memory=memory, storage=int(found.allocated_storage or 20) * GIB)


def _cache(home: Home, dimensions: Dimensions) -> Running | None:
    """Find a cluster; moto does not keep all nodes of a replication group as clusters."""
    elasticache = _backend(home, "elasticache")
    name = dimensions.get("CacheClusterId") or dimensions.get("ReplicationGroupId") or ""
    if elasticache is None:
        return None
    found = elasticache.cache_clusters.get(name) or elasticache.replication_groups.get(
        NODE.sub("", name)
    )
    status = getattr(found, "cache_cluster_status", None) or getattr(found, "status", None)
    return Running(memory=_memory(found.cache_node_type)) if status in SERVES else None


def _instances(home: Home, dimensions: Dimensions) -> Running | None:
    """Find an instance, or those of an Auto Scaling group."""
    ec2, group = _backend(home, "ec2"), dimensions.get("AutoScalingGroupName")
    if ec2 is None:
        return None
    wanted = {dimensions.get("InstanceId")} if group is None else _members(home, group)
    running = [
        instance
        for reservation in list(ec2.reservations.values())
        for instance in reservation.instances
        if instance.id in wanted and instance.state == "running"
    ]
    return Running(len(running)) if running else None


def _members(home: Home, group: str) -> set[str | None]:
    autoscaling = _backend(home, "autoscaling")
    found = autoscaling and autoscaling.autoscaling_groups.get(group)
    return {state.instance.id for state in found.instance_states} if found else set()


def _balancer(home: Home, dimensions: Dimensions) -> Running | None:
    """Find a load balancer and, where it is named, its target group."""
    elbv2 = _backend(home, "elbv2")
    if elbv2 is None:
        return None
    balancer, group = dimensions.get("LoadBalancer"), dimensions.get("TargetGroup")
    ends = {arn.partition(":loadbalancer/")[2] for arn in list(elbv2.load_balancers)}
    if balancer is None or balancer not in ends:
        return None
    if group is None:
        return Running()
    found = [each for each in list(elbv2.target_groups.values()) if each.arn.endswith(f":{group}")]
    return Running(_hosts(home, found[0])) if found else None


def _hosts(home: Home, group: Any) -> int:
    """Return how many hosts a target group has: its services' tasks, or who is registered."""
    ecs = _backend(home, "ecs")
    tasks = [
        service.running_count
        for service in (list(ecs.services.values()) if ecs is not None else ())
        for balancer in service.load_balancers
        if balancer.get("targetGroupArn") == group.arn
    ]
    return sum(tasks) if tasks else len(group.targets) or HEALTHY_HOSTS


def _nat_gateway(home: Home, dimensions: Dimensions) -> Running | None:
    ec2 = _backend(home, "ec2")
    found = ec2 and ec2.nat_gateways.get(dimensions.get("NatGatewayId", ""))
    return Running() if found and found.state == "available" else None


def _log_groups(home: Home, dimensions: Dimensions) -> Running | None:
    """Find a log group or, without a name, any."""
    logs = _backend(home, "logs")
    name = dimensions.get("LogGroupName")
    exists = logs is not None and (bool(logs.groups) if name is None else name in logs.groups)
    return Running() if exists else None


def _memory(kind: str | None) -> float:
    """Return the memory of `db.t4g.micro` or `cache.r6g.2xlarge`, bytes."""
    family, _, size = (kind or "").removeprefix("db.").removeprefix("cache.").partition(".")
    times, _, rest = size.rpartition("xlarge") if size.endswith("xlarge") else ("", "", size)
    gib = MEMORY["xlarge"] * int(times) if times.isdigit() else MEMORY.get(rest or "xlarge", 1)
    return gib * FAMILIES.get(family[:1], 1.0) * GIB


FINDERS: dict[str, Callable[[Home, Dimensions], Running | None]] = {
    "AWS/ECS": _services,
    "ECS/ContainerInsights": _services,
    "AWS/RDS": _database,
    "AWS/ElastiCache": _cache,
    "AWS/EC2": _instances,
    "AWS/ApplicationELB": _balancer,
    "AWS/NetworkELB": _balancer,
    "AWS/NATGateway": _nat_gateway,
    "AWS/Logs": _log_groups,
}
# What a call of a service (botocore's name) may start or stop, by namespace.
BALANCERS = ("AWS/ApplicationELB", "AWS/NetworkELB")
CONCERNED: dict[str, tuple[str, ...]] = {
    "ecs": ("AWS/ECS", "ECS/ContainerInsights", *BALANCERS),
    "application-autoscaling": ("AWS/ECS", "ECS/ContainerInsights", *BALANCERS),
    "rds": ("AWS/RDS",),
    "elasticache": ("AWS/ElastiCache",),
    "ec2": ("AWS/EC2", "AWS/NATGateway"),
    "autoscaling": ("AWS/EC2", *BALANCERS),
    "elbv2": BALANCERS,
    "logs": ("AWS/Logs",),
}
