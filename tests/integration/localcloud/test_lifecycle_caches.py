"""ElastiCache: clusters and groups come, sleep in a snapshot, and come back as they were."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess, running
from tests.integration.localcloud.events_scene import unique

# s; localcloud/lifecycles/durations.py
CREATE, RESTORE, SNAPSHOT, DELETE = 300, 420, 120, 180
SETTINGS: dict[str, Any] = {
    "CacheNodeType": "cache.t3.micro",
    "Engine": "redis",
    "EngineVersion": "7.0",
    "CacheSubnetGroupName": "private",
    "CacheParameterGroupName": "tuned",
    "SecurityGroupIds": ["sg-12345678"],
    "PreferredMaintenanceWindow": "mon:18:00-mon:19:00",
    "SnapshotWindow": "16:00-17:00",
    "SnapshotRetentionLimit": 3,
    "Port": 6380,
}
TAGS = [{"Key": "team", "Value": "a"}]


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudProcess]:
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as process:
        process.client("elasticache").create_cache_cluster(CacheClusterId="early", **SETTINGS)
        yield process


@pytest.fixture(scope="module")
def caches(cloud: CloudProcess) -> Any:
    cloud.advance(1)
    return cloud.client("elasticache")


@pytest.fixture
def name(cloud: CloudProcess, caches: Any) -> str:
    """A new cluster, which is available."""
    made = unique("cache")
    caches.create_cache_cluster(
        CacheClusterId=made,
        PreferredAvailabilityZone="ap-northeast-2b",
        NumCacheNodes=1,
        Tags=TAGS,
        **SETTINGS,
    )
    cloud.advance(CREATE)
    return made


@pytest.fixture
def group(cloud: CloudProcess, caches: Any) -> str:
    """A new replication group of two nodes, which is available."""
    made = unique("group")
    caches.create_replication_group(
        ReplicationGroupId=made,
        ReplicationGroupDescription="for a test",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
        Tags=TAGS,
        **SETTINGS,
    )
    cloud.advance(CREATE)
    return made


def cluster_of(caches: Any, name: str, **more: Any) -> Any:
    return caches.describe_cache_clusters(CacheClusterId=name, **more)["CacheClusters"][0]


def group_of(caches: Any, name: str) -> Any:
    answer = caches.describe_replication_groups(ReplicationGroupId=name)
    return answer["ReplicationGroups"][0]


def status(caches: Any, name: str) -> str:
    return str(cluster_of(caches, name)["CacheClusterStatus"])


def snapshot_of(caches: Any, name: str) -> Any:
    return caches.describe_snapshots(SnapshotName=name)["Snapshots"][0]


def refusal(call: Any, **arguments: Any) -> str:
    with pytest.raises(ClientError) as refused:
        call(**arguments)
    return str(refused.value.response["Error"]["Code"])


def test_what_is_made_before_the_clock_is_moved_was_there_before(caches: Any) -> None:
    assert status(caches, "early") == "available"


def test_a_new_cluster_takes_its_time(cloud: CloudProcess, caches: Any) -> None:
    """'CacheClusterStatus: The current state of this cluster, one of the following values:
    available, creating, deleted, deleting, ...' (ElastiCache API Reference, "CacheCluster")."""
    made = unique("cache")
    answer = caches.create_cache_cluster(CacheClusterId=made, **SETTINGS)["CacheCluster"]
    seen = [answer["CacheClusterStatus"]]
    for seconds in (CREATE - 1, 1):
        cloud.advance(seconds)
        seen.append(status(caches, made))

    assert seen == ["creating", "creating", "available"]


def test_a_cluster_says_what_another_one_like_it_needs(caches: Any, name: str) -> None:
    """(ElastiCache API Reference, "CacheCluster"): every setting is where the API has it."""
    found = cluster_of(caches, name)

    assert found["EngineVersion"] == "7.0.7"
    assert found["CacheParameterGroup"]["CacheParameterGroupName"] == "tuned"
    assert found["SecurityGroups"] == [{"SecurityGroupId": "sg-12345678", "Status": "active"}]
    assert (found["NumCacheNodes"], found["AutoMinorVersionUpgrade"]) == (1, True)
    assert found["PreferredAvailabilityZone"] == "ap-northeast-2b"
    same = ("CacheNodeType", "Engine", "CacheSubnetGroupName", "PreferredMaintenanceWindow")
    for setting in (*same, "SnapshotWindow", "SnapshotRetentionLimit"):
        assert found[setting] == SETTINGS[setting]
    assert caches.list_tags_for_resource(ResourceName=found["ARN"])["TagList"] == TAGS


def test_nodes_are_told_only_where_they_are_asked_for(caches: Any, name: str) -> None:
    """'ShowCacheNodeInfo: An optional flag that can be included in the DescribeCacheCluster request
    to retrieve information about the individual cache nodes.' (ElastiCache API Reference,
    "DescribeCacheClusters")."""
    assert "CacheNodes" not in cluster_of(caches, name)

    (node,) = cluster_of(caches, name, ShowCacheNodeInfo=True)["CacheNodes"]
    assert node["Endpoint"]["Port"] == SETTINGS["Port"]
    assert node["Endpoint"]["Address"].startswith(f"{name}.")
    assert node["Endpoint"]["Address"].endswith(".0001.apn2.cache.amazonaws.com")


