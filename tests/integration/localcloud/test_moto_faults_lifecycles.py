"""Faults of moto 5.2.5 that localcloud/lifecycles corrects; a test fails when upstream fixes one.

In a process of its own: conformance tests may have patched moto in this one.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

CODE = """
import json, time, warnings
warnings.simplefilter("ignore")
import boto3
from moto import mock_aws
KEYS = {"region_name": "ap-northeast-2", "aws_access_key_id": "x", "aws_secret_access_key": "y"}
found = {}
mock_aws().start()

def client(service):
    return boto3.client(service, **KEYS)

def code(call, **arguments):
    try:
        call(**arguments)
    except Exception as problem:
        return problem.response["Error"]["Code"]
    return None

rds = client("rds")
rds.create_db_instance(DBInstanceIdentifier="d", DBInstanceClass="db.t3.micro", Engine="postgres",
                       AllocatedStorage=20, MasterUsername="u", MasterUserPassword="password")
rds.stop_db_instance(DBInstanceIdentifier="d")
found["database"] = rds.describe_db_instances()["DBInstances"][0]["DBInstanceStatus"]

ec2 = client("ec2")
def launch(count):
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "Name", "Value": "n"}]}]
    made = ec2.run_instances(ImageId="ami-12c6146b", InstanceType="t3.small", MinCount=count,
                             MaxCount=count, TagSpecifications=tags)["Instances"]
    return [each["InstanceId"] for each in made]
ids = launch(1)
ec2.stop_instances(InstanceIds=ids)
instance = ec2.describe_instances()["Reservations"][0]["Instances"][0]
found["instance"] = instance["State"]["Name"]
found["again"] = ec2.stop_instances(InstanceIds=ids)["StoppingInstances"][0]["CurrentState"]["Name"]
found["malformed"] = code(ec2.stop_instances, InstanceIds=["no-id"])
many = launch(150)
found["page"] = len(ec2.describe_instances(MaxResults=5)["Reservations"][1]["Instances"])

from moto.ec2.models.core import TaggedEC2Resource
from moto.ec2.models.tags import TagBackend
asked = []
search = TagBackend.describe_tags
TagBackend.describe_tags = lambda self, filters=None: asked.append(1) or search(self, filters)
ec2.describe_instances()
found["searches"] = len(asked)

ecs = client("ecs")
ecs.create_cluster(clusterName="c")
container = {"name": "c", "image": "i", "memory": 128}
ecs.register_task_definition(family="t", containerDefinitions=[container])
def service(name):
    ecs.create_service(cluster="c", serviceName=name, taskDefinition="t", desiredCount=1)
service("s")
def counts():
    one = ecs.describe_services(cluster="c", services=["s"])["services"][0]
    return [one["desiredCount"], one["runningCount"], one["pendingCount"]]
found["new"] = counts()
ecs.update_service(cluster="c", service="s", desiredCount=3)
found["scaled"] = counts()

scaling = client("application-autoscaling")
def register(name, **more):
    scaling.register_scalable_target(
        ServiceNamespace="ecs", ResourceId=f"service/c/{name}",
        ScalableDimension="ecs:service:DesiredCount", **more)
register("s", MinCapacity=5, MaxCapacity=9)
found["below"] = counts()[0]
target = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"][0]
found["suspended"] = target.get("SuspendedState")
for number in range(120):
    service(f"s{number}")
    register(f"s{number}", MinCapacity=1, MaxCapacity=1)
token, tokens = None, []
for _ in range(4):
    more = {"NextToken": token} if token else {}
    token = scaling.describe_scalable_targets(ServiceNamespace="ecs", **more).get("NextToken")
    tokens.append(token)
found["tokens"] = tokens

ec2.create_launch_template(LaunchTemplateName="template", LaunchTemplateData={
    "ImageId": "ami-12c6146b", "InstanceType": "t3.small"})
groups = client("autoscaling")
groups.create_auto_scaling_group(
    AutoScalingGroupName="g", MinSize=0, MaxSize=2, DesiredCapacity=0,
    LaunchTemplate={"LaunchTemplateName": "template"}, AvailabilityZones=["ap-northeast-2a"])
