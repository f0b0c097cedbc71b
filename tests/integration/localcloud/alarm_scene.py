"""Alarms for the alarm tests."""

from typing import Any

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.events_scene import Inbox, unique


def alarm(cloud: CloudProcess, metric: str, **more: Any) -> str:
    """Return the name of a new alarm."""
    name = unique("alarm")
    wanted: dict[str, Any] = {
        "AlarmName": name,
        "Namespace": "App",
        "MetricName": metric,
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold",
        "TreatMissingData": "notBreaching",
    }
    cloud.client("cloudwatch").put_metric_alarm(**(wanted | more))
    return name


def put_metric(cloud: CloudProcess, metric: str, *values: float, **more: Any) -> None:
    """Put values of one metric."""
    datum = {"MetricName": metric, "Values": list(values), **more}
    cloud.client("cloudwatch").put_metric_data(Namespace="App", MetricData=[datum])


def state(cloud: CloudProcess, name: str) -> str:
    """Return an alarm's state."""
    found = cloud.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"]
    return str(found[0]["StateValue"])


def topic_to(cloud: CloudProcess, box: Inbox) -> str:
    """Return a new topic that hands on to a queue."""
    sns = cloud.client("sns")
    arn = sns.create_topic(Name=unique("topic"))["TopicArn"]
    raw = {"RawMessageDelivery": "true"}
    sns.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=box.arn, Attributes=raw)
    return str(arn)


def changes(cloud: CloudProcess, name: str) -> list[tuple[str, str]]:
    """Return (before, after) of every change of an alarm, by its events."""
    return [
        (e["detail"]["previousState"]["value"], e["detail"]["state"]["value"])
        for e in cloud.get("events")
        if e["detail-type"] == "CloudWatch Alarm State Change" and e["detail"]["alarmName"] == name
    ]
