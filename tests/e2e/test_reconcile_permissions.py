"""Everything `reconcile` may do is needed, and what it may not do is said by name."""

import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import zip_longest
from typing import Any

import pytest

from tests import project
from tests.cloud_process import CloudProcess
from tests.e2e.disturbance import disturb
from tests.e2e.pipeline import Pipeline
from tests.e2e.test_faults import role_of
from tests.e2e.test_permissions import without

FUNCTIONS = ("reconcile", "list-places", "survey-place", "apply-changes")
DAY_SECONDS = 86_400
# Two grants of AWS are not needed here: entering another account (test_reconcile_accounts.py
# does it), and running a distributed Map's items as executions (this engine runs them itself).
NEEDED_ELSEWHERE = {"sts:AssumeRole", "states:StartExecution"}
ACTIONS = sorted(project.actions_called("reconcile") - {"sts:AssumeRole"})
READS = ("Describe", "Get", "List", "Query")
BY_MACHINE, DEPLOYED = "states:StartExecution", "cloudformation:DescribeStacks"
ANNOUNCED = "events:PutEvents"  # that the sizes are to be looked at, after a deployment
ABOUT_THE_GROUP = frozenset({"scheduler:CreateScheduleGroup", "scheduler:TagResource"})


def reconcile(cloud: CloudProcess, event: dict[str, Any]) -> dict[str, Any]:
    answer = cloud.client("lambda").invoke(
        FunctionName="nightshift-reconcile", Payload=json.dumps(event).encode()
    )
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    return found


@pytest.fixture(scope="module", autouse=True)
def left_as_found(pipeline: Pipeline) -> Iterator[None]:
    yield
    reconcile(pipeline.cloud, {})


def roles(pipeline: Pipeline) -> set[str]:
    found = pipeline.cloud.client("cloudformation").list_stack_resources(StackName="nightshift")
    ours = ("Reconcile", "Scheduler", "Forwarding", "ListPlaces", "SurveyPlace", "ApplyChanges")
    return {
        entry["PhysicalResourceId"]
        for entry in found["StackResourceSummaries"]
        if entry["ResourceType"] == "AWS::IAM::Role" and entry["LogicalResourceId"].startswith(ours)
    }


def test_nothing_is_denied_and_no_grant_is_unused(pipeline: Pipeline) -> None:
    cloud = pipeline.cloud
    cloud.delete("calls")
    cloud.delete("faults")
    disturb(cloud)
    reconcile(cloud, {})
    forward_alarm(cloud)
    reconcile(cloud, deployed(cloud))
    for event in ({}, {"batches": True}):
        disturb(cloud, group=True)
        reconcile(cloud, event)
        cloud.settle()
    disturb(cloud)
    reconcile(cloud, {})
    disturb(cloud)
    fail_schedules(pipeline)
    reconcile(cloud, {"batches": True})
    cloud.advance(DAY_SECONDS)

    audit = cloud.get("audit")

    mine = roles(pipeline)
    assert [one for one in audit["denied"] if one["role"] in mine] == []
    unused = {one["action"] for one in audit["unused"] if one["role"] in mine}
    assert unused - NEEDED_ELSEWHERE == set()


def forward_alarm(cloud: CloudProcess) -> None:
    """Let an alarm of another region change its state."""
    name = "nightshift-newsforge-prod-API_CPU_High"
    watch = cloud.client("cloudwatch", "ap-northeast-1")
    watch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="as told")
    cloud.settle()


def fail_schedules(pipeline: Pipeline) -> None:
    """Let the bus refuse a day's schedules, so that they end in the dead-letter queue."""
    (scheduler,) = (role for role in roles(pipeline) if "-SchedulerRole" in role)
    fault = {"service": "events", "action": "PutEvents", "kind": "error", "role": scheduler}
    pipeline.cloud.post("faults", fault | {"times": 100_000})
    pipeline.cloud.advance(DAY_SECONDS)
    pipeline.cloud.delete("faults")


def together() -> list[tuple[str, ...]]:
    """Return the actions: each that reads alone, the others one of each service at a time.

    These concern different kinds, and one that is denied stops no other.
    """
    services: dict[str, list[str]] = defaultdict(list)
    for action in ACTIONS:
        service, _, name = action.partition(":")
        if not name.startswith(READS) and action not in (BY_MACHINE, ANNOUNCED):
            services[service].append(action)
    alone = [(action,) for action in ACTIONS if action.partition(":")[2].startswith(READS)]
    groups = [
        tuple(one for one in group if one is not None) for group in zip_longest(*services.values())
    ]
    return [*alone, (BY_MACHINE,), (ANNOUNCED,), *groups]


def event_of(cloud: CloudProcess, actions: tuple[str, ...]) -> dict[str, Any]:
    """Return what to ask for, so that these actions are needed."""
    if not {DEPLOYED, ANNOUNCED}.isdisjoint(actions):
        return deployed(cloud)
    reads = all(action.partition(":")[2].startswith(READS) for action in actions)
    return {"batches": BY_MACHINE in actions, "dry_run": reads}


def deployed(cloud: CloudProcess) -> dict[str, Any]:
    """Return CloudFormation's event of an update."""
    reconcile = cloud.client("lambda").get_function_configuration(
        FunctionName="nightshift-reconcile"
    )
    layer = reconcile["Environment"]["Variables"]["NIGHTSHIFT_LAYER"]
    (stack,) = cloud.client("cloudformation").describe_stacks(StackName="nightshift")["Stacks"]
    return {
        "RequestType": "Update",
        "RequestId": "1",
        "ResponseURL": f"{cloud.url}/answers/1",
        "StackId": stack["StackId"],
        "LogicalResourceId": "Reconciliation",
        "ResourceProperties": {"Layer": layer},
    }


@pytest.mark.removes_grants
@pytest.mark.parametrize("actions", together(), ids=" ".join)
def test_without_an_action_its_name_is_said(pipeline: Pipeline, actions: tuple[str, ...]) -> None:
    cloud, role = pipeline.cloud, role_of(pipeline, "reconcile")
    disturb(cloud, group=not ABOUT_THE_GROUP.isdisjoint(actions))
    cloud.delete("calls")

    with ExitStack() as removed:
        for action in actions:
            removed.enter_context(without(cloud, role, action))
        reconcile(cloud, event_of(cloud, actions))

    denied = {one["action"] for one in cloud.get("audit")["denied"] if one["role"] == role}
    reconcile(cloud, {})  # the next disturbs what is there
    assert set(actions) <= denied
    assert denied - set(actions) <= {"sns:Subscribe"}  # to a topic that could not be made
