"""Events, notifications and alarms that reach functions and state machines."""

import io
import json
import zipfile
from typing import Any

import pytest

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.events_scene import ACCOUNT, attributes, inbox, role, unique

CODE = "import json\ndef handler(event, context):\n    print('GOT ' + json.dumps(event))\n"


class Echo:
    """A function that writes every event into its log."""

    def __init__(self, cloud: CloudProcess) -> None:
        self.cloud, self.name = cloud, unique("echo")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("app.py", CODE)
        self.arn = cloud.client("lambda").create_function(
            FunctionName=self.name,
            Runtime="python3.11",
            Handler="app.handler",
            Role=role(cloud, "lambda.amazonaws.com", ("logs:*", "*")),
            Code={"ZipFile": packed.getvalue()},
        )["FunctionArn"]

    def permit(self, principal: str, source: str) -> None:
        """Let a service invoke the function."""
        self.cloud.client("lambda").add_permission(
            FunctionName=self.name,
            StatementId=unique("s"),
            Action="lambda:InvokeFunction",
            Principal=principal,
            SourceArn=source,
        )

    def got(self) -> list[Any]:
        """Return the events so far."""
        self.cloud.settle()
        logs, group = self.cloud.client("logs"), f"/aws/lambda/{self.name}"
        if not logs.describe_log_groups(logGroupNamePrefix=group)["logGroups"]:
            return []
        lines = [e["message"] for e in logs.filter_log_events(logGroupName=group)["events"]]
        return [json.loads(line[4:]) for line in lines if line.startswith("GOT ")]


@pytest.fixture(scope="module")
def shared(cloud: CloudProcess) -> Echo:
    return Echo(cloud)


def topic(cloud: CloudProcess, **subscription: Any) -> str:
    sns = cloud.client("sns")
    arn = sns.create_topic(Name=unique("topic"))["TopicArn"]
    sns.subscribe(TopicArn=arn, **subscription)
    return str(arn)


def test_a_rule_needs_the_functions_permission(cloud: CloudProcess) -> None:
    """Using resource-based policies: "To invoke your AWS Lambda function by using an EventBridge
    rule, add ... permission to the policy of your Lambda function" for events.amazonaws.com."""
    function, dead = Echo(cloud), inbox(cloud, "events.amazonaws.com")
    events, source, name = cloud.client("events"), unique("app"), unique("rule")
    arn = events.put_rule(Name=name, EventPattern=json.dumps({"source": [source]}))["RuleArn"]
    target = {"Id": "1", "Arn": function.arn, "DeadLetterConfig": {"Arn": dead.arn}}
    events.put_targets(Rule=name, Targets=[target])
    entry = {"Source": source, "DetailType": "T", "Detail": '{"n": 1}'}

    events.put_events(Entries=[entry])
    refused = [attributes(letter)["ERROR_CODE"] for letter in dead.messages()]
    function.permit("events.amazonaws.com", arn)
    events.put_events(Entries=[entry])

    assert refused == ["NO_PERMISSIONS"]
    assert [event["detail"] for event in function.got()] == [{"n": 1}]


def test_a_schedule_invokes_a_function_under_its_role(cloud: CloudProcess, shared: Echo) -> None:
    """Templated targets: "Lambda Invoke", with the schedule's execution role."""
    arn = role(cloud, "scheduler.amazonaws.com", ("lambda:InvokeFunction", shared.arn))
    marker = unique("marker")

    cloud.client("scheduler").create_schedule(
        Name=unique("schedule"),
        ScheduleExpression="rate(1 hour)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": shared.arn, "RoleArn": arn, "Input": json.dumps({"marker": marker})},
    )
    cloud.advance(3 * 3600 + 60)

    assert [event for event in shared.got() if event.get("marker") == marker] == [
        {"marker": marker}
    ] * 4


def test_a_function_gets_the_topic_and_message_it_was_sent(
    cloud: CloudProcess, shared: Echo
) -> None:
    """Using Lambda with Amazon SNS: the event has "EventSubscriptionArn", and in "Sns" the
    "TopicArn", "MessageId", "Subject", "Message", "Timestamp" and "MessageAttributes"."""
    arn = topic(cloud, Protocol="lambda", Endpoint=shared.arn)
    shared.permit("sns.amazonaws.com", arn)

    sent = cloud.client("sns").publish(
        TopicArn=arn,
        Subject="S",
        Message="hello",
        MessageAttributes={"k": {"DataType": "String", "StringValue": "v"}},
    )["MessageId"]

    [record] = [
        record
        for event in shared.got()
        for record in event.get("Records", [])
        if record["Sns"]["TopicArn"] == arn
    ]
    assert record["EventSource"] == "aws:sns"
    assert record["EventSubscriptionArn"].startswith(f"{arn}:")
    assert record["Sns"]["MessageId"] == sent
    assert (record["Sns"]["Subject"], record["Sns"]["Message"]) == ("S", "hello")
    assert record["Sns"]["MessageAttributes"] == {"k": {"Type": "String", "Value": "v"}}


