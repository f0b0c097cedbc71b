"""Alarms on metric math and on the usual range of a metric."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.alarm_scene import put_metric, state, topic_to
from tests.integration.localcloud.events_scene import inbox, unique


def query(key: str, metric: str, stat: str = "Sum", *, shown: bool = False) -> dict[str, Any]:
    """Return a metric of an alarm."""
    metric_stat = {"Metric": {"Namespace": "App", "MetricName": metric}, "Period": 60, "Stat": stat}
    return {"Id": key, "MetricStat": metric_stat, "ReturnData": shown}


def math_alarm(cloud: CloudProcess, metrics: list[dict[str, Any]], **more: Any) -> str:
    """Return the name of a new alarm above 5."""
    name = unique("alarm")
    wanted = {"EvaluationPeriods": 1, "Threshold": 5, "ComparisonOperator": "GreaterThanThreshold"}
    cloud.client("cloudwatch").put_metric_alarm(AlarmName=name, Metrics=metrics, **(wanted | more))
    return name


def band_alarm(cloud: CloudProcess, metric: str, operator: str, **more: Any) -> str:
    """Return the name of a new alarm on two standard deviations around the usual."""
    name = unique("alarm")
    band = {"Id": "ad1", "Expression": "ANOMALY_DETECTION_BAND(m1, 2)", "Label": "usual"}
    cloud.client("cloudwatch").put_metric_alarm(
        AlarmName=name,
        Metrics=[query("m1", metric, shown=True), band],
        ThresholdMetricId="ad1",
        ComparisonOperator=operator,
        EvaluationPeriods=1,
        **more,
    )
    return name


def history(cloud: CloudProcess, metric: str, days: int) -> None:
    """Put 90 and 110 around the present time of each day before: usual is 80 to 120."""
    now = datetime.fromisoformat(cloud.get("clock")["now"])
    for day in range(1, days + 1):
        hour = (now - timedelta(days=day)).replace(minute=0, second=5)
        put_metric(cloud, metric, 90.0, Timestamp=hour + timedelta(minutes=10))
        put_metric(cloud, metric, 110.0, Timestamp=hour + timedelta(minutes=20))


def to_the_middle_of_an_hour(cloud: CloudProcess) -> None:
    now = datetime.fromisoformat(cloud.get("clock")["now"])
    cloud.advance(5400 - (now.minute * 60 + now.second))


def test_no_errors_are_not_missing_when_they_are_filled(cloud: CloudProcess) -> None:
    """FILL: "You can use FILL(METRICS(), 0)"; a ratio without requests is no data point."""
    errors, calls = unique("errors"), unique("calls")
    rate = {"Id": "rate", "Expression": "100 * FILL(e, 0) / c", "ReturnData": True}
    name = math_alarm(cloud, [query("e", errors), query("c", calls), rate])

    put_metric(cloud, calls, 10.0)
    cloud.advance(60)
    without_errors = state(cloud, name)
    put_metric(cloud, calls, 10.0)
    put_metric(cloud, errors, 1.0)
    cloud.advance(60)

    assert (without_errors, state(cloud, name)) == ("OK", "ALARM")


def test_an_expression_may_use_another(cloud: CloudProcess) -> None:
    """PutMetricAlarm: "as many as 10 structures that contain the Expression parameter"."""
    metric = unique("metric")
    twice = {"Id": "e1", "Expression": "2 * m1", "ReturnData": False}
    shown = {"Id": "e2", "Expression": "IF(e1 > 5, e1, 0)", "ReturnData": True}
    name = math_alarm(cloud, [shown, twice, query("m1", metric)])

    put_metric(cloud, metric, 3.0)
    cloud.advance(60)

    assert state(cloud, name) == "ALARM"


def test_an_idle_alarm_on_filled_data_costs_nothing(cloud: CloudProcess) -> None:
    metric = unique("metric")
    filled = {"Id": "f", "Expression": "FILL(m1, 0)", "ReturnData": True}
    name = math_alarm(cloud, [query("m1", metric), filled])
    put_metric(cloud, metric, 9.0)
    cloud.advance(60)
    before = state(cloud, name)

    cloud.advance(300 * 86_400)  # with a timer a minute this would take hours

    assert (before, state(cloud, name)) == ("ALARM", "OK")


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        ("GreaterThanUpperThreshold", 130.0, "ALARM"),
        ("GreaterThanUpperThreshold", 115.0, "OK"),
        ("GreaterThanUpperThreshold", 10.0, "OK"),
        ("LessThanLowerThreshold", 70.0, "ALARM"),
        ("LessThanLowerThreshold", 130.0, "OK"),
        ("LessThanLowerOrGreaterThanUpperThreshold", 70.0, "ALARM"),
        ("LessThanLowerOrGreaterThanUpperThreshold", 130.0, "ALARM"),
        ("LessThanLowerOrGreaterThanUpperThreshold", 100.0, "OK"),
    ],
)
def test_what_is_unusual_alarms(
    cloud: CloudProcess, operator: str, value: float, expected: str
) -> None:
    """PutMetricAlarm, ComparisonOperator: "The values LessThanLowerOrGreaterThanUpperThreshold,
    LessThanLowerThreshold, and GreaterThanUpperThreshold are used only for alarms based on anomaly
    detection models."."""
    metric = unique("metric")
    to_the_middle_of_an_hour(cloud)
    history(cloud, metric, days=5)
    name = band_alarm(cloud, metric, operator)

    put_metric(cloud, metric, value)
    cloud.advance(60)

    assert state(cloud, name) == expected


