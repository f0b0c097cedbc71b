"""Show what moto as it comes does; run in a process of its own, prints one JSON object.

Each function is one probe; `test_moto_faults_events.py` says which fault it shows.
"""

import json
import sys
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import boto3
import time_machine
from botocore.exceptions import BotoCoreError, ClientError
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from moto import mock_aws
from moto.awslambda.models import LambdaStorage
from moto.events.models import EventPattern, Rule

REGION = "ap-northeast-2"
QUEUE = f"arn:aws:sqs:{REGION}:123456789012:q"
PROBES: list[Callable[[], Any]] = []


def probe(function: Callable[[], Any]) -> Callable[[], Any]:
    """Add a function to those that `main` runs."""
    PROBES.append(function)
    return function


def client(name: str) -> Any:
    """Return a client of the mocked service."""
    return boto3.client(
        name,  # type: ignore[call-overload]
        region_name=REGION,
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )


def put_event_to(target: dict[str, Any]) -> Any:
    """Return what a queue gets of an event put to a rule with this target."""
    events, sqs = client("events"), client("sqs")
    url = sqs.create_queue(QueueName="q")["QueueUrl"]
    events.put_rule(Name="r", EventPattern='{"source": ["app"]}')
    events.put_targets(Rule="r", Targets=[{"Id": "1", "Arn": QUEUE} | target])
    try:
        events.put_events(Entries=[{"Source": "app", "DetailType": "T", "Detail": '{"n": 1}'}])
    except NotImplementedError:
        return "not implemented"
    return json.loads(sqs.receive_message(QueueUrl=url)["Messages"][0]["Body"])


@probe
def function_target() -> Any:
    return put_event_to({"Arn": f"arn:aws:lambda:{REGION}:123456789012:function:f"})


@probe
def machine_target() -> Any:
    arn = f"arn:aws:states:{REGION}:123456789012:stateMachine:m"
    return put_event_to({"Arn": arn, "RoleArn": "arn:aws:iam::123456789012:role/r"})


@probe
def topic_target() -> Any:
    return put_event_to({"Arn": f"arn:aws:sns:{REGION}:123456789012:t"})


@probe
def constant_input() -> Any:
    return put_event_to({"Input": '{"fixed": 1}'})


@probe
def default_event() -> Any:
    return put_event_to({})


@probe
def unknown_operator() -> Any:
    return EventPattern.load('{"a": [{"like": "x"}]}').matches_event({"a": "y"})


@probe
def objects_in_arrays() -> Any:
    event = {"detail": {"lines": [{"sku": "x"}]}}
    return EventPattern.load('{"detail": {"lines": {"sku": ["x"]}}}').matches_event(event)


@probe
def true_is_one() -> Any:
    return EventPattern.load('{"a": [1]}').matches_event({"a": True})


@probe
def bucket_event() -> Any:
    seen: list[Any] = []

    def send(rule: Any, event: Any, **_: Any) -> None:
        seen.append([rule.event_bus_name, type(event["time"]).__name__])

    events, s3 = client("events"), client("s3")
    events.create_event_bus(Name="other")
    events.put_rule(Name="r", EventBusName="other", EventPattern='{"source": ["aws.s3"]}')
    s3.create_bucket(Bucket="bbb", CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_notification_configuration(
        Bucket="bbb", NotificationConfiguration={"EventBridgeConfiguration": {}}
    )
    with patch.object(Rule, "send_to_targets", send):
        s3.put_object(Bucket="bbb", Key="k", Body=b"")
    return seen


def create_schedule(**more: Any) -> dict[str, Any]:
    """Create a schedule; return its parameters."""
    wanted = {
        "Name": "s",
        "ScheduleExpression": "rate(1 hour)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": QUEUE, "RoleArn": "arn:aws:iam::123456789012:role/none"},
    } | more
    client("scheduler").create_schedule(**wanted)
    return wanted


@probe
def schedule_expression() -> Any:
    create_schedule(ScheduleExpression="cron(nonsense)")
    return client("scheduler").get_schedule(Name="s")["ScheduleExpression"]


@probe
def schedule_update() -> Any:
    wanted = create_schedule(ActionAfterCompletion="NONE")
    scheduler = client("scheduler")
    scheduler.update_schedule(**(wanted | {"ActionAfterCompletion": "DELETE"}))
    found = scheduler.get_schedule(Name="s")
    return [found.get("State"), found["ActionAfterCompletion"]]


@probe
def second_group() -> Any:
    scheduler = client("scheduler")
    scheduler.create_schedule_group(Name="g")
    create_schedule(GroupName="g")
    scheduler.create_schedule_group(Name="g")
    return scheduler.list_schedules(GroupName="g")["Schedules"]


def put_alarm(**more: Any) -> Any:
    """Put an alarm; return a client."""
    cloudwatch = client("cloudwatch")
    wanted = {
        "AlarmName": "a",
        "Namespace": "N",
        "MetricName": "m",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 1,
        "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold",
    }
    cloudwatch.put_metric_alarm(**(wanted | more))
    return cloudwatch


def alarm_state() -> str:
    """Return the state of the alarm."""
    found = client("cloudwatch").describe_alarms(AlarmNames=["a"])["MetricAlarms"]
    return str(found[0]["StateValue"])


@probe
def new_alarm() -> Any:
    put_alarm()
    return alarm_state()


@probe
def updated_alarm() -> Any:
    put_alarm().set_alarm_state(AlarmName="a", StateValue="ALARM", StateReason="x")
    put_alarm(Threshold=2)
    return alarm_state()


@probe
def alarm_history() -> Any:
    try:
        return len(put_alarm().describe_alarm_history(AlarmName="a")["AlarmHistoryItems"])
    except (NotImplementedError, ClientError, BotoCoreError, KeyError):
        return "failed"


@probe
def notified_function() -> Any:
    seen: list[Any] = []

    class Function:
        def invoke(self, body: str, *_: Any) -> None:
            seen.append(json.loads(body)["Records"][0]["Sns"]["TopicArn"])

    sns = client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    endpoint = f"arn:aws:lambda:{REGION}:123456789012:function:f"
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=endpoint)
    name = "get_function_by_name_or_arn_with_qualifier"
    with patch.object(LambdaStorage, name, lambda *_: Function()):
        sns.publish(TopicArn=topic, Message="hello")
    return seen


@probe
def signing_keys() -> Any:
    sns = client("sns")
    topic = sns.create_topic(Name="t")["TopicArn"]
    for name in ("q", "p"):
        client("sqs").create_queue(QueueName=name)
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=QUEUE.removesuffix("q") + name)
    with patch("moto.sns.models.rsa.generate_private_key", wraps=generate_private_key) as made:
        sns.publish(TopicArn=topic, Message="hello")
    return made.call_count


@probe
def expired_message() -> Any:
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC)) as clock:
        sqs = client("sqs")
        url = sqs.create_queue(QueueName="q")["QueueUrl"]
        sqs.send_message(QueueUrl=url, MessageBody="old")
        clock.shift(timedelta(days=5))
        sqs.send_message(QueueUrl=url, MessageBody="new")
        return sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages")


def main() -> None:
    """Run every probe in a fresh account."""
    warnings.simplefilter("ignore")
    results = {}
    for function in PROBES:
        with mock_aws():
            results[function.__name__] = function()
    json.dump(results, sys.stdout, default=str)


if __name__ == "__main__":
    main()
