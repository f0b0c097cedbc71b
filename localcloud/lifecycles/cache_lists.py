"""ElastiCache's lists, and what is looked for by its name.

DescribeCacheClusters, DescribeSnapshots, ListTagsForResource (ElastiCache API Reference), read
2026-11-28. moto lists a cluster with less than another one like it needs.
"""

from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.lifecycles import cache_snapshots
from localcloud.lifecycles.lifecycle import backend, shown

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Hook in."""
    for operation, answer in (
        ("DescribeCacheClusters", _describe_clusters),
        ("DescribeSnapshots", _describe_snapshots),
        ("DeleteSnapshot", _delete_snapshot),
    ):
        cloud.gateway.replace("elasticache", operation, answer)
    cloud.gateway.check("elasticache", "ListTagsForResource", _check_exists)


def cluster_of(elasticache: Any, name: str) -> Any:
    """Return a cluster.

    Raises:
        AwsError: there is none of this name.
    """
    found = elasticache.cache_clusters.get(name)
    if found is None:
        raise AwsError("CacheClusterNotFound", f"CacheCluster not found: {name}", 404)
    return found


def group_of(elasticache: Any, name: str) -> Any:
    """Return a replication group.

    Raises:
        AwsError: there is none of this name.
    """
    found = elasticache.replication_groups.get(name)
    if found is None:
        message = f"ReplicationGroup {name} not found."
        raise AwsError("ReplicationGroupNotFoundFault", message, 404)
    return found


def _check_exists(call: ApiCall) -> None:
    *_, kind, name = str(call.params.get("ResourceName")).split(":")
    elasticache = backend("elasticache", call.home)
    if kind == "cluster":
        cluster_of(elasticache, name)
    elif kind == "replicationgroup":
        group_of(elasticache, name)
    elif kind == "snapshot" and name not in elasticache.snapshots:
        raise cache_snapshots.missing(name)


def _describe_clusters(call: ApiCall) -> Answer:
    """List clusters; their nodes, which have the endpoints, only where that is asked for."""
    wanted, elasticache = call.params, backend("elasticache", call.home)
    name = wanted.get("CacheClusterId")
    found = [cluster_of(elasticache, name)] if name else list(elasticache.cache_clusters.values())
    if wanted.get("ShowCacheClustersNotInReplicationGroups"):
        found = [each for each in found if not each.replication_group_id]
    if wanted.get("ShowCacheNodeInfo"):
        return shown(call, {"CacheClusters": found})
    return shown(call, {"CacheClusters": [_without_nodes(each) for each in found]})


def _without_nodes(cluster: Any) -> dict[str, Any]:
    return {key: value for key, value in vars(cluster).items() if key != "cache_nodes"}


def _describe_snapshots(call: ApiCall) -> Answer:
    found = cache_snapshots.select(backend("elasticache", call.home), call.params)
    return shown(call, {"Snapshots": found})


def _delete_snapshot(call: ApiCall) -> Answer:
    found = cache_snapshots.delete(backend("elasticache", call.home), call.params["SnapshotName"])
    return shown(call, {"Snapshot": found})
