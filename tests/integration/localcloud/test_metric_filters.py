"""Log events become metrics, and metrics alarms."""

import json
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.alarm_scene import alarm, state
from tests.integration.localcloud.events_scene import unique
from tests.integration.localcloud.lambda_scene import call, function


def group(cloud: CloudProcess) -> str:
    """Return the name of a new log group with one stream, s."""
    logs, name = cloud.client("logs"), f"/app/{unique('group')}"
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="s")
    return name


def count(cloud: CloudProcess, group_name: str, pattern: str, **more: Any) -> str:
    """Return the metric of a new filter, 1 for each match unless told otherwise."""
    metric = unique("metric")
    wanted = {"metricName": metric, "metricNamespace": "App", "metricValue": "1"}
    cloud.client("logs").put_metric_filter(
        logGroupName=group_name,
        filterName=f"f-{metric}",
        filterPattern=pattern,
        metricTransformations=[wanted | more],
    )
    return metric


def write(cloud: CloudProcess, group_name: str, *lines: str) -> None:
    """Put log events of now."""
    at = int(datetime.fromisoformat(cloud.get("clock")["now"]).timestamp() * 1000)
    cloud.client("logs").put_log_events(
        logGroupName=group_name,
        logStreamName="s",
        logEvents=[{"timestamp": at, "message": line} for line in lines],
    )


def statistics(cloud: CloudProcess, metric: str, *dimensions: dict[str, str]) -> tuple[float, int]:
    """Return sum and sample count of a metric's last hour."""
    now = datetime.fromisoformat(cloud.get("clock")["now"])
    found = cloud.client("cloudwatch").get_metric_statistics(
        Namespace="App",
        MetricName=metric,
        Dimensions=list(dimensions),
        StartTime=now.timestamp() - 3600,
        EndTime=now.timestamp() + 3600,
        Period=7200,
        Statistics=["Sum", "SampleCount"],
    )["Datapoints"]
    return sum(p["Sum"] for p in found), int(sum(p["SampleCount"] for p in found))


def test_each_match_counts(cloud: CloudProcess) -> None:
    """Creating metrics: "When a metric filter finds one of the terms ... you can increment the
    value of a CloudWatch metric"."""
    name = group(cloud)
    metric = count(cloud, name, "ERROR")

    write(cloud, name, "ERROR one", "all is well", "ERROR two")

    assert statistics(cloud, metric) == (2.0, 2)


def test_an_alarm_follows_a_functions_log(cloud: CloudProcess) -> None:
    source = "def handler(event, context): print('TIMEOUT talking to the model')"
    name = function(cloud, source)
    group_name = f"/aws/lambda/{name}"
    cloud.client("logs").create_log_group(logGroupName=group_name)
    watch = alarm(cloud, count(cloud, group_name, "TIMEOUT"))
    cloud.advance(60)
    before = state(cloud, watch)

    call(cloud, name)
    cloud.advance(60)

    assert (before, state(cloud, watch)) == ("OK", "ALARM")


def test_a_value_is_taken_out_of_the_event(cloud: CloudProcess) -> None:
    """MetricTransformation, metricValue: "The value to publish to the CloudWatch metric when a
    filter pattern matches a log event", e.g. $.latency."""
    name = group(cloud)
    metric = count(cloud, name, "{ $.latency = * }", metricValue="$.latency")
    size = count(cloud, name, "[ip, size]", metricValue="$size")

    write(cloud, name, '{"latency": 50}', '{"latency": "slow"}', "127.0.0.1 1534", "a b")

    assert statistics(cloud, metric) == (50.0, 1)
    assert statistics(cloud, size) == (1534.0, 1)


def test_dimensions_are_taken_out_of_the_event(cloud: CloudProcess) -> None:
    """MetricTransformation, dimensions: "The fields to use as dimensions for the metric"."""
    name = group(cloud)
    metric = count(cloud, name, "{ $.code = 5* }", dimensions={"Code": "$.code", "Api": "$.api"})

    write(cloud, name, '{"code": 500, "api": "a"}', '{"code": 503, "api": "a"}', '{"code": 500}')

    pairs = ({"Name": "Code", "Value": "500"}, {"Name": "Api", "Value": "a"})
    assert statistics(cloud, metric, *pairs) == (1.0, 1)


def test_a_default_is_put_where_events_come_and_none_matches(cloud: CloudProcess) -> None:
    """MetricTransformation, defaultValue: "The value to emit when a filter pattern does not match a
    log event"."""
    name = group(cloud)
    metric = count(cloud, name, "ERROR", defaultValue=0.0)

    write(cloud, name, "all is well")
    write(cloud, name, "ERROR", "all is well")

    assert statistics(cloud, metric) == (1.0, 2)