def test_a_filter_policy_keeps_messages_out(cloud: CloudProcess) -> None:
    """Message filtering: "the subscription ... receives only the messages that match"."""
    box = inbox(cloud, "sns.amazonaws.com")
    wanted = {"RawMessageDelivery": "true", "FilterPolicy": json.dumps({"severity": ["critical"]})}
    arn = topic(cloud, Protocol="sqs", Endpoint=box.arn, Attributes=wanted)
    sns = cloud.client("sns")

    for severity in ("info", "critical"):
        given = {"severity": {"DataType": "String", "StringValue": severity}}
        sns.publish(TopicArn=arn, Message=f'"{severity}"', MessageAttributes=given)

    assert box.bodies() == ["critical"]


def test_raw_delivery_off_wraps_the_message(cloud: CloudProcess) -> None:
    """Raw message delivery: without it, messages are wrapped in JSON: "Type": "Notification"."""
    box = inbox(cloud, "sns.amazonaws.com")
    attribute = {"RawMessageDelivery": "false"}
    arn = topic(cloud, Protocol="sqs", Endpoint=box.arn, Attributes=attribute)

    cloud.client("sns").publish(TopicArn=arn, Message="hello")

    [body] = box.bodies()
    assert (body["Type"], body["Message"], body["TopicArn"]) == ("Notification", "hello", arn)


def test_mail_subscriptions_reach_the_outbox(cloud: CloudProcess) -> None:
    """Email notifications: the Subject is "used as the 'Subject' line when the message is delivered
    to email endpoints"."""
    address = f"{unique('ops')}@example.com"
    arn = topic(cloud, Protocol="email", Endpoint=address)

    cloud.client("sns").publish(TopicArn=arn, Subject="Night report", Message="All is well.")

    [mail] = [m for m in cloud.get("outbox") if m["to"] == address]
    assert mail["channel"] == "email"
    assert (mail["subject"], mail["body"]) == ("Night report", "All is well.")


def test_an_alarm_invokes_a_function(cloud: CloudProcess, shared: Echo) -> None:
    """Invoke a Lambda function from an alarm: "allow the CloudWatch service principal"
    lambda.alarms.cloudwatch.amazonaws.com; the payload has "alarmData"."""
    name = unique("alarm")
    arn = f"arn:aws:cloudwatch:{REGION}:{ACCOUNT}:alarm:{name}"
    shared.permit("lambda.alarms.cloudwatch.amazonaws.com", arn)
    client = cloud.client("cloudwatch")
    client.put_metric_alarm(
        AlarmName=name,
        Namespace="App",
        MetricName=unique("m"),
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        AlarmActions=[shared.arn],
    )

    client.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="by hand")

    [event] = [e for e in shared.got() if e.get("alarmArn") == arn]
    assert event["source"] == "aws.cloudwatch"
    assert event["alarmData"]["state"]["value"] == "ALARM"
    assert event["alarmData"]["previousState"]["value"] == "INSUFFICIENT_DATA"
    assert event["alarmData"]["configuration"]["metrics"][0]["metricStat"]["period"] == 60


def test_a_rule_starts_a_state_machine_under_its_role(cloud: CloudProcess) -> None:
    """Targets: a Step Functions state machine is started with the event as input, under RoleArn."""
    definition = {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": True}}}
    states, events = cloud.client("stepfunctions"), cloud.client("events")
    machine = states.create_state_machine(
        name=unique("machine"),
        definition=json.dumps(definition),
        roleArn=role(cloud, "states.amazonaws.com"),
    )["stateMachineArn"]
    source, name = unique("app"), unique("rule")
    arn = role(cloud, "events.amazonaws.com", ("states:StartExecution", machine))
    events.put_rule(Name=name, EventPattern=json.dumps({"source": [source]}))
    events.put_targets(Rule=name, Targets=[{"Id": "1", "Arn": machine, "RoleArn": arn}])

    events.put_events(Entries=[{"Source": source, "DetailType": "T", "Detail": '{"n": 3}'}])
    cloud.settle()

    [execution] = states.list_executions(stateMachineArn=machine)["executions"]
    found = states.describe_execution(executionArn=execution["executionArn"])
    assert json.loads(found["input"])["detail"] == {"n": 3}
    assert found["status"] == "SUCCEEDED"


def test_an_object_in_a_bucket_is_an_event(cloud: CloudProcess) -> None:
    """Using EventBridge (S3): "Object Created", source "aws.s3", on the default bus."""
    s3, bucket = cloud.client("s3"), unique("bucket")
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_bucket_notification_configuration(
        Bucket=bucket, NotificationConfiguration={"EventBridgeConfiguration": {}}
    )

    s3.put_object(Bucket=bucket, Key="a/b.json", Body=b"{}")

    [event] = [e for e in cloud.get("events") if e["resources"] == [f"arn:aws:s3:::{bucket}"]]
    assert (event["source"], event["detail-type"]) == ("aws.s3", "Object Created")
    assert event["detail"]["object"]["key"] == "a/b.json"
