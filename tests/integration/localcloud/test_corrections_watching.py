"""CloudWatch and CloudWatch Logs answer as AWS documents it: what reconcile reads and writes."""

import json
import uuid
from typing import Any

import pytest

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.iam_roles import ACCOUNT, refused

BODY = json.dumps({"widgets": [{"type": "text", "properties": {"markdown": "# Onno"}}]})
TAGS = [{"Key": "nightshift:stack", "Value": "nightshift"}]
ALARM: dict[str, Any] = {
    "MetricName": "CPUUtilization",
    "Namespace": "AWS/RDS",
    "Statistic": "Average",
    "Period": 60,
    "EvaluationPeriods": 3,
    "Threshold": 80,
    "ComparisonOperator": "GreaterThanThreshold",
}


def name_of(word: str) -> str:
    return f"{word}-{uuid.uuid4().hex[:8]}"


def arn_of(dashboard: str) -> str:
    return f"arn:aws:cloudwatch::{ACCOUNT}:dashboard/{dashboard}"


def test_dashboards_are_the_accounts_not_the_regions(cloud: CloudProcess) -> None:
    """AWS::CloudWatch::Dashboard: "All dashboards in your account are global, not
    region-specific."
    """
    name = name_of("global")

    cloud.client("cloudwatch").put_dashboard(DashboardName=name, DashboardBody=BODY)

    elsewhere = cloud.client("cloudwatch", "us-west-2")
    assert elsewhere.get_dashboard(DashboardName=name)["DashboardBody"] == BODY
    listed = elsewhere.list_dashboards(DashboardNamePrefix=name)["DashboardEntries"]
    assert [(each["DashboardName"], each["Size"]) for each in listed] == [(name, len(BODY))]
    other = cloud.client("cloudwatch", account="222233334444")
    assert refused(other.get_dashboard, DashboardName=name)[0] == "ResourceNotFound"


def test_a_dashboard_is_tagged_when_it_is_made_and_not_when_it_is_changed(
    cloud: CloudProcess,
) -> None:
    """PutDashboard: "If you specify Tags when updating an existing dashboard, the tag updates are
    ignored. To add or update tags on an existing dashboard, use TagResource."
    """
    cloudwatch, name = cloud.client("cloudwatch"), name_of("tags")
    cloudwatch.put_dashboard(DashboardName=name, DashboardBody=BODY, Tags=TAGS)

    more = [{"Key": "more", "Value": "1"}]
    cloudwatch.put_dashboard(DashboardName=name, DashboardBody=BODY, Tags=more)
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn_of(name))["Tags"] == TAGS

    cloudwatch.tag_resource(ResourceARN=arn_of(name), Tags=more)
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn_of(name))["Tags"] == TAGS + more

    cloudwatch.delete_dashboards(DashboardNames=[name])
    cloudwatch.put_dashboard(DashboardName=name, DashboardBody=BODY)
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn_of(name))["Tags"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"DashboardName": "no spaces"}, "InvalidParameterValue"),
        ({"DashboardBody": "{"}, "InvalidParameterInput"),
        ({"DashboardBody": "{}"}, "InvalidParameterInput"),
        ({"DashboardBody": json.dumps({"widgets": [{}] * 501})}, "InvalidParameterInput"),
        ({"DashboardBody": json.dumps({"widgets": [{"type": "text"}]})}, "InvalidParameterInput"),
    ],
)
def test_a_dashboard_that_cannot_be_drawn_is_refused(
    cloud: CloudProcess, change: dict[str, str], code: str
) -> None:
    """PutDashboard: "The maximum length is 255, and valid characters are A-Z, a-z, 0-9, "-", and
    "_"."; Dashboard Body Structure: "widgets: The list of widgets in the dashboard. [...] Required:
    Yes"; "A dashboard can have up to 500 widgets".
    """
    wanted = {"DashboardName": "fine", "DashboardBody": BODY} | change

    assert refused(cloud.client("cloudwatch").put_dashboard, **wanted)[0] == code


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"AlarmName": "x" * 256}, "at 'alarmName' failed to satisfy constraint: Member must have"),
        ({"AlarmDescription": "x" * 1025}, "at 'alarmDescription' failed to satisfy constraint"),
        ({"EvaluationPeriods": 1441}, "more than a day (EvaluationPeriods * Period must be"),
        ({"Period": 3600, "EvaluationPeriods": 169}, "more than seven days"),
        ({"ComparisonOperator": ">"}, "Member must satisfy enum value set"),
    ],
)
def test_an_alarm_beyond_a_limit_is_refused(
    cloud: CloudProcess, change: dict[str, Any], message: str
) -> None:
    """PutMetricAlarm: "AlarmName [...] Maximum length of 255", "AlarmDescription [...] Maximum
    length of 1024"; "An alarm's total current evaluation period can be no longer than seven days"
    and "For alarms with a period of less than one hour (3,600 seconds), the longest total
    evaluation period is one day".
    """
    found = refused(
        cloud.client("cloudwatch").put_metric_alarm, **{"AlarmName": "limits", **ALARM, **change}
    )

    assert found[0] == "ValidationError"
    assert message in found[1]


