"""A workload's services in an account of moto's, and what `apply_window` does to them."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import boto3
import pytest
import time_machine

from nightshift.adapters import manifests, sessions
from nightshift.domain.capacity.sizes import ServiceName
from nightshift.domain.manifest.services import Ec2Service, EcsService
from nightshift.runtime import settings
from tests import project
from tests.integration.capacity import scene
from tests.integration.conftest import TABLE, _forget

READS = ("Describe", "Get", "List", "Query")
CONTEXT = type(
    "Context",
    (),
    {
        "function_name": "apply-window",
        "memory_limit_in_mb": 256,
        "invoked_function_arn": "arn",
        "aws_request_id": "request",
    },
)()


class Town:
    """The account: what is called in it, and what is told on its bus."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.calls: Counter[str] = Counter()
        self.told: list[dict[str, Any]] = []

    def plan(self, **event: Any) -> dict[str, Any]:
        """Put `Opening Planned` on the bus, and return the function's answer."""
        answer: dict[str, Any] = project.function("plan_opening").handler(event, CONTEXT)
        return answer

    def run(self, **event: Any) -> dict[str, Any]:
        """Invoke `apply_window` and return its answer."""
        answer: dict[str, Any] = project.function("apply_window").handler(event, CONTEXT)
        return answer

    def due(self, at: str, workload: str = "onno-staging") -> dict[str, Any]:
        """Let a schedule be due, and the function run in its minute."""
        self.at(at)
        return self.run(workload=workload, task="apply-window", at=at)

    def at(self, instant: str) -> None:
        """Set AWS's clock."""
        self.clock.move_to(datetime.fromisoformat(instant), tick=False)

    def changes(self) -> Counter[str]:
        """Return the calls to services that changed something since the last look."""
        found = Counter({k: n for k, n in self.calls.items() if not k.startswith(READS)})
        self.calls.clear()
        return found

    def services(self, workload: str) -> None:
        """Create the services that a manifest declares, as they are outside of every window."""
        for each in manifests.get(workload).services:
            size = each.capacity
            if isinstance(each, EcsService):
                name = ServiceName(each.cluster, each.service)
                scene.ecs_service(name, size.desired)
                scene.target(name, size.minimum, size.maximum)
            elif isinstance(each, Ec2Service) and each.autoscaling_group:
                scene.group(each.autoscaling_group, size.minimum, size.maximum, size.desired)
        self.calls.clear()

    def minimum(self, workload: str, service: str) -> int:
        """Return the minimum of a service's scalable target."""
        return int(self.target(workload, service)["MinCapacity"])

    def target(self, workload: str, service: str) -> dict[str, Any]:
        """Return a service's scalable target."""
        found = next(s for s in manifests.get(workload).services if s.name == service)
        assert isinstance(found, EcsService)
        (target,) = boto3.client("application-autoscaling").describe_scalable_targets(
            ServiceNamespace="ecs", ResourceIds=[f"service/{found.cluster}/{found.service}"]
        )["ScalableTargets"]
        return dict(target)

    def group(self, name: str = "ticket-queue-backend") -> tuple[int, int, int]:
        """Return minimum, maximum and desired of an Auto Scaling group."""
        (found,) = boto3.client("autoscaling").describe_auto_scaling_groups(
            AutoScalingGroupNames=[name]
        )["AutoScalingGroups"]
        return found["MinSize"], found["MaxSize"], found["DesiredCapacity"]

    def item(self, pk: str, sk: str) -> dict[str, Any]:
        """Return an item of the ledger; {} where there is none."""
        table = boto3.resource("dynamodb").Table(TABLE)
        return dict(table.get_item(Key={"pk": pk, "sk": sk}).get("Item", {}))

    def items(self, pk: str) -> list[dict[str, Any]]:
        """Return the items of a partition."""
        from boto3.dynamodb.conditions import Key

        table = boto3.resource("dynamodb").Table(TABLE)
        return list(table.query(KeyConditionExpression=Key("pk").eq(pk))["Items"])

    def schedules(self) -> dict[str, str]:
        """Return the one-off schedules: name -> expression."""
        scheduler = boto3.client("scheduler")
        found = scheduler.list_schedules(GroupName="nightshift-once")["Schedules"]
        return {
            each["Name"]: scheduler.get_schedule(GroupName="nightshift-once", Name=each["Name"])[
                "ScheduleExpression"
            ]
            for each in found
        }

    def count(self, model: Any, params: Any, **_: Any) -> None:
        """Count a call, or keep what is put on the bus."""
        if model.service_model.service_name == "events" and model.name == "PutEvents":
            for entry in json.loads(params["body"])["Entries"]:
                self.told.append({"type": entry["DetailType"], "source": entry["Source"]})
                self.told[-1] |= json.loads(entry["Detail"])
        else:
            self.calls[model.name] += 1


REGION = scene.PLACE.region


@pytest.fixture(scope="package")
def session() -> Any:
    """Give a session whose models of services are read once; its keys are moto's."""
    return boto3.Session("test", "test", region_name=REGION)


@pytest.fixture
def town(ledger_table: Any, session: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    """Give the account with what template.yaml brings along, at nine in Seoul on a Friday."""
    for name, value in {
        "NIGHTSHIFT_STACK": "nightshift",
        "NIGHTSHIFT_SCHEDULER_ROLE": "arn:aws:iam::123456789012:role/nightshift-scheduler",
        "NIGHTSHIFT_SCHEDULE_DEAD_LETTERS": f"arn:aws:sqs:{REGION}:123456789012:undelivered",
        "NIGHTSHIFT_FORWARDING_ROLE": "arn:aws:iam::123456789012:role/nightshift-forwarding",
    }.items():
        monkeypatch.setenv(name, value)
    settings.hub.cache_clear()
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)
    monkeypatch.setattr(sessions, "own", lambda: session)
    boto3.client("events").create_event_bus(Name="nightshift")
    boto3.client("scheduler").create_schedule_group(Name="nightshift-once")
    with time_machine.travel(datetime.fromisoformat("2026-01-16T09:00+09:00"), tick=False) as clock:
        found = Town(clock)
        session.events.register("before-call.*.*", found.count)
        yield found
        session.events.unregister("before-call.*.*", found.count)
    settings.hub.cache_clear()
    _forget()
