"""What a cache is made of, as the parameters that make it again from its snapshot.

Shapes of CreateCacheCluster and CreateReplicationGroup (API reference, read 2026-11-28). What a
snapshot brings itself (its data) is not among them.
"""

from collections.abc import Mapping
from typing import Any

Found = Mapping[str, Any]


def of_cluster(cluster: Found) -> dict[str, Any]:
    """Return the parameters of a cluster without a replication group."""
    return _filled(
        _shared(cluster)
        | {
            "NumCacheNodes": cluster.get("NumCacheNodes"),
            "PreferredAvailabilityZone": _zone(cluster),
            "SnapshotRetentionLimit": cluster.get("SnapshotRetentionLimit"),
            "SnapshotWindow": cluster.get("SnapshotWindow"),
        }
    )


def of_group(group: Found, member: Found) -> dict[str, Any]:
    """Return the parameters of a replication group; `member` is one of its clusters."""
    nodes = group.get("NodeGroups", [])
    sharded = bool(group.get("ClusterEnabled"))
    sizes = {
        "NumNodeGroups": len(nodes),
        "ReplicasPerNodeGroup": len(nodes[0].get("NodeGroupMembers", [])) - 1 if nodes else None,
    }
    return _filled(
        _shared(member)
        | (sizes if sharded else {"NumCacheClusters": len(group.get("MemberClusters", []))})
        | {
            "ReplicationGroupDescription": group.get("Description"),
            "AutomaticFailoverEnabled": group.get("AutomaticFailover") in ("enabled", "enabling"),
            "MultiAZEnabled": group.get("MultiAZ") == "enabled",
            "CacheNodeType": group.get("CacheNodeType"),
            "SnapshotRetentionLimit": group.get("SnapshotRetentionLimit"),
            "SnapshotWindow": group.get("SnapshotWindow"),
            "AtRestEncryptionEnabled": group.get("AtRestEncryptionEnabled"),
            "TransitEncryptionEnabled": group.get("TransitEncryptionEnabled"),
            "KmsKeyId": group.get("KmsKeyId"),
        }
    )


def _shared(cluster: Found) -> dict[str, Any]:
    return {
        "CacheNodeType": cluster.get("CacheNodeType"),
        "Engine": cluster.get("Engine"),
        "EngineVersion": _version(cluster.get("EngineVersion")),
        "CacheSubnetGroupName": cluster.get("CacheSubnetGroupName"),
        "CacheParameterGroupName": cluster.get("CacheParameterGroup", {}).get(
            "CacheParameterGroupName"
        ),
        "SecurityGroupIds": [each["SecurityGroupId"] for each in cluster.get("SecurityGroups", ())],
        "PreferredMaintenanceWindow": cluster.get("PreferredMaintenanceWindow"),
        "NotificationTopicArn": cluster.get("NotificationConfiguration", {}).get("TopicArn"),
        "AutoMinorVersionUpgrade": cluster.get("AutoMinorVersionUpgrade"),
    }


def _version(text: str | None) -> str | None:
    """Return the version as it is asked for: of Redis 6 and up, 7.0.7 is asked for as 7.0."""
    parts = (text or "").split(".")
    return ".".join(parts[:2]) if len(parts) > 2 and int(parts[0]) >= 6 else text  # noqa: PLR2004


def _zone(cluster: Found) -> str | None:
    zone = cluster.get("PreferredAvailabilityZone")
    return zone if zone != "Multiple" else None


def _filled(settings: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if value not in (None, [], "")}