def test_alarms_come_in_pages_and_by_prefix(cloud: CloudProcess) -> None:
    """DescribeAlarms: "MaxRecords: The maximum number of alarm descriptions to retrieve.",
    "NextToken: The token returned by a previous call to indicate that there is more data
    available."
    """
    cloudwatch, prefix = cloud.client("cloudwatch"), name_of("page")
    names = [f"{prefix}-{number:02}" for number in range(52)]
    for name in names:
        cloudwatch.put_metric_alarm(AlarmName=name, **ALARM)

    pages = list(
        cloudwatch.get_paginator("describe_alarms").paginate(
            AlarmNamePrefix=prefix, PaginationConfig={"PageSize": 20}
        )
    )
    assert [len(page["MetricAlarms"]) for page in pages] == [20, 20, 12]
    assert [a["AlarmName"] for page in pages for a in page["MetricAlarms"]] == names
    first = cloudwatch.describe_alarms(AlarmNamePrefix=prefix)
    assert (len(first["MetricAlarms"]), "NextToken" in first) == (50, True)


def test_an_alarms_tags_stay_when_it_changes_and_go_with_it(cloud: CloudProcess) -> None:
    """PutMetricAlarm: "If you are using this operation to update an existing alarm, any tags you
    specify in this parameter are ignored."
    """
    cloudwatch, name = cloud.client("cloudwatch"), name_of("tags")
    arn = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"
    cloudwatch.put_metric_alarm(AlarmName=name, **ALARM, Tags=TAGS)

    cloudwatch.put_metric_alarm(AlarmName=name, **ALARM, Tags=[{"Key": "a", "Value": "b"}])
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == TAGS

    cloudwatch.delete_alarms(AlarmNames=[name])
    cloudwatch.put_metric_alarm(AlarmName=name, **ALARM)
    assert cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"] == []


def test_an_alarm_comes_back_as_it_was_put(cloud: CloudProcess) -> None:
    """DescribeAlarms returns MetricAlarm with the members of PutMetricAlarm."""
    cloudwatch, name = cloud.client("cloudwatch"), name_of("members")
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:onno-critical-alerts"
    without = {key: value for key, value in ALARM.items() if key != "Statistic"}
    wanted = {
        **without,
        "AlarmName": name,
        "AlarmDescription": "x",
        "ActionsEnabled": True,
        "AlarmActions": [topic],
        "OKActions": [topic],
        "InsufficientDataActions": [],
        "ExtendedStatistic": "p95",
        "Dimensions": [{"Name": "DBInstanceIdentifier", "Value": "onno-db-prod"}],
        "DatapointsToAlarm": 2,
        "TreatMissingData": "notBreaching",
        "EvaluateLowSampleCountPercentile": "ignore",
    }

    cloudwatch.put_metric_alarm(**wanted)

    found = cloudwatch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
    assert {key: found.get(key) for key in wanted} == wanted


@pytest.mark.parametrize("days", [0, 2, 31, 366, 4000])
def test_a_retention_that_is_not_on_the_list_is_refused(cloud: CloudProcess, days: int) -> None:
    """PutRetentionPolicy: "Possible values are: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365,
    400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, and 3653."
    """
    logs, group = cloud.client("logs"), name_of("group")
    logs.create_log_group(logGroupName=group)

    found = refused(logs.put_retention_policy, logGroupName=group, retentionInDays=days)

    assert found[0] == "InvalidParameterException"


def test_metric_filters_of_all_groups_come_in_pages(cloud: CloudProcess) -> None:
    """DescribeMetricFilters: "If you don't specify a value, the default is up to 50 items.";
    filterNamePrefix: "CloudWatch Logs uses the value that you set here only if you also include
    the logGroupName parameter in your request."
    """
    logs, account = cloud.client("logs", account="444455556666"), "444455556666"
    wanted = {"filterPattern": "ERROR", "metricTransformations": [transformation()]}
    for group, count in (("one", 50), ("two", 3)):
        logs.create_log_group(logGroupName=group)
        for number in range(count):
            logs.put_metric_filter(logGroupName=group, filterName=f"{group}-{number:02}", **wanted)

    pages = list(logs.get_paginator("describe_metric_filters").paginate())
    assert [len(page["metricFilters"]) for page in pages] == [50, 3], account
    found = pages[0]["metricFilters"][0]
    assert found["metricTransformations"] == [transformation()]
    assert len(logs.describe_metric_filters(filterNamePrefix="two")["metricFilters"]) == 50
    both = logs.describe_metric_filters(filterNamePrefix="two-0", logGroupName="two")
    assert len(both["metricFilters"]) == 3


def transformation() -> dict[str, Any]:
    return {
        "metricName": "ApiErrors",
        "metricNamespace": "Onno/Logs",
        "metricValue": "1",
        "defaultValue": 0.0,
        "unit": "Count",
    }


def test_saved_queries_are_changed_by_id_and_come_in_pages(cloud: CloudProcess) -> None:
    """PutQueryDefinition: "To update a query definition, specify its queryDefinitionId in your
    request." "The values of name, queryString, and logGroupNames are changed to the values that
    you specify in your update operation."
    """
    logs, prefix = cloud.client("logs"), name_of("queries")
    ids = [
        logs.put_query_definition(
            name=f"{prefix}/{word}", queryString="fields @message", logGroupNames=["/onno/api"]
        )["queryDefinitionId"]
        for word in ("a", "b", "c")
    ]

    logs.put_query_definition(
        queryDefinitionId=ids[0], name=f"{prefix}/a", queryString="fields @timestamp"
    )

    first = logs.describe_query_definitions(queryDefinitionNamePrefix=prefix, maxResults=2)
    rest = logs.describe_query_definitions(
        queryDefinitionNamePrefix=prefix, maxResults=2, nextToken=first["nextToken"]
    )
    found = first["queryDefinitions"] + rest["queryDefinitions"]
    assert [each["queryDefinitionId"] for each in found] == ids
    assert [each.get("logGroupNames") for each in found] == [None, ["/onno/api"], ["/onno/api"]]
    other = cloud.client("logs", account="222233334444")
    assert other.describe_query_definitions()["queryDefinitions"] == []