def test_a_cluster_is_deleted_after_its_final_snapshot(
    cloud: CloudProcess, caches: Any, name: str
) -> None:
    """'FinalSnapshotIdentifier: ... ElastiCache creates the snapshot, and then deletes the cluster
    immediately afterward.' (ElastiCache API Reference, "DeleteCacheCluster")."""
    final = unique("final")
    answer = caches.delete_cache_cluster(CacheClusterId=name, FinalSnapshotIdentifier=final)
    seen = [(answer["CacheCluster"]["CacheClusterStatus"], snapshot_of(caches, final))]
    cloud.advance(SNAPSHOT)
    seen.append((status(caches, name), snapshot_of(caches, final)))
    cloud.advance(DELETE)

    told = [(state, snapshot["SnapshotStatus"]) for state, snapshot in seen]
    assert told == [("snapshotting", "creating"), ("deleting", "available")]
    missing = {"CacheClusterId": name}
    assert refusal(caches.describe_cache_clusters, **missing) == "CacheClusterNotFound"
    assert refusal(caches.delete_cache_cluster, **missing) == "CacheClusterNotFound"


def test_a_cluster_comes_back_from_its_snapshot_as_it_was(
    cloud: CloudProcess, caches: Any, name: str
) -> None:
    """'SnapshotName: The name of a ... snapshot from which to restore data into the new node group
    (shard). The snapshot status changes to restoring while the new node group (shard) is being
    created.' (ElastiCache API Reference, "CreateCacheCluster")."""
    before, final = cluster_of(caches, name, ShowCacheNodeInfo=True), unique("final")
    caches.delete_cache_cluster(CacheClusterId=name, FinalSnapshotIdentifier=final)
    cloud.advance(SNAPSHOT + DELETE)

    zone = before["PreferredAvailabilityZone"]
    caches.create_cache_cluster(
        CacheClusterId=name,
        SnapshotName=final,
        PreferredAvailabilityZone=zone,
        SecurityGroupIds=SETTINGS["SecurityGroupIds"],
    )
    during = (status(caches, name), snapshot_of(caches, final)["SnapshotStatus"])
    assert refusal(caches.delete_snapshot, SnapshotName=final) == "InvalidSnapshotState"
    cloud.advance(RESTORE)

    assert during == ("creating", "restoring")
    assert snapshot_of(caches, final)["SnapshotStatus"] == "available"
    after = cluster_of(caches, name, ShowCacheNodeInfo=True)
    assert after["CacheNodes"][0]["Endpoint"] == before["CacheNodes"][0]["Endpoint"]
    for each in (before, after):
        del each["CacheClusterCreateTime"], each["CacheNodes"]
    assert after == before


def test_a_snapshot_says_what_it_is_of(cloud: CloudProcess, caches: Any, name: str) -> None:
    """(ElastiCache API Reference, "Snapshot" and "NodeSnapshot")."""
    kept = unique("snapshot")
    answer = caches.create_snapshot(CacheClusterId=name, SnapshotName=kept, Tags=TAGS)["Snapshot"]
    during = (answer["SnapshotStatus"], status(caches, name))
    cloud.advance(SNAPSHOT)

    assert during == ("creating", "snapshotting")
    found = snapshot_of(caches, kept)
    assert (found["SnapshotStatus"], status(caches, name)) == ("available", "available")
    assert (found["SnapshotSource"], found["CacheClusterId"]) == ("manual", name)
    assert (found["Engine"], found["EngineVersion"], found["Port"]) == ("redis", "7.0.7", 6380)
    assert [each["CacheClusterId"] for each in found["NodeSnapshots"]] == [name]
    assert caches.list_tags_for_resource(ResourceName=found["ARN"])["TagList"] == TAGS
    listed = caches.describe_snapshots(CacheClusterId=name)["Snapshots"]
    assert [each["SnapshotName"] for each in listed] == [kept]


def test_a_snapshot_outlives_its_cluster_until_it_is_deleted(
    cloud: CloudProcess, caches: Any, name: str
) -> None:
    """'DescribeSnapshots lists all of your snapshots'; 'SnapshotNotFoundFault: The requested
    snapshot name does not refer to an existing snapshot.' (ElastiCache API Reference)."""
    final = unique("final")
    caches.delete_cache_cluster(CacheClusterId=name, FinalSnapshotIdentifier=final)
    cloud.advance(SNAPSHOT + DELETE)
    assert len(caches.describe_snapshots(CacheClusterId=name)["Snapshots"]) == 1

    caches.delete_snapshot(SnapshotName=final)

    assert caches.describe_snapshots(CacheClusterId=name)["Snapshots"] == []
    for call in (caches.describe_snapshots, caches.delete_snapshot):
        assert refusal(call, SnapshotName=final) == "SnapshotNotFoundFault"


