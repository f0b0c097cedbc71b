"""Clouds in which windows open and close, and what is seen of it."""

import json
from typing import Any

from tests.cloud_process import CloudProcess

DIMENSION = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
LARK = """
name: lark-prod
product: lark
environment: prod
account: "123456789012"
region: ap-northeast-2
timezone: Asia/Seoul
services:
  - name: api
    runtime: ecs
    cluster: lark
    service: lark-api
    cpu: 256
    memory_mb: 512
    capacity: {desired: 1, minimum: 1, maximum: 6}
    tracking: [{metric: cpu, target: 70}]
    windows:
      - {name: office, days: [mon, tue, wed, thu, fri], start: "09:00", end: "18:00", minimum: 3}
"""
IBIS = """
name: ibis-prod
product: ibis
environment: prod
account: "123456789012"
region: ap-northeast-2
timezone: Asia/Tokyo
services:
  - name: shop
    runtime: ec2
    instance_type: t3.small
    autoscaling_group: ibis-shop
    capacity: {desired: 1, minimum: 1, maximum: 3}
    openings:
      - {name: sale, at: "2027-01-20T20:00:00+09:00", capacity: 3}
"""


class Windows:
    """A cloud, and the services in it."""

    def __init__(self, cloud: CloudProcess) -> None:
        self.cloud = cloud
        self._before: set[tuple[str, str]] = set()

    def until(self, instant: str) -> None:
        """Let time pass until an instant, and all that is due then be done."""
        self.cloud.post("clock", {"set": instant})

    def tell(self, detail_type: str, detail: dict[str, Any], source: str = "ticketing") -> None:
        """Put an event on the bus."""
        entry = {
            "Source": source,
            "DetailType": detail_type,
            "Detail": json.dumps(detail),
            "EventBusName": "nightshift",
        }
        assert self.cloud.client("events").put_events(Entries=[entry])["FailedEntryCount"] == 0
        self.cloud.settle()

    def target(self, service: str) -> tuple[int, int]:
        """Return the minimum of <cluster>/<service>, and how many tasks it should have."""
        cluster, _, name = service.partition("/")
        (found,) = self.cloud.client("application-autoscaling").describe_scalable_targets(
            ServiceNamespace="ecs", ResourceIds=[f"service/{service}"]
        )["ScalableTargets"]
        (ecs,) = self.cloud.client("ecs").describe_services(cluster=cluster, services=[name])[
            "services"
        ]
        return found["MinCapacity"], ecs["desiredCount"]

    def set_minimum(self, service: str, minimum: int) -> None:
        """Set a minimum by hand."""
        self.cloud.client("application-autoscaling").register_scalable_target(
            ResourceId=f"service/{service}", MinCapacity=minimum, **DIMENSION
        )

    def group(self, name: str) -> tuple[int, int]:
        """Return minimum and desired of an Auto Scaling group."""
        (found,) = self.cloud.client("autoscaling").describe_auto_scaling_groups(
            AutoScalingGroupNames=[name]
        )["AutoScalingGroups"]
        return found["MinSize"], found["DesiredCapacity"]

    def applied(self, workload: str) -> list[dict[str, Any]]:
        """Return the facts `Window Applied` of a workload, each with when it was announced."""
        return [fact for fact in self.events("Window Applied") if fact["workload"] == workload]

    def events(self, detail_type: str) -> list[dict[str, Any]]:
        """Return the details of this type on the buses, each with when it was put there."""
        found = self.cloud.events(detail_type)
        return [event["detail"] | {"time": event["time"]} for event in found]

    def role(self, function: str) -> str:
        """Return the name of a function's role."""
        found = self.cloud.client("lambda").get_function_configuration(
            FunctionName=f"nightshift-{function}"
        )
        return str(found["Role"].rpartition("/")[2])

    def without_the_stacks_own_runs(self) -> None:
        """Delete the schedule of reconcile, which is there without any window, too."""
        scheduler = self.cloud.client("scheduler")
        found = scheduler.list_schedules(GroupName="default")["Schedules"]
        (name,) = (each["Name"] for each in found if "ReconcileMachine" in each["Name"])
        scheduler.delete_schedule(GroupName="default", Name=name)

    def begin_to_count(self) -> None:
        """Forget the runs of the deployment, and of alarms that are OK for the first time."""
        self._before = self._runs()

    def runs(self) -> dict[str, int]:
        """Return how often each function has run since then, as their logs say."""
        names = [name.removeprefix("nightshift-") for name, _ in self._runs() - self._before]
        return {name: names.count(name) for name in sorted(set(names))}

    def _runs(self) -> set[tuple[str, str]]:
        """Return (function, request id) of every run."""
        logs = self.cloud.client("logs")
        pages = logs.get_paginator("filter_log_events").paginate(
            logGroupName="/nightshift/functions"
        )
        lines = (json.loads(event["message"]) for page in pages for event in page["events"])
        return {
            (line["function_name"], line["function_request_id"])
            for line in lines
            if "function_name" in line  # of ours; botocore has lines, too
        }
