"""ElastiCache's snapshots: what they keep of a cluster or a group, and who may have which.

Snapshot, CreateSnapshot, DescribeSnapshots (ElastiCache API Reference), read 2026-11-28. There is
no Redis behind a cluster, so a snapshot has no data: only what makes the same cluster again.
"""

from typing import Any

from localcloud.answers import AwsError

SIZE = "9 MB"  # of a node's snapshot
SOURCES = {"system": "automated", "user": "manual"}
# What a new cluster or group takes from a snapshot where it is not asked for.
KEPT = (
    "cache_node_type",
    "engine",
    "engine_version",
    "port",
    "cache_parameter_group_name",
    "cache_subnet_group_name",
    "preferred_maintenance_window",
    "snapshot_retention_limit",
    "snapshot_window",
    "auto_minor_version_upgrade",
)


def missing(name: str) -> AwsError:
    """Return the error of a snapshot that does not exist."""
    return AwsError("SnapshotNotFoundFault", f"Snapshot {name} not found.", 404)


def of(elasticache: Any, name: str, found: Any, tags: list[dict[str, str]] | None = None) -> Any:
    """Add a snapshot that is being made of a cluster or a replication group.

    Raises:
        AwsError: the name is taken, or there can be no snapshot of this.
    """
    from moto.elasticache.models import Snapshot

    if name in elasticache.snapshots:
        message = f"Snapshot with specified name already exists: {name}"
        raise AwsError("SnapshotAlreadyExistsFault", message)
    if found.engine == "memcached":
        message = "Snapshots are not supported for Memcached clusters."
        raise AwsError("SnapshotFeatureNotSupportedFault", message)
    asked = dict.fromkeys(Snapshot.__init__.__annotations__)
    asked.pop("return", None)
    groups = getattr(found, "node_groups", None)
    own = {
        "account_id": elasticache.account_id,
        "region_name": elasticache.region_name,
        "snapshot_name": name,
        "snapshot_source": "manual",
        "snapshot_status": "creating",
        "num_node_groups": len(groups) if groups else None,
        "replication_group_description": getattr(found, "description", None),
        "topic_arn": found.notification_topic_arn,
        "tags": tags or [],
        "vpc_id": _network(elasticache, found),
    }
    shared = {key: getattr(found, key) for key in asked if hasattr(found, key)}
    snapshot = Snapshot(**asked | shared | own)
    snapshot.node_snapshots = _nodes(found)
    if tags:
        elasticache.tagging_service.tag_resource(snapshot.arn, tags)
    elasticache.snapshots[name] = snapshot
    return snapshot


def _network(elasticache: Any, found: Any) -> str | None:
    group = elasticache.cache_subnet_groups.get(found.cache_subnet_group_name)
    return group.vpc_id if group is not None else None


def _nodes(found: Any) -> list[dict[str, Any]]:
    """Return the NodeSnapshots: one of a cluster, of a group one for each node group."""
    from moto.core.utils import utcnow

    rest = {"CacheSize": SIZE, "SnapshotCreateTime": utcnow()}
    groups = getattr(found, "node_groups", None)
    if groups is None:
        made = {"CacheNodeId": "0001", "CacheNodeCreateTime": found.cache_cluster_create_time}
        return [{"CacheClusterId": found.cache_cluster_id, **made, **rest}]
    made = {"CacheNodeId": "0001", "CacheNodeCreateTime": found.replication_group_create_time}
    return [
        {
            "CacheClusterId": each["node_group_members"][0]["cache_cluster_id"],
            "NodeGroupId": each["node_group_id"],
            **made,
            **rest,
        }
        for each in groups
    ]


def fill(elasticache: Any, wanted: dict[str, Any]) -> Any:
    """Take from the snapshot that is named what `wanted`, moto's parameters, does not say.

    Return the snapshot, None where none is named.

    Raises:
        AwsError: there is no such snapshot, or it is not available.
    """
    name = wanted.get("snapshot_name")
    if not name:
        return None
    snapshot = elasticache.snapshots.get(name)
    if snapshot is None:
        raise missing(name)
    if snapshot.snapshot_status != "available":
        message = f"Snapshot {name} is in {snapshot.snapshot_status} state; it must be available."
        raise AwsError("InvalidParameterValue", message)
    for key in KEPT:
        if wanted.get(key) is None:
            wanted[key] = getattr(snapshot, key)
    return snapshot


def select(elasticache: Any, wanted: dict[str, Any]) -> list[Any]:
    """Return the snapshots that DescribeSnapshots asks for.

    Raises:
        AwsError: the one that is named does not exist.
    """
    name = wanted.get("SnapshotName")
    if name and name not in elasticache.snapshots:
        raise missing(name)
    cluster, group = wanted.get("CacheClusterId"), wanted.get("ReplicationGroupId")
    source = SOURCES.get(wanted.get("SnapshotSource") or "", wanted.get("SnapshotSource"))
    return [
        each
        for each in list(elasticache.snapshots.values())
        if name in (None, each.snapshot_name)
        and cluster in (None, each.cache_cluster_id)
        and group in (None, each.replication_group_id)
        and source in (None, each.snapshot_source)
    ]


def delete(elasticache: Any, name: str) -> Any:
    """Remove a snapshot.

    Raises:
        AwsError: there is none, or it is still being made.
    """
    snapshot = elasticache.snapshots.get(name)
    if snapshot is None:
        raise missing(name)
    if snapshot.snapshot_status != "available":
        message = f"Snapshot {name} is in {snapshot.snapshot_status} state; it must be available."
        raise AwsError("InvalidSnapshotState", message)
    snapshot.snapshot_status = "deleting"
    del elasticache.snapshots[name]
    elasticache.tagging_service.delete_all_tags_for_resource(snapshot.arn)
    return snapshot
