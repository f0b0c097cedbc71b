"""ElastiCache: clusters and replication groups are made, snapshotted and deleted in their own time.

CreateCacheCluster, DeleteCacheCluster, CreateReplicationGroup, DeleteReplicationGroup and
CreateSnapshot (ElastiCache API Reference), read 2026-11-28. What is made before the clock is first
moved was there before.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.lifecycles import cache_facts, cache_lists, cache_snapshots
from localcloud.lifecycles.cache_lists import cluster_of, group_of
from localcloud.lifecycles.durations import Durations
from localcloud.lifecycles.lifecycle import Lifecycle, backend, patch, shown

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

CLUSTER, GROUP = "CacheClusterId", "ReplicationGroupId"


def install(cloud: "Cloud", durations: Durations) -> None:
    """Hook in, at the service's first call."""
    caches = Caches(cloud, durations, "elasticache")
    cache_lists.install(cloud)
    cloud.gateway.before("elasticache", caches.patch)
    for operation, answer in (
        ("DeleteCacheCluster", caches.delete_cluster),
        ("DeleteReplicationGroup", caches.delete_group),
        ("CreateSnapshot", caches.snapshot),
    ):
        cloud.gateway.replace("elasticache", operation, answer)
    cloud.gateway.check("elasticache", "ModifyReplicationGroup", _check_modify)


class Caches(Lifecycle):
    """The clusters and replication groups of all accounts."""

    def patch(self) -> None:
        """Let moto's new clusters and groups be complete, and take time."""
        from moto.elasticache.models import ElastiCacheBackend

        patch(ElastiCacheBackend, "create_cache_cluster", self.create_cluster)
        patch(ElastiCacheBackend, "create_replication_group", self.create_group)

    def create_cluster(self, original: Any, elasticache: Any, **wanted: Any) -> Any:
        """Answer CreateCacheCluster."""
        with self.lock:
            snapshot = cache_snapshots.fill(elasticache, wanted)
            cluster = original(elasticache, **wanted)
            cache_facts.complete_cluster(elasticache, cluster)
            self._make([cluster], snapshot)
        return cluster

    def create_group(self, original: Any, elasticache: Any, **wanted: Any) -> Any:
        """Answer CreateReplicationGroup: each of its nodes is a cluster, too."""
        with self.lock:
            snapshot = cache_snapshots.fill(elasticache, wanted)
            _count_replicas(wanted)
            group = original(elasticache, **wanted)
            cache_facts.complete_group(elasticache, group)
            self._make([group, *_members(elasticache, group)], snapshot)
        return group

    def _make(self, made: Sequence[Any], snapshot: Any) -> None:
        if not self.cloud.clock.moved:
            return
        self._set(made, "creating")
        if snapshot is not None:
            snapshot.snapshot_status = "restoring"

        def ready() -> None:
            self._set(made, "available")
            if snapshot is not None:
                snapshot.snapshot_status = "available"

        self._later("cache-create" if snapshot is None else "cache-restore", ready)

    def delete_cluster(self, call: ApiCall) -> Answer:
        """Answer DeleteCacheCluster."""
        with self.lock:
            elasticache = backend("elasticache", call.home)
            cluster = cluster_of(elasticache, call.params[CLUSTER])
            _check_available(cluster)
            if cluster.replication_group_id in elasticache.replication_groups:
                message = f"Cluster {cluster.cache_cluster_id} is part of a replication group."
                raise AwsError("InvalidCacheClusterState", message)
            self._delete(elasticache, [cluster], call.params.get("FinalSnapshotIdentifier"))
            return shown(call, {"CacheCluster": cluster})

    def delete_group(self, call: ApiCall) -> Answer:
        """Answer DeleteReplicationGroup: its clusters go with it, or its primary stays."""
        with self.lock:
            elasticache = backend("elasticache", call.home)
            group = group_of(elasticache, call.params[GROUP])
            _check_available(group)
            members = _members(elasticache, group)
            if call.params.get("RetainPrimaryCluster"):
                members[0].replication_group_id = None
                members = members[1:]
            final = call.params.get("FinalSnapshotIdentifier")
            self._delete(elasticache, [group, *members], final)
            return shown(call, {"ReplicationGroup": group})

    def _delete(self, elasticache: Any, going: Sequence[Any], final: str | None) -> None:
        def gone() -> None:
            for each in going:
                _remove(elasticache, each)

        def delete() -> None:
            self._set(going, "deleting")
            self._later("cache-delete", gone)

        if final is None:
            delete()
            return
        snapshot = cache_snapshots.of(elasticache, final, going[0])
        self._set(going, "snapshotting")

        def kept() -> None:
            snapshot.snapshot_status = "available"
            delete()

        self._later("cache-snapshot", kept)

    def snapshot(self, call: ApiCall) -> Answer:
        """Answer CreateSnapshot."""
        wanted = call.params
        with self.lock:
            elasticache = backend("elasticache", call.home)
            found = _source(elasticache, wanted)
            _check_available(found)
            name, tags = wanted["SnapshotName"], wanted.get("Tags")
            snapshot = cache_snapshots.of(elasticache, name, found, tags)
            self._set([found], "snapshotting")

            def kept() -> None:
                snapshot.snapshot_status = "available"
                self._set([found], "available")

            self._later("cache-snapshot", kept)
            return shown(call, {"Snapshot": snapshot})

    def _later(self, name: str, change: Callable[[], None]) -> None:
        def due() -> None:
            with self.lock:
                change()
            self.changed()

        self.after(name, due)

    @staticmethod
    def _set(found: Sequence[Any], status: str) -> None:
        for each in found:
            each.status = status
            if hasattr(each, "cache_cluster_status"):
                each.cache_cluster_status = status


def _count_replicas(wanted: dict[str, Any]) -> None:
    """Say in replicas what NumCacheClusters says in clusters: moto only counts those."""
    clusters = wanted.get("num_cache_clusters")
    if clusters and not wanted.get("num_node_groups") and not wanted.get("replicas_per_node_group"):
        wanted["replicas_per_node_group"] = int(clusters) - 1


def _source(elasticache: Any, wanted: dict[str, Any]) -> Any:
    """Return what a snapshot is to be made of."""
    cluster, group = wanted.get(CLUSTER), wanted.get(GROUP)
    if bool(cluster) == bool(group):
        message = "Exactly one of CacheClusterId and ReplicationGroupId must be given."
        raise AwsError("InvalidParameterCombination", message)
    return group_of(elasticache, group) if group else cluster_of(elasticache, str(cluster))


def _members(elasticache: Any, group: Any) -> list[Any]:
    return [elasticache.cache_clusters[name] for name in group.member_clusters]


def _check_available(found: Any) -> None:
    if found.status == "available":
        return
    if hasattr(found, "member_clusters"):
        message = "Replication group must be in available state to perform this operation: "
        raise AwsError("InvalidReplicationGroupState", message + found.replication_group_id)
    message = f"Cluster {found.cache_cluster_id} is not in available state."
    raise AwsError("InvalidCacheClusterState", message)


def _remove(elasticache: Any, found: Any) -> None:
    elasticache.tagging_service.delete_all_tags_for_resource(found.arn)
    if hasattr(found, "member_clusters"):
        elasticache.replication_groups.pop(found.replication_group_id, None)
    else:
        elasticache.cache_clusters.pop(found.cache_cluster_id, None)


def _check_modify(call: ApiCall) -> None:
    _check_available(group_of(backend("elasticache", call.home), call.params[GROUP]))
