"""Alarm states from metric data, as the CloudWatch documentation says."""

import json
from datetime import datetime
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.alarm_scene import alarm, put_metric, state
from tests.integration.localcloud.events_scene import unique

MEDIAN = {
    "Id": "m",
    "MetricStat": {
        "Metric": {"Namespace": "App", "MetricName": "m"},
        "Period": 60,
        "Stat": "TM(10%:90%)",
    },
}


def test_a_new_alarm_has_insufficient_data(cloud: CloudProcess) -> None:
    """PutMetricAlarm: "When this operation creates an alarm, the alarm state is immediately set to
    INSUFFICIENT_DATA."."""
    assert state(cloud, alarm(cloud, unique("metric"))) == "INSUFFICIENT_DATA"


def test_two_of_three_datapoints_alarm(cloud: CloudProcess) -> None:
    """Evaluating an alarm: "M out of N ... the breaching data points don't have to be
    consecutive"."""
    metric = unique("metric")
    name = alarm(cloud, metric, EvaluationPeriods=3, DatapointsToAlarm=2)

    seen = []
    for value in (5.0, 0.0, 5.0, 0.0, 5.0, 0.0, 0.0):
        put_metric(cloud, metric, value)
        cloud.advance(60)
        seen.append(state(cloud, name))

    assert seen == ["OK", "OK", "ALARM", "OK", "ALARM", "OK", "OK"]


@pytest.mark.parametrize(
    ("treatment", "expected"),
    [("missing", "INSUFFICIENT_DATA"), ("breaching", "ALARM"), ("ignore", "OK")],
)
def test_missing_data_is_treated_as_asked(
    cloud: CloudProcess, treatment: str, expected: str
) -> None:
    """Configuring how alarms treat missing data: "missing ... transitions to INSUFFICIENT_DATA",
    "ignore: The current alarm state is maintained", "breaching ... treated as bad"."""
    metric = unique("metric")
    name = alarm(cloud, metric, TreatMissingData=treatment)
    put_metric(cloud, metric, 0.0)
    cloud.advance(60)
    before = state(cloud, name)

    cloud.advance(600)

    assert before == "OK"
    assert state(cloud, name) == expected


@pytest.mark.parametrize(
    ("statistic", "threshold", "expected"),
    [
        ({"Statistic": "Average"}, 25.0, "ALARM"),
        ({"Statistic": "Minimum"}, 10.5, "OK"),
        ({"Statistic": "Maximum"}, 40.0, "ALARM"),
        ({"Statistic": "SampleCount"}, 4.0, "ALARM"),
        ({"Statistic": "Sum"}, 100.5, "OK"),
        ({"Statistic": None, "ExtendedStatistic": "p50"}, 25.0, "ALARM"),
        ({"Statistic": None, "ExtendedStatistic": "p99"}, 39.8, "OK"),
    ],
)
def test_every_statistic_is_computed(
    cloud: CloudProcess, statistic: dict[str, Any], threshold: float, expected: str
) -> None:
    """Statistics definitions: SampleCount, Sum, Average, Minimum, Maximum, percentiles."""
    metric, name = unique("metric"), unique("alarm")
    wanted = {
        "AlarmName": name, "Namespace": "App", "MetricName": metric, "Period": 60,
        "EvaluationPeriods": 1, "Threshold": threshold,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
    }  # fmt: skip
    given = {key: value for key, value in statistic.items() if value}
    cloud.client("cloudwatch").put_metric_alarm(**wanted, **given)

    put_metric(cloud, metric, 10.0, 20.0, 30.0, 40.0)
    cloud.advance(60)

    assert state(cloud, name) == expected