def test_a_wrong_state_or_name_is_refused_and_nothing_is_changed(
    cloud: CloudProcess, caches: Any, name: str
) -> None:
    """'SnapshotAlreadyExistsFault: You already have a snapshot with the given name.'
    'InvalidCacheClusterState: The requested cluster is not in the available state.' (ElastiCache
    API Reference, "DeleteCacheCluster")."""
    kept = unique("snapshot")
    caches.create_snapshot(CacheClusterId=name, SnapshotName=kept)
    of = {"CacheClusterId": name}
    assert refusal(caches.delete_cache_cluster, **of) == "InvalidCacheClusterState"
    cloud.advance(SNAPSHOT)

    again = {"FinalSnapshotIdentifier": kept}
    assert refusal(caches.delete_cache_cluster, **of, **again) == "SnapshotAlreadyExistsFault"
    assert refusal(caches.create_cache_cluster, **of, **SETTINGS) == "CacheClusterAlreadyExists"
    lost = {"CacheClusterId": unique("cache"), "SnapshotName": "no-such-snapshot"}
    assert refusal(caches.create_cache_cluster, **lost, **SETTINGS) == "SnapshotNotFoundFault"
    assert status(caches, name) == "available"


def test_memcached_has_no_snapshots(cloud: CloudProcess, caches: Any) -> None:
    """'SnapshotFeatureNotSupportedFault: ... Creating a snapshot of a cluster that is running
    Memcached' (ElastiCache API Reference, "CreateSnapshot")."""
    made = unique("memcached")
    caches.create_cache_cluster(
        CacheClusterId=made, Engine="memcached", CacheNodeType="cache.t3.micro", NumCacheNodes=2
    )
    cloud.advance(CREATE)
    wanted = {"CacheClusterId": made, "SnapshotName": unique("snapshot")}

    assert refusal(caches.create_snapshot, **wanted) == "SnapshotFeatureNotSupportedFault"


def test_each_node_of_a_group_is_a_cluster(caches: Any, group: str) -> None:
    """'NumCacheClusters: The number of clusters this replication group initially has.'
    'ReplicationGroupId: The replication group to which this cluster belongs.' (ElastiCache API
    Reference, "CreateReplicationGroup" and "CacheCluster")."""
    found = group_of(caches, group)
    members = [cluster_of(caches, each) for each in found["MemberClusters"]]

    assert (found["Status"], len(members)) == ("available", 2)
    assert {each["ReplicationGroupId"] for each in members} == {group}
    assert members[0]["EngineVersion"] == "7.0.7"
    assert members[0]["CacheParameterGroup"]["CacheParameterGroupName"] == "tuned"
    assert members[0]["SecurityGroups"][0]["SecurityGroupId"] == "sg-12345678"
    zones = [each["PreferredAvailabilityZone"] for each in members]
    assert zones == ["ap-northeast-2a", "ap-northeast-2b"]
    alone = caches.describe_cache_clusters(ShowCacheClustersNotInReplicationGroups=True)
    assert not {each["CacheClusterId"] for each in alone["CacheClusters"]} & set(
        found["MemberClusters"]
    )


def test_a_group_sleeps_in_its_snapshot_and_comes_back_as_it_was(
    cloud: CloudProcess, caches: Any, group: str
) -> None:
    """'Status: The current state of this replication group - creating, available, modifying,
    deleting, create-failed, snapshotting.' (ElastiCache API Reference, "ReplicationGroup")."""
    before, final = group_of(caches, group), unique("final")
    wanted = {"ReplicationGroupId": group, "FinalSnapshotIdentifier": final}
    seen = [caches.delete_replication_group(**wanted)["ReplicationGroup"]["Status"]]
    assert refusal(caches.delete_replication_group, **wanted) == "InvalidReplicationGroupState"
    cloud.advance(SNAPSHOT)
    seen.append(group_of(caches, group)["Status"])
    cloud.advance(DELETE)
    of = {"ReplicationGroupId": group}
    gone = refusal(caches.describe_replication_groups, **of)
    caches.create_replication_group(
        ReplicationGroupId=group,
        ReplicationGroupDescription="for a test",
        NumCacheClusters=2,
        AutomaticFailoverEnabled=True,
        SnapshotName=final,
    )
    seen.append(group_of(caches, group)["Status"])
    cloud.advance(RESTORE)

    assert (seen, gone) == (
        ["snapshotting", "deleting", "creating"],
        "ReplicationGroupNotFoundFault",
    )
    snapshot = snapshot_of(caches, final)
    assert (snapshot["ReplicationGroupId"], snapshot["NumNodeGroups"]) == (group, 1)
    after = group_of(caches, group)
    for each in (before, after):
        del each["ReplicationGroupCreateTime"]
    assert after == before


def test_a_member_of_a_group_is_not_deleted_alone(caches: Any, group: str) -> None:
    """'This operation is not valid for: ... A cluster that is the primary node of a replication
    group' (ElastiCache API Reference, "DeleteCacheCluster")."""
    member = group_of(caches, group)["MemberClusters"][0]

    assert refusal(caches.delete_cache_cluster, CacheClusterId=member) == "InvalidCacheClusterState"
