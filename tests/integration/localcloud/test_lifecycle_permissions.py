"""IAM: who may stop and start a thing is decided by the thing's own tag.

Service Authorization Reference: 'aws:ResourceTag/${TagKey}: Filters access by the tags attached to
the resource' of Amazon RDS, Amazon EC2, Amazon ECS, Amazon EC2 Auto Scaling, AWS Application Auto
Scaling, Amazon ElastiCache and Amazon CloudWatch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.iam_roles import allow, refused, role, unique

KEY, OURS, THEIRS = "nightshift:workload", "ours", "theirs"
CACHE = {"CacheNodeType": "cache.t3.micro", "Engine": "redis"}
DIMENSION = "ecs:service:DesiredCount"
DENIED = {"AccessDenied", "AccessDeniedException", "UnauthorizedOperation"}


def tags(owner: str) -> list[dict[str, str]]:
    return [{"Key": KEY, "Value": owner}]


def database(cloud: CloudProcess, owner: str) -> dict[str, Any]:
    name = unique("db")
    cloud.client("rds").create_db_instance(
        DBInstanceIdentifier=name, Engine="mysql", DBInstanceClass="db.t3.micro",
        AllocatedStorage=20, MasterUsername="u", MasterUserPassword="password", Tags=tags(owner),
    )  # fmt: skip
    return {"DBInstanceIdentifier": name}


def instance(cloud: CloudProcess, owner: str) -> dict[str, Any]:
    named = [{"ResourceType": "instance", "Tags": tags(owner)}]
    made = cloud.client("ec2").run_instances(
        ImageId="ami-12c6146b", MinCount=1, MaxCount=1, TagSpecifications=named
    )
    return {"InstanceIds": [made["Instances"][0]["InstanceId"]]}


def service(cloud: CloudProcess, owner: str) -> dict[str, Any]:
    ecs, name = cloud.client("ecs"), unique("service")
    ecs.create_cluster(clusterName=name)
    container = {"name": "c", "image": "i", "memory": 128}
    ecs.register_task_definition(family=name, containerDefinitions=[container])
    small = [{"key": KEY, "value": owner}]
    ecs.create_service(
        cluster=name, serviceName=name, taskDefinition=name, desiredCount=1, tags=small
    )
    return {"cluster": name, "service": name, "desiredCount": 0}


def target(cloud: CloudProcess, owner: str) -> dict[str, Any]:
    name = service(cloud, owner)["service"]
    place = {"ServiceNamespace": "ecs", "ScalableDimension": DIMENSION}
    wanted = {**place, "ResourceId": f"service/{name}/{name}", "MinCapacity": 0, "MaxCapacity": 2}
    scaling = cloud.client("application-autoscaling")
    scaling.register_scalable_target(**wanted, Tags={KEY: owner})
    return wanted


def group(cloud: CloudProcess, owner: str) -> dict[str, Any]:
    name = unique("group")
    template = {"ImageId": "ami-12c6146b", "InstanceType": "t3.small"}
    ec2 = cloud.client("ec2")
    ec2.create_launch_template(LaunchTemplateName=name, LaunchTemplateData=template)
    cloud.client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName=name, MinSize=0, MaxSize=1, Tags=tags(owner),
        LaunchTemplate={"LaunchTemplateName": name}, AvailabilityZones=["ap-northeast-2a"],
    )  # fmt: skip
    return {"AutoScalingGroupName": name}


def cluster(cloud: CloudProcess, owner: str) -> dict[str, Any]:
    name, caches = unique("cache"), cloud.client("elasticache")
    caches.create_cache_cluster(CacheClusterId=name, Tags=tags(owner), **CACHE)
    cloud.advance(300)
    return {"CacheClusterId": name}


def snapshot(cloud: CloudProcess, owner: str) -> dict[str, Any]:
    kept, of = unique("snapshot"), cluster(cloud, owner)
    cloud.client("elasticache").create_snapshot(SnapshotName=kept, Tags=tags(owner), **of)
    cloud.advance(120)
    return {"SnapshotName": kept}


def alarm(cloud: CloudProcess, owner: str) -> dict[str, Any]:
    name = unique("alarm")
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=name, Namespace="App", MetricName=name, Statistic="Sum", Period=60,
        EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
        Tags=tags(owner),
    )  # fmt: skip
    return {"AlarmNames": [name]}


@dataclass(frozen=True)
class Case:
    """One call on a thing that has an owner."""

    action: str
    model: str
    call: str
    made: Callable[[CloudProcess, str], dict[str, Any]]

    def __str__(self) -> str:
        return self.action


CASES = (
    Case("rds:StopDBInstance", "rds", "stop_db_instance", database),
    Case("ec2:StopInstances", "ec2", "stop_instances", instance),
    Case("ec2:StartInstances", "ec2", "start_instances", instance),
    Case("ecs:UpdateService", "ecs", "update_service", service),
    Case(
        "application-autoscaling:RegisterScalableTarget",
        "application-autoscaling",
        "register_scalable_target",
        target,
    ),
    Case("autoscaling:UpdateAutoScalingGroup", "autoscaling", "update_auto_scaling_group", group),
    Case("autoscaling:SuspendProcesses", "autoscaling", "suspend_processes", group),
    Case("autoscaling:ResumeProcesses", "autoscaling", "resume_processes", group),
    Case("elasticache:DeleteCacheCluster", "elasticache", "delete_cache_cluster", cluster),
    Case("elasticache:DeleteSnapshot", "elasticache", "delete_snapshot", snapshot),
    Case("cloudwatch:DisableAlarmActions", "cloudwatch", "disable_alarm_actions", alarm),
    Case("cloudwatch:EnableAlarmActions", "cloudwatch", "enable_alarm_actions", alarm),
)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_tag_decides_who_may_change_a_thing(cloud: CloudProcess, case: Case) -> None:
    ours, theirs = case.made(cloud, OURS), case.made(cloud, THEIRS)
    only = {"StringEquals": {f"aws:ResourceTag/{KEY}": OURS}}
    client = cloud.assume(role(cloud, allow(case.action, Condition=only)), case.model)

    getattr(client, case.call)(**ours)

    assert refused(getattr(client, case.call), **theirs)[0] in DENIED


def test_a_final_snapshot_of_a_group_needs_a_permission_of_its_own(cloud: CloudProcess) -> None:
    """'CreateSnapshot permission is required to create a final snapshot. Without this permission,
    the API call will fail with an Access Denied exception.' (ElastiCache API Reference,
    "DeleteReplicationGroup")."""
    name = unique("group")
    cloud.client("elasticache").create_replication_group(
        ReplicationGroupId=name, ReplicationGroupDescription="x", **CACHE
    )
    cloud.advance(300)
    wanted = {"ReplicationGroupId": name, "FinalSnapshotIdentifier": unique("final")}
    delete = "elasticache:DeleteReplicationGroup"
    without, complete = (
        cloud.assume(role(cloud, allow(actions)), "elasticache")
        for actions in (delete, [delete, "elasticache:CreateSnapshot"])
    )

    assert "CreateSnapshot" in refused(without.delete_replication_group, **wanted)[1]
    complete.delete_replication_group(**wanted)


def test_a_cache_is_made_again_with_its_tags(cloud: CloudProcess) -> None:
    """Service Authorization Reference, Amazon ElastiCache: CreateCacheCluster has
    elasticache:AddTagsToResource as a dependent action."""
    name = unique("cache")
    create = "elasticache:CreateCacheCluster"
    without, complete = (
        cloud.assume(role(cloud, allow(actions)), "elasticache")
        for actions in (create, [create, "elasticache:AddTagsToResource"])
    )
    wanted = {"CacheClusterId": name, "Tags": tags(OURS), **CACHE}

    assert "AddTagsToResource" in refused(without.create_cache_cluster, **wanted)[1]
    complete.create_cache_cluster(**wanted)
