"""What ElastiCache says of clusters and groups beyond what moto keeps of them.

Defaults, endpoints, and a cluster for each node of a replication group. CacheCluster,
ReplicationGroup and "Finding connection endpoints", ElastiCache API Reference and User Guide,
read 2026-11-28.
"""

import hashlib
import re
from typing import Any

from localcloud.api_call import Home
from localcloud.lifecycles.lifecycle import home_of

VERSIONS = {"7.1": "7.1.0", "7.0": "7.0.7", "6.2": "6.2.6", "6.x": "6.2.6"}  # asked for -> told
NEWEST = {"redis": "7.1.0", "valkey": "8.0.1", "memcached": "1.6.22"}
MAINTENANCE, SNAPSHOTS = "sun:17:00-sun:18:00", "15:00-16:00"  # AWS picks some
WINDOW_OF_MOTO = "05:00-6:00"
PORTS = {"memcached": 11211}
PORT = 6379
OF_MOTO = re.compile(r"\.[a-z0-9]{6}\.use1\.")  # moto's made-up part of an endpoint
ZONE = re.compile(r"^us-east-1([a-z])$")  # moto's, whatever the region
SHORT = {"northeast": "ne", "southeast": "se", "northwest": "nw", "southwest": "sw"}


def complete_cluster(elasticache: Any, cluster: Any) -> None:
    """Give moto's cluster what it was not asked for."""
    home = home_of(elasticache)
    cluster.num_cache_nodes = getattr(cluster, "num_cache_nodes", None) or 1
    cluster.replication_group_id = getattr(cluster, "replication_group_id", None)
    cluster.engine_version = version(cluster.engine, cluster.engine_version)
    cluster.preferred_availability_zone = cluster.preferred_availability_zone or f"{home.region}a"
    cluster.preferred_maintenance_window = cluster.preferred_maintenance_window or MAINTENANCE
    cluster.snapshot_window = getattr(cluster, "snapshot_window", None) or SNAPSHOTS
    cluster.cache_subnet_group_name = cluster.cache_subnet_group_name or "default"
    cluster.cache_parameter_group_name = parameter_group(cluster)
    if cluster.auto_minor_version_upgrade is None:
        cluster.auto_minor_version_upgrade = True
    cluster.transit_encryption_enabled = bool(cluster.transit_encryption_enabled)
    cluster.at_rest_encryption_enabled = bool(getattr(cluster, "at_rest_encryption_enabled", None))
    if not cluster.auth_token_enabled:
        cluster.auth_token_last_modified_date = None
    cluster.network_type = cluster.network_type or "ipv4"
    cluster.ip_discovery = cluster.ip_discovery or "ipv4"
    _structures(home, cluster)


def _structures(home: Home, cluster: Any) -> None:
    cluster.cache_security_groups = []
    cluster.security_groups = [
        {"SecurityGroupId": each, "Status": "active"} for each in cluster.security_group_ids
    ]
    cluster.cache_parameter_group = {
        "CacheParameterGroupName": cluster.cache_parameter_group_name,
        "ParameterApplyStatus": "in-sync",
        "CacheNodeIdsToReboot": [],
    }
    topic = cluster.notification_topic_arn
    cluster.notification_configuration = (
        {"TopicArn": topic, "TopicStatus": "active"} if topic else None
    )
    cluster.cache_nodes = [_node(home, cluster, n + 1) for n in range(cluster.num_cache_nodes)]


def _node(home: Home, cluster: Any, number: int) -> dict[str, Any]:
    name = f"{number:04}"
    return {
        "CacheNodeId": name,
        "CacheNodeStatus": "available",
        "CacheNodeCreateTime": cluster.cache_cluster_create_time,
        "Endpoint": {
            "Address": f"{cluster.cache_cluster_id}.{_customer(home)}.{name}."
            f"{_short(home)}.cache.amazonaws.com",
            "Port": int(cluster.port or PORTS.get(cluster.engine, PORT)),
        },
        "ParameterGroupStatus": "in-sync",
        "CustomerAvailabilityZone": cluster.preferred_availability_zone,
    }


def version(engine: str, asked: str | None) -> str:
    """Return the version a cluster has: all of it, where two parts are asked for."""
    return VERSIONS.get(asked or "", asked) or NEWEST.get(engine, NEWEST["redis"])


def parameter_group(found: Any) -> str:
    """Return the name of a cluster's or a group's parameter group."""
    if found.cache_parameter_group_name:
        return str(found.cache_parameter_group_name)
    major, minor = found.engine_version.split(".")[:2]
    family = f"{major}.{minor}" if found.engine == "memcached" else major
    return f"default.{found.engine}{'6.x' if family == '6' else family}"


def complete_group(elasticache: Any, group: Any) -> None:
    """Give moto's replication group its region, what it was not asked for, and its clusters."""
    home = home_of(elasticache)
    group.node_groups = _placed(group.node_groups, home)
    if getattr(group, "configuration_endpoint", None):
        group.configuration_endpoint = _placed(group.configuration_endpoint, home)
    if group.snapshot_window == WINDOW_OF_MOTO:
        group.snapshot_window = SNAPSHOTS
    group.cache_subnet_group_name = group.cache_subnet_group_name or "default"
    group.engine_version = version(group.engine, group.engine_version)
    group.cache_parameter_group_name = parameter_group(group)
    if group.auto_minor_version_upgrade is None:
        group.auto_minor_version_upgrade = True
    tags = elasticache.tagging_service.list_tags_for_resource(group.arn)["Tags"]
    zones = {
        node["cache_cluster_id"]: node["preferred_availability_zone"]
        for nodes in group.node_groups
        for node in nodes["node_group_members"]
    }
    for name in group.member_clusters:
        member = _member(elasticache, group, name, zones.get(name))
        elasticache.cache_clusters[name] = member
        elasticache.tagging_service.tag_resource(member.arn, tags)


def _member(elasticache: Any, group: Any, name: str, zone: str | None) -> Any:
    """Return the cluster that is one node of a group."""
    from moto.elasticache.models import CacheCluster

    asked = dict.fromkeys(CacheCluster.__init__.__annotations__)
    asked.pop("return", None)
    shared = {key: getattr(group, key) for key in asked if hasattr(group, key)}
    own = {
        "account_id": elasticache.account_id,
        "region_name": elasticache.region_name,
        "cache_cluster_id": name,
        "preferred_availability_zone": zone,
        "num_cache_nodes": 1,
        "auth_token": "kept by the group" if group.auth_token_enabled else None,
    }
    member = CacheCluster(**asked | shared | own)
    member.at_rest_encryption_enabled = group.at_rest_encryption_enabled
    complete_cluster(elasticache, member)
    return member


def _placed(value: Any, home: Home) -> Any:
    """Return a structure of moto's with zones and addresses of the region it is in."""
    if isinstance(value, dict):
        return {key: _placed(each, home) for key, each in value.items()}
    if isinstance(value, list):
        return [_placed(each, home) for each in value]
    if isinstance(value, str):
        named = OF_MOTO.sub(f".{_customer(home)}.{_short(home)}.", value)
        return ZONE.sub(rf"{home.region}\1", named)
    return value


def _customer(home: Home) -> str:
    """Return the part of an address that is the account's in a region: it never changes."""
    return hashlib.sha256("/".join(home).encode()).hexdigest()[:6]


def _short(home: Home) -> str:
    """Return `apn2` of `ap-northeast-2`."""
    place, *directions, number = home.region.split("-")
    return f"{place}{''.join(SHORT.get(each, each[:1])[:1] for each in directions)}{number}"