groups.suspend_processes(AutoScalingGroupName="g", ScalingProcesses=["Launch"])
groups.update_auto_scaling_group(AutoScalingGroupName="g", DesiredCapacity=1)
found["group"] = [each["LifecycleState"] for each in
    groups.describe_auto_scaling_groups()["AutoScalingGroups"][0]["Instances"]]
found["beyond"] = code(groups.set_desired_capacity, AutoScalingGroupName="g", DesiredCapacity=9)

caches = client("elasticache")
caches.create_cache_cluster(CacheClusterId="c", CacheNodeType="cache.t3.micro", Engine="redis",
                            CacheParameterGroupName="p", SecurityGroupIds=["sg-12345678"])
cluster = caches.describe_cache_clusters()["CacheClusters"][0]
found["cluster"] = [cluster["CacheClusterStatus"], "SecurityGroups" in cluster,
                    "CacheParameterGroup" in cluster]
caches.delete_cache_cluster(CacheClusterId="c", FinalSnapshotIdentifier="f")
found["deleted"] = caches.describe_cache_clusters()["CacheClusters"][0]["CacheClusterStatus"]
found["final"] = len(caches.describe_snapshots()["Snapshots"])
group = caches.create_replication_group(
    ReplicationGroupId="g", ReplicationGroupDescription="d", NumCacheClusters=2,
    CacheNodeType="cache.t3.micro", Engine="redis")["ReplicationGroup"]
found["members"] = len(group["MemberClusters"])
found["member"] = code(caches.describe_cache_clusters, CacheClusterId=group["MemberClusters"][0])
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def moto() -> dict[str, Any]:
    """Return what plain moto did."""
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_moto_stops_a_database_at_once(moto: dict[str, Any]) -> None:
    """databases.py."""
    assert moto["database"] == "stopped"


def test_moto_stops_an_instance_at_once_and_says_otherwise(moto: dict[str, Any]) -> None:
    """instances.py; of one that is stopped, it says that it is stopping."""
    assert (moto["instance"], moto["again"]) == ("stopped", "stopping")


def test_moto_takes_an_id_that_is_none_for_one_that_is_missing(moto: dict[str, Any]) -> None:
    """instance_lists.py."""
    assert moto["malformed"] == "InvalidInstanceID.NotFound"


def test_moto_searches_all_tags_for_each_instance(moto: dict[str, Any]) -> None:
    """instance_lists.py and instance_xml.py."""
    assert moto["searches"] > 150


def test_moto_counts_reservations_for_a_page(moto: dict[str, Any]) -> None:
    """instance_lists.py: 150 instances where at most 5 were asked for."""
    assert moto["page"] == 150


def test_motos_new_service_never_runs_and_a_changed_one_does_at_once(moto: dict[str, Any]) -> None:
    """services.py."""
    assert moto["new"] == [1, 0, 1]
    assert moto["scaled"] == [3, 3, 0]


def test_moto_leaves_a_service_outside_of_its_range(moto: dict[str, Any]) -> None:
    """targets.py."""
    assert moto["below"] == 3


def test_moto_leaves_out_what_is_suspended_and_its_pages_never_end(moto: dict[str, Any]) -> None:
    """targets.py."""
    assert moto["suspended"] is None
    assert moto["tokens"][1] == moto["tokens"][2] == moto["tokens"][3] == "49"


def test_motos_groups_launch_at_once_and_whatever_is_suspended(moto: dict[str, Any]) -> None:
    """groups.py; and a size may be beyond the range."""
    assert moto["group"] == ["InService"]
    assert moto["beyond"] is None


def test_motos_cluster_lacks_what_another_one_like_it_needs(moto: dict[str, Any]) -> None:
    """cache_facts.py."""
    assert moto["cluster"] == ["available", False, False]


def test_motos_deleted_cluster_stays_and_leaves_no_snapshot(moto: dict[str, Any]) -> None:
    """caches.py."""
    assert (moto["deleted"], moto["final"]) == ("deleting", 0)


def test_motos_replication_group_has_one_member_which_is_no_cluster(moto: dict[str, Any]) -> None:
    """cache_facts.py."""
    assert (moto["members"], moto["member"]) == (1, "CacheClusterNotFound")
