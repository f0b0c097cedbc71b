"""ElastiCache clusters and replication groups, and the snapshots in which they sleep."""

from collections.abc import Mapping, Sequence
from typing import Any

from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.environment import cache_settings
from nightshift.adapters.places import Clients
from nightshift.domain.environment.acts import Act, Action
from nightshift.domain.environment.assets import Asset, Kind
from nightshift.domain.environment.kinds.caches import MISSING, snapshot
from nightshift.domain.environment.seen import CacheSeen, Seen

ACTIONS: Actions = {
    "observe": frozenset(
        {
            "elasticache:DescribeCacheClusters",
            "elasticache:DescribeReplicationGroups",
            "elasticache:DescribeSnapshots",
            "elasticache:ListTagsForResource",
        }
    ),
    "do": frozenset(
        {
            "elasticache:AddTagsToResource",
            "elasticache:CreateCacheCluster",
            "elasticache:CreateReplicationGroup",
            "elasticache:CreateSnapshot",  # a group's final one; API_DeleteReplicationGroup
            "elasticache:DeleteCacheCluster",
            "elasticache:DeleteReplicationGroup",
            "elasticache:DeleteSnapshot",
            "secretsmanager:GetSecretValue",
        }
    ),
}


def observe(clients: Clients, assets: Sequence[Asset]) -> Seen:
    """Return how they are, with all that making one again needs."""
    elasticache, found = clients("elasticache"), {}
    for asset in assets:
        with translated(f"cache {asset.name}"):
            kept = _snapshot(elasticache, snapshot(asset))
            seen = (_group if asset.kind is Kind.REPLICATION_GROUP else _cluster)(
                elasticache, asset.name, kept
            )
        if seen is not None:
            found[asset.name] = seen
    return Seen(caches=found)


def do(clients: Clients, call: Act) -> Mapping[str, str]:
    """Delete it with a final snapshot, make it again, or forget the snapshot."""
    elasticache = clients("elasticache", attempts=1)
    whole = call.kind is Kind.REPLICATION_GROUP
    name = {"ReplicationGroupId" if whole else "CacheClusterId": call.name}
    kept = call.values["snapshot"]
    with translated(f"cache {call.name}"):
        match call.action:
            case Action.DELETE:
                delete = "delete_replication_group" if whole else "delete_cache_cluster"
                getattr(elasticache, delete)(**name, FinalSnapshotIdentifier=kept)
            case Action.RESTORE:
                create = "create_replication_group" if whole else "create_cache_cluster"
                more = _asked(clients, call)
                getattr(elasticache, create)(**name, SnapshotName=kept, **more)
            case _:
                elasticache.delete_snapshot(SnapshotName=kept)
    return {}


def _asked(clients: Clients, call: Act) -> dict[str, Any]:
    """Return the parameters of its making; the AUTH token is read now and kept nowhere."""
    tags = [{"Key": key, "Value": value} for key, value in call.values["tags"].items()]
    asked = {**call.values["settings"], "Tags": tags}
    if secret := call.values.get("auth_secret"):
        found = clients("secretsmanager").get_secret_value(SecretId=secret)
        asked["AuthToken"] = found["SecretString"]
    return asked


def _cluster(elasticache: Any, name: str, kept: str | None) -> CacheSeen | None:
    try:
        answer = elasticache.describe_cache_clusters(CacheClusterId=name)
    except elasticache.exceptions.CacheClusterNotFoundFault:
        return CacheSeen(MISSING, snapshot=kept) if kept else None
    (cluster,) = answer["CacheClusters"]
    return CacheSeen(
        status=cluster["CacheClusterStatus"],
        settings=cache_settings.of_cluster(cluster),
        tags=_tags(elasticache, cluster),
        snapshot=kept,
    )


def _group(elasticache: Any, name: str, kept: str | None) -> CacheSeen | None:
    try:
        answer = elasticache.describe_replication_groups(ReplicationGroupId=name)
    except elasticache.exceptions.ReplicationGroupNotFoundFault:
        return CacheSeen(MISSING, snapshot=kept) if kept else None
    (group,) = answer["ReplicationGroups"]
    member = _member(elasticache, group)
    return CacheSeen(
        status=group["Status"],
        settings=cache_settings.of_group(group, member),
        tags=_tags(elasticache, group),
        token=bool(group.get("AuthTokenEnabled")),
        snapshot=kept,
    )


def _member(elasticache: Any, group: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return one of its clusters: the group itself does not tell its version and its groups."""
    members = group.get("MemberClusters", ())
    if not members or group["Status"] != "available":
        return {}
    answer = elasticache.describe_cache_clusters(CacheClusterId=members[0])
    return dict(answer["CacheClusters"][0])


def _tags(elasticache: Any, found: Mapping[str, Any]) -> dict[str, str]:
    status = found.get("Status") or found.get("CacheClusterStatus")
    if status != "available":  # tags of what comes or goes cannot be read, and are not needed
        return {}
    tags = elasticache.list_tags_for_resource(ResourceName=found["ARN"])["TagList"]
    return {tag["Key"]: tag["Value"] for tag in tags if not tag["Key"].startswith("aws:")}


def _snapshot(elasticache: Any, name: str) -> str | None:
    try:
        found = elasticache.describe_snapshots(SnapshotName=name)["Snapshots"]
    except elasticache.exceptions.SnapshotNotFoundFault:
        return None
    return str(found[0]["SnapshotStatus"]) if found else None
