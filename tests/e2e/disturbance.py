"""A hand in the account: of each kind one thing is taken away, one is changed, one is added."""

import json
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess

WORKLOAD = "onno-prod"
OURS = [
    {"Key": "nightshift:stack", "Value": "nightshift"},
    {"Key": "nightshift:workload", "Value": WORKLOAD},
]
BODY = json.dumps(
    {
        "widgets": [
            {
                "type": "text",
                "x": 0,
                "y": 0,
                "width": 6,
                "height": 2,
                "properties": {"markdown": "mine"},
            }
        ]
    }
)
ALARM = {
    "Namespace": "Mine",
    "MetricName": "Mine",
    "Statistic": "Sum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 1,
    "ComparisonOperator": "GreaterThanThreshold",
}


def disturb(cloud: CloudProcess, *, group: bool = False) -> None:
    """Leave work for every call that `reconcile` can make; with `group`, without its schedules."""
    _watch(cloud.client("cloudwatch"))
    _logs(cloud.client("logs"))
    _topics(cloud.client("sns"))
    if group:
        cloud.client("scheduler").delete_schedule_group(Name="nightshift")
    else:
        _schedules(cloud.client("scheduler"))
    _rules(cloud.client("events", "ap-northeast-1"))


def _watch(cloudwatch: Any) -> None:
    found = cloudwatch.describe_alarms(AlarmNamePrefix=f"nightshift-{WORKLOAD}-")["MetricAlarms"]
    cloudwatch.delete_alarms(AlarmNames=[alarm["AlarmName"] for alarm in found[:1]])
    cloudwatch.put_metric_alarm(AlarmName=f"nightshift-{WORKLOAD}-Extra", Tags=OURS, **ALARM)
    cloudwatch.put_metric_alarm(AlarmName="nightshift-theirs", **ALARM)
    with suppress(ClientError):
        cloudwatch.delete_dashboards(DashboardNames=[f"nightshift-{WORKLOAD}"])
    cloudwatch.put_dashboard(DashboardName="nightshift-extra", DashboardBody=BODY, Tags=OURS)
    cloudwatch.put_dashboard(DashboardName="nightshift-theirs", DashboardBody=BODY)


def _logs(logs: Any) -> None:
    for found in logs.describe_metric_filters()["metricFilters"]:
        logs.delete_metric_filter(
            filterName=found["filterName"], logGroupName=found["logGroupName"]
        )
    group = logs.describe_log_groups(logGroupNamePrefix="/ecs/")["logGroups"][0]["logGroupName"]
    logs.put_retention_policy(logGroupName=group, retentionInDays=1)
    logs.put_metric_filter(
        logGroupName=group,
        filterName=f"nightshift-{WORKLOAD}-Extra",
        filterPattern="",
        metricTransformations=[{"metricName": "E", "metricNamespace": "E", "metricValue": "1"}],
    )
    for query in logs.describe_query_definitions()["queryDefinitions"][:1]:
        logs.delete_query_definition(queryDefinitionId=query["queryDefinitionId"])
    logs.put_query_definition(name=f"nightshift/{WORKLOAD}/extra", queryString="fields @message")


def _topics(sns: Any) -> None:
    extra = sns.create_topic(Name="onno-extra", Tags=OURS)["TopicArn"]
    prefix = extra.removesuffix("onno-extra")
    sns.delete_topic(TopicArn=f"{prefix}onno-critical-alerts")
    named = [found["TopicArn"] for found in sns.list_topics()["Topics"]]
    stays = next(arn for arn in named if arn.endswith("codemate-alerts"))
    sns.subscribe(TopicArn=stays, Protocol="email", Endpoint="nobody@codemate.example")


def _schedules(scheduler: Any) -> None:
    listed = scheduler.list_schedules(GroupName="nightshift")["Schedules"]
    gone, changed = [one["Name"] for one in listed if not one["Name"].endswith(".extra")][:2]
    scheduler.delete_schedule(GroupName="nightshift", Name=gone)
    found = scheduler.get_schedule(GroupName="nightshift", Name=changed)
    kept = ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    asked = {name: found[name] for name in kept}
    scheduler.update_schedule(**asked, State="DISABLED")
    with suppress(ClientError):
        scheduler.create_schedule(**(asked | {"Name": f"{WORKLOAD}.extra.extra"}))


def _rules(events: Any) -> None:
    pattern = json.dumps({"source": ["mine"]})
    target = events.list_targets_by_rule(Rule="nightshift-alarms")["Targets"][0]
    events.put_rule(Name="nightshift-alarms", EventPattern=pattern)
    events.put_rule(Name="nightshift-alarms-extra", EventPattern=pattern, Tags=OURS)
    events.put_targets(Rule="nightshift-alarms-extra", Targets=[target])
    events.put_rule(Name="nightshift-alarms-theirs", EventPattern=pattern)