def test_dimensions_separate_metrics(cloud: CloudProcess) -> None:
    """Dimensions: "each unique combination of dimensions is a separate metric"."""
    metric, mine = unique("metric"), [{"Name": "workload", "Value": "a"}]
    name = alarm(cloud, metric, Dimensions=mine)
    put_metric(cloud, metric, 9.0)
    put_metric(cloud, metric, 9.0, Dimensions=[{"Name": "workload", "Value": "b"}])
    cloud.advance(60)
    before = state(cloud, name)

    put_metric(cloud, metric, 9.0, Dimensions=mine)
    cloud.advance(60)

    assert before == "OK"
    assert state(cloud, name) == "ALARM"


def test_a_ratio_of_two_metrics_alarms(cloud: CloudProcess) -> None:
    """Alarms based on a math expression: "the result of a math expression based on CloudWatch
    metrics"."""
    errors, calls, name = unique("errors"), unique("calls"), unique("alarm")

    def query(key: str, metric: str) -> dict[str, Any]:
        stat = {"Metric": {"Namespace": "App", "MetricName": metric}, "Period": 60, "Stat": "Sum"}
        return {"Id": key, "MetricStat": stat, "ReturnData": False}

    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        EvaluationPeriods=1,
        Threshold=10,
        ComparisonOperator="GreaterThanThreshold",
        Metrics=[
            query("e", errors),
            query("c", calls),
            {"Id": "rate", "Expression": "e / c * 100", "ReturnData": True},
        ],
    )

    put_metric(cloud, errors, 2.0)
    put_metric(cloud, calls, 10.0)
    cloud.advance(60)

    assert state(cloud, name) == "ALARM"


def test_an_update_keeps_the_state(cloud: CloudProcess) -> None:
    """PutMetricAlarm: "When you update an existing alarm, its state is left unchanged, but the
    update completely overwrites the previous configuration of the alarm."."""
    metric = unique("metric")
    name = alarm(cloud, metric, TreatMissingData="ignore")
    put_metric(cloud, metric, 5.0)
    cloud.advance(60)

    alarm(cloud, metric, AlarmName=name, TreatMissingData="ignore", Threshold=100)

    assert state(cloud, name) == "ALARM"


def test_metrics_in_log_lines_count(cloud: CloudProcess) -> None:
    """Embedded metric format: "CloudWatch automatically extracts the custom metrics" from logs."""
    logs, metric, group = cloud.client("logs"), unique("metric"), f"/app/{unique('group')}"
    name = alarm(cloud, metric, Dimensions=[{"Name": "service", "Value": "api"}])
    logs.create_log_group(logGroupName=group)
    logs.create_log_stream(logGroupName=group, logStreamName="s")
    at = int(datetime.fromisoformat(cloud.get("clock")["now"]).timestamp() * 1000)
    directive = {"Namespace": "App", "Dimensions": [["service"]], "Metrics": [{"Name": metric}]}
    line = {
        "_aws": {"Timestamp": at, "CloudWatchMetrics": [directive]},
        "service": "api",
        metric: [1, 2],
    }

    logs.put_log_events(
        logGroupName=group,
        logStreamName="s",
        logEvents=[{"timestamp": at, "message": json.dumps(line)}],
    )
    cloud.advance(60)

    assert state(cloud, name) == "ALARM"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Metrics": [{"Id": "q", "Expression": "FILL(a, 0)"}]}, "metric math: at least one"),
        ({"ThresholdMetricId": "ad1"}, "ThresholdMetricId"),
        ({"AlarmActions": [f"arn:aws:automate:{REGION}:ec2:recover"]}, "through SNS and Lambda"),
        ({"DatapointsToAlarm": 2}, "DatapointsToAlarm"),
        ({"Period": 45}, "Period"),
        ({"Metrics": [MEDIAN]}, "TM"),
    ],
)
def test_what_cannot_be_evaluated_is_refused(
    cloud: CloudProcess, change: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ClientError, match=reason):
        alarm(cloud, unique("metric"), **change)


def test_composite_alarms_are_refused(cloud: CloudProcess) -> None:
    with pytest.raises(ClientError, match="composite"):
        cloud.client("cloudwatch").put_composite_alarm(AlarmName="c", AlarmRule="ALARM(a)")