def test_what_is_usual_is_not_known_of_two_days(cloud: CloudProcess) -> None:
    metric = unique("metric")
    to_the_middle_of_an_hour(cloud)
    history(cloud, metric, days=2)
    name = band_alarm(cloud, metric, "LessThanLowerThreshold", TreatMissingData="breaching")

    put_metric(cloud, metric, 1.0)
    cloud.advance(60)

    assert state(cloud, name) == "INSUFFICIENT_DATA"


def test_a_silent_metric_breaches_where_missing_data_do(cloud: CloudProcess) -> None:
    metric = unique("metric")
    to_the_middle_of_an_hour(cloud)
    history(cloud, metric, days=5)
    name = band_alarm(cloud, metric, "LessThanLowerThreshold", TreatMissingData="breaching")

    cloud.advance(60)

    assert state(cloud, name) == "ALARM"


def test_the_event_and_the_message_of_a_band_tell_the_band(cloud: CloudProcess) -> None:
    """Alarm events and EventBridge, example of an alarm based on anomaly detection: "reason":
    "Thresholds Crossed: 1 out of the last 1 datapoints [...] was greater than the upper
    thresholds", "recentUpperThresholds", {"id", "expression", "label", "returnData"}."""
    metric, box = unique("metric"), inbox(cloud, "sns.amazonaws.com")
    to_the_middle_of_an_hour(cloud)
    history(cloud, metric, days=5)
    topic = topic_to(cloud, box)
    name = band_alarm(cloud, metric, "GreaterThanUpperThreshold", AlarmActions=[topic])

    put_metric(cloud, metric, 130.0)
    cloud.advance(60)

    [event] = [e for e in cloud.get("events") if e["detail"].get("alarmName") == name]
    detail = event["detail"]
    band = {"expression": "ANOMALY_DETECTION_BAND(m1, 2)", "label": "usual", "returnData": True}
    assert (event["source"], event["detail-type"]) == (
        "aws.cloudwatch", "CloudWatch Alarm State Change",
    )  # fmt: skip
    assert detail["configuration"]["metrics"][1] == {"id": "ad1", **band}
    assert "was greater than the upper thresholds [120.0]" in detail["state"]["reason"]
    assert json.loads(detail["state"]["reasonData"])["recentUpperThresholds"] == [120.0]
    [message] = box.bodies()
    assert message["Trigger"]["ThresholdMetricId"] == "ad1"
    assert message["Trigger"]["Metrics"][0]["MetricStat"]["Metric"]["MetricName"] == metric


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"ThresholdMetricId": "ad2"}, "no expression has the id ad2"),
        ({"Threshold": 5.0}, "exactly one of Threshold and ThresholdMetricId"),
        ({"ComparisonOperator": "GreaterThanThreshold"}, "does not go with ThresholdMetricId"),
    ],
)
def test_a_band_alarm_that_does_not_fit_is_refused(
    cloud: CloudProcess, change: dict[str, Any], reason: str
) -> None:
    """PutMetricAlarm: ThresholdMetricId is for "an alarm based on an anomaly detection model";
    Threshold is "required for alarms based on static thresholds and should not be used for alarms
    based on anomaly detection models"."""
    wanted = {
        "AlarmName": unique("alarm"),
        "Metrics": [
            query("m1", "m", shown=True),
            {"Id": "ad1", "Expression": "ANOMALY_DETECTION_BAND(m1, 2)"},
        ],
        "ThresholdMetricId": "ad1",
        "ComparisonOperator": "LessThanLowerThreshold",
        "EvaluationPeriods": 1,
    }

    with pytest.raises(ClientError, match=reason):
        cloud.client("cloudwatch").put_metric_alarm(**(wanted | change))


def test_an_anomaly_alarm_is_described_as_it_was_put(cloud: CloudProcess) -> None:
    name = band_alarm(cloud, unique("metric"), "LessThanLowerThreshold")

    client = cloud.client("cloudwatch")
    [found] = client.describe_alarms(AlarmNames=[name])["MetricAlarms"]

    assert found["ThresholdMetricId"] == "ad1"
    assert "Threshold" not in found
    assert found["Metrics"][1]["Label"] == "usual"