def test_putting_a_filter_again_replaces_it(cloud: CloudProcess) -> None:
    """PutMetricFilter: "Creates or updates a metric filter"."""
    name, logs = group(cloud), cloud.client("logs")
    metric = count(cloud, name, "ERROR")
    wanted = {"metricName": metric, "metricNamespace": "App", "metricValue": "7"}
    logs.put_metric_filter(
        logGroupName=name,
        filterName=f"f-{metric}",
        filterPattern="WARN",
        metricTransformations=[wanted],
    )

    write(cloud, name, "ERROR", "WARN")

    [found] = logs.describe_metric_filters(logGroupName=name)["metricFilters"]
    assert (found["filterPattern"], statistics(cloud, metric)) == ("WARN", (7.0, 1))


def test_a_deleted_filter_counts_no_more(cloud: CloudProcess) -> None:
    name, logs = group(cloud), cloud.client("logs")
    metric = count(cloud, name, "ERROR")

    logs.delete_metric_filter(logGroupName=name, filterName=f"f-{metric}")
    write(cloud, name, "ERROR")

    assert statistics(cloud, metric) == (0, 0)
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        logs.delete_metric_filter(logGroupName=name, filterName=f"f-{metric}")


def test_a_pattern_can_be_tried(cloud: CloudProcess) -> None:
    """TestMetricFilter: "Tests the filter pattern of a metric filter against a sample of log event
    messages"."""
    found = cloud.client("logs").test_metric_filter(
        filterPattern="{ $.code = 5* }",
        logEventMessages=['{"code": 200}', json.dumps({"code": 503})],
    )["matches"]

    assert found == [
        {"eventNumber": 2, "eventMessage": '{"code": 503}', "extractedValues": {"$.code": "503"}}
    ]


@pytest.mark.parametrize(
    ("pattern", "change", "reason"),
    [
        ("level=ERROR", {}, r"Invalid character\(s\) in term '='"),
        ("ERROR", {"metricValue": "many"}, "metricValue"),
        ("ERROR", {"dimensions": {"a": "$.a"}}, "does not support dimensions"),
        ("{ $.a = 1 }", {"dimensions": {"a": "$.a"}, "defaultValue": 0.0}, "default value"),
    ],
)
def test_a_filter_that_cannot_work_is_refused(
    cloud: CloudProcess, pattern: str, change: dict[str, Any], reason: str
) -> None:
    """PutMetricFilter: InvalidParameterException "A parameter is specified incorrectly."."""
    with pytest.raises(ClientError, match=f"InvalidParameterException.*{reason}"):
        count(cloud, group(cloud), pattern, **change)


def test_a_filter_needs_its_group(cloud: CloudProcess) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        count(cloud, "/app/nobody", "ERROR")


def test_each_account_has_its_own_filters_and_metrics(cloud: CloudProcess) -> None:
    other = ("111122223333", "test")
    logs, name = cloud.client("logs", key=other), f"/app/{unique('group')}"
    logs.create_log_group(logGroupName=name)
    logs.create_log_stream(logGroupName=name, logStreamName="s")
    metric = unique("metric")
    wanted = {"metricName": metric, "metricNamespace": "App", "metricValue": "1"}
    logs.put_metric_filter(
        logGroupName=name, filterName="f", filterPattern="", metricTransformations=[wanted]
    )
    watch = alarm(cloud, metric)

    at = int(datetime.fromisoformat(cloud.get("clock")["now"]).timestamp() * 1000)
    event = {"timestamp": at, "message": "x"}
    logs.put_log_events(logGroupName=name, logStreamName="s", logEvents=[event])
    cloud.advance(60)

    theirs = cloud.client("cloudwatch", key=other).list_metrics(MetricName=metric)["Metrics"]
    assert len(theirs) == 1
    assert cloud.client("cloudwatch").list_metrics(MetricName=metric)["Metrics"] == []
    assert state(cloud, watch) == "OK"


def test_metrics_in_log_lines_can_be_read(cloud: CloudProcess) -> None:
    """Embedded metric format: the extracted metrics are there for GetMetricStatistics, too."""
    name, metric = group(cloud), unique("metric")
    at = int(datetime.fromisoformat(cloud.get("clock")["now"]).timestamp() * 1000)
    directive = {"Namespace": "App", "Dimensions": [[]], "Metrics": [{"Name": metric}]}
    line = {"_aws": {"Timestamp": at, "CloudWatchMetrics": [directive]}, metric: 5}

    write(cloud, name, json.dumps(line))

    assert statistics(cloud, metric)[0] == 5.0
