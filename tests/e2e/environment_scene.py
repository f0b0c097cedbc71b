"""A cloud with one environment that has everything that can sleep, and what a tester does to it."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.cloud_process import REGION, CloudProcess, running
from tests.e2e.environment_manifests import MANIFESTS, WORKLOAD
from tests.e2e.notify_scene import project

ACCOUNT = "123456789012"
PREFIX = f"nightshift-{WORKLOAD}-"


@contextmanager
def heronry(folder: Path, start: str) -> Iterator["Environment"]:
    """Yield the environment in a cloud that has no other workloads but egret and plover."""
    with project(folder):
        for manifests in (folder / "workloads", folder / "layers/nightshift/nightshift/workloads"):
            shutil.rmtree(manifests)
            manifests.mkdir()
            for name, text in MANIFESTS.items():
                (manifests / f"{name}.yaml").write_text(text, encoding="utf-8")
        with running("--start", start, folder=folder) as cloud:
            yield Environment(cloud)


class Environment:
    """What the environment consists of, as AWS tells it, and its machines."""

    def __init__(self, cloud: CloudProcess) -> None:
        self.cloud = cloud

    def start(self, machine: str, **wish: Any) -> str:
        """Start a machine and return the execution's ARN."""
        arn = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:nightshift-environment-{machine}"
        asked = json.dumps({"workload": WORKLOAD} | wish)
        states = self.cloud.client("stepfunctions")
        return str(states.start_execution(stateMachineArn=arn, input=asked)["executionArn"])

    def ended(self, execution: str, seconds: int = 3600) -> dict[str, Any]:
        """Let time pass until an execution must have ended, and describe it."""
        self.cloud.advance(seconds)
        found: dict[str, Any] = self.cloud.client("stepfunctions").describe_execution(
            executionArn=execution
        )
        return found

    def run(self, machine: str, *, seconds: int = 3600, **wish: Any) -> dict[str, Any]:
        """Run a machine to its end and return its output."""
        found = self.ended(self.start(machine, **wish), seconds)
        assert found["status"] == "SUCCEEDED", found.get("cause")
        answer: dict[str, Any] = json.loads(found["output"])
        return answer

    def state(self) -> dict[str, Any]:
        """Return everything that a restore must bring back."""
        return {
            "service": self._service(),
            "group": self._group(),
            "instances": self._instances(),
            "database": self._database(),
            "cache": self._cache(),
            "alarms": self._alarms(),
        }

    def events(self, detail_type: str) -> list[dict[str, Any]]:
        """Return the details of this type on the buses."""
        return [event["detail"] for event in self.cloud.events(detail_type)]

    def mutations(self) -> list[tuple[str, str]]:
        """Return (action, resource) of every change the stack's roles have made to the team's."""
        return [
            (call["action"], call["resource"])
            for call in self.cloud.get("calls")
            if call["role"] != "admin"
            and call["action"] in MUTATIONS
            and (call["outcome"] == "ok" or call["detail"] in ("lost-answer", "kill"))
        ]

    def item(self) -> dict[str, Any]:
        """Return the ledger's item of the environment."""
        key = {"pk": {"S": "environment"}, "sk": {"S": WORKLOAD}}
        found = self.cloud.client("dynamodb").get_item(TableName="nightshift-ledger", Key=key)
        item: dict[str, Any] = found.get("Item", {})
        return item

    def put(self, item: dict[str, str]) -> None:
        """Put an item into the ledger."""
        self.cloud.client("dynamodb").put_item(
            TableName="nightshift-ledger", Item={name: {"S": text} for name, text in item.items()}
        )

    def caches(self) -> dict[str, str]:
        """Return the clusters without a replication group: identifier -> status."""
        cache = self.cloud.client("elasticache")
        found = cache.describe_cache_clusters()["CacheClusters"]
        return {
            one["CacheClusterId"]: one["CacheClusterStatus"]
            for one in found
            if not one.get("ReplicationGroupId")
        }

    def _service(self) -> dict[str, Any]:
        ecs, scaling = self.cloud.client("ecs"), self.cloud.client("application-autoscaling")
        (service,) = ecs.describe_services(cluster="heron", services=["heron-api"])["services"]
        (target,) = scaling.describe_scalable_targets(ServiceNamespace="ecs")["ScalableTargets"]
        counts = ("desiredCount", "runningCount")
        limits = ("MinCapacity", "MaxCapacity", "SuspendedState")
        return {name: service[name] for name in counts} | {name: target[name] for name in limits}

    def _group(self) -> dict[str, Any]:
        scaling = self.cloud.client("autoscaling")
        (group,) = scaling.describe_auto_scaling_groups()["AutoScalingGroups"]
        sizes = {name: group[name] for name in ("MinSize", "MaxSize", "DesiredCapacity")}
        suspended = sorted(found["ProcessName"] for found in group["SuspendedProcesses"])
        running = sum(found["LifecycleState"] == "InService" for found in group["Instances"])
        return sizes | {"suspended": suspended, "running": running}

    def _instances(self) -> dict[str, str]:
        names = [{"Name": "tag:Name", "Values": ["heron-kafka", "heron-dev-nat"]}]
        pages = self.cloud.client("ec2").describe_instances(Filters=names)["Reservations"]
        return {one["InstanceId"]: one["State"]["Name"] for r in pages for one in r["Instances"]}

    def _database(self) -> str:
        (found,) = self.cloud.client("rds").describe_db_instances()["DBInstances"]
        return str(found["DBInstanceStatus"])

    def _cache(self) -> dict[str, Any] | None:
        cache = self.cloud.client("elasticache")
        groups = cache.describe_replication_groups()["ReplicationGroups"]
        kept = ("ReplicationGroupId", "Status", "CacheNodeType", "AuthTokenEnabled", "Description")
        more = ("MemberClusters", "TransitEncryptionEnabled", "SnapshotWindow")
        return {name: groups[0].get(name) for name in (*kept, *more)} if groups else None

    def _alarms(self) -> dict[str, bool]:
        found = self.cloud.client("cloudwatch").describe_alarms(AlarmNamePrefix=PREFIX)
        return {alarm["AlarmName"]: alarm["ActionsEnabled"] for alarm in found["MetricAlarms"]}


MUTATIONS = frozenset(
    {
        "RegisterScalableTarget",
        "UpdateService",
        "UpdateAutoScalingGroup",
        "SuspendProcesses",
        "ResumeProcesses",
        "StopInstances",
        "StartInstances",
        "StopDBInstance",
        "StartDBInstance",
        "DeleteReplicationGroup",
        "CreateReplicationGroup",
        "DeleteSnapshot",
        "DisableAlarmActions",
        "EnableAlarmActions",
    }
)
