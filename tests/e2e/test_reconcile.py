"""Reconcile on the whole cloud: what a deployment leaves, what a fault leaves, what a day mends."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nightshift.adapters import manifests
from tests.cloud_process import REGION, CloudProcess
from tests.e2e.pipeline import Pipeline

ACCOUNT = "123456789012"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:nightshift-reconcile"
READS = ("Describe", "Get", "List", "Query", "Invoke", "CreateLogStream", "PutLogEvents")
DAY_SECONDS = 86_400
WORKLOADS = manifests.names()


def reconcile(cloud: CloudProcess, event: dict[str, Any] | None = None) -> dict[str, Any]:
    answer = cloud.client("lambda").invoke(
        FunctionName="nightshift-reconcile", Payload=json.dumps(event or {}).encode()
    )
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    return found


def run_machine(cloud: CloudProcess, request: dict[str, Any]) -> dict[str, Any]:
    states = cloud.client("stepfunctions")
    started = states.start_execution(stateMachineArn=MACHINE, input=json.dumps(request))
    cloud.settle()
    found: dict[str, Any] = states.describe_execution(executionArn=started["executionArn"])
    return found


def alarms(cloud: CloudProcess, workload: str) -> set[str]:
    region = manifests.get(workload).region
    pages = cloud.client("cloudwatch", region).get_paginator("describe_alarms").paginate()
    return {
        alarm["AlarmName"].removeprefix(f"nightshift-{workload}-")
        for page in pages
        for alarm in page["MetricAlarms"]
        if alarm["AlarmName"].startswith(f"nightshift-{workload}-")
    }


@pytest.mark.parametrize("workload", WORKLOADS)
def test_after_a_deployment_everything_is_there_that_the_manifest_declares(
    pipeline: Pipeline, workload: str
) -> None:
    cloud, declared = pipeline.cloud, manifests.get(workload)
    report = reconcile(cloud, {"workloads": [workload], "dry_run": True})
    left_out = {one["name"].removeprefix(f"nightshift-{workload}-") for one in report["left_out"]}

    assert report["changed"] == []
    assert alarms(cloud, workload) == {alarm.name for alarm in declared.watch.alarms} - left_out
    topics = cloud.client("sns", declared.region).list_topics()["Topics"]
    names = {topic["TopicArn"].rpartition(":")[2] for topic in topics}
    assert {topic.name for topic in declared.notifications.topics} <= names
    groups = {
        group["logGroupName"]: group.get("retentionInDays")
        for page in cloud.client("logs", declared.region)
        .get_paginator("describe_log_groups")
        .paginate()
        for group in page["logGroups"]
    }
    for group in declared.watch.log_groups:
        assert groups[group.name] == group.retention_days


def test_a_second_run_makes_no_call_that_changes_anything(pipeline: Pipeline) -> None:
    reconcile(pipeline.cloud)
    pipeline.cloud.delete("calls")

    report = reconcile(pipeline.cloud)

    made = [call["operation"] for call in pipeline.calls() if "ReconcileF" in call["role"]]
    assert report["changed"] == []
    assert [operation for operation in made if not operation.startswith(READS)] == []


def test_the_daily_run_puts_a_hand_edit_back_and_says_so_once(pipeline: Pipeline) -> None:
    cloud = pipeline.cloud
    before = alarms(cloud, "onno-prod")
    known = len(cloud.get("events"))
    name = f"nightshift-onno-prod-{min(before)}"
    cloud.client("cloudwatch").delete_alarms(AlarmNames=[name])

    cloud.advance(DAY_SECONDS)

    drifts = [
        event["detail"]
        for event in cloud.get("events")[known:]
        if event["detail-type"] == "Posture Drifted" and name in event["detail"]["summary"]
    ]
    assert alarms(cloud, "onno-prod") == before
    assert [(one["workload"], one["severity"]) for one in drifts] == [("onno-prod", "warning")]


def test_the_machine_refuses_an_input_that_does_not_fit(pipeline: Pipeline) -> None:
    ended = run_machine(pipeline.cloud, {"workload": "onno-prod"})

    assert (ended["status"], ended["error"]) == ("FAILED", "RefusedError")
    assert "workload: is not a field here" in ended["cause"]


def plan(cloud: CloudProcess, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = os.environ | {
        "AWS_ENDPOINT_URL": cloud.url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
    }
    command = [str(Path(sys.executable).parent / "nightshift"), "plan", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_plan_shows_what_is_then_applied_and_ends_with_2(pipeline: Pipeline) -> None:
    cloud = pipeline.cloud
    name = f"nightshift-onno-prod-{min(alarms(cloud, 'onno-prod'))}"
    assert plan(cloud).returncode == 0
    cloud.client("cloudwatch").delete_alarms(AlarmNames=[name])

    shown = plan(cloud, "--format", "json")
    report = reconcile(cloud)

    planned = [one for found in json.loads(shown.stdout)["plans"] for one in found["changes"]]
    assert shown.returncode == 2
    assert [one["name"] for one in planned] == [one["name"] for one in report["changed"]] == [name]


def test_plan_says_which_stack_is_not_there(pipeline: Pipeline) -> None:
    found = plan(pipeline.cloud, "--stack", "nightwatch")

    assert found.returncode == 1
    assert "stack 'nightwatch' is not in ap-northeast-2: deploy it" in found.stderr


@pytest.mark.parametrize(
    ("service", "action", "kind"),
    [
        ("sns", "CreateTopic", "kill"),
        ("sns", "Subscribe", "lost-answer"),
        ("logs", "PutMetricFilter", "kill"),
        ("logs", "PutQueryDefinition", "lost-answer"),
        ("cloudwatch", "PutMetricAlarm", "throttle"),
        ("cloudwatch", "PutMetricAlarm", "kill"),
        ("cloudwatch", "PutDashboard", "error"),
        ("scheduler", "CreateSchedule", "kill"),
        ("scheduler", "CreateSchedule", "lost-answer"),
        ("tag", "GetResources", "timeout"),
    ],
)
def test_a_run_that_was_struck_is_finished_by_the_next(
    pipeline: Pipeline, service: str, action: str, kind: str
) -> None:
    cloud = pipeline.cloud
    remove_onno(cloud)
    cloud.delete("faults")
    cloud.post("faults", {"service": service, "action": action, "kind": kind, "times": 1})

    reconcile(cloud)
    cloud.delete("faults")
    reconcile(cloud)

    assert reconcile(cloud, {"dry_run": True})["changed"] == []


def remove_onno(cloud: CloudProcess) -> None:
    """Take one thing of each kind away from a workload."""
    watch, logs = cloud.client("cloudwatch"), cloud.client("logs")
    watch.delete_alarms(AlarmNames=[f"nightshift-onno-prod-{min(alarms(cloud, 'onno-prod'))}"])
    watch.delete_dashboards(DashboardNames=["nightshift-onno-prod"])
    for topic in cloud.client("sns").list_topics()["Topics"]:
        if "onno-critical" in topic["TopicArn"]:
            cloud.client("sns").delete_topic(TopicArn=topic["TopicArn"])
    for query in logs.describe_query_definitions()["queryDefinitions"][:1]:
        logs.delete_query_definition(queryDefinitionId=query["queryDefinitionId"])
    for found in logs.describe_metric_filters()["metricFilters"][:1]:
        logs.delete_metric_filter(
            filterName=found["filterName"], logGroupName=found["logGroupName"]
        )
    schedules = cloud.client("scheduler").list_schedules(GroupName="nightshift")["Schedules"]
    cloud.client("scheduler").delete_schedule(GroupName="nightshift", Name=schedules[0]["Name"])
