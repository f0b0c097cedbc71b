"""Deliveries to each kind of target, retries and dead letters, as the EventBridge guide says."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.events_scene import (
    ACCOUNT,
    allow,
    attributes,
    inbox,
    put,
    role,
    rule,
    unique,
)

EVENTS = "events.amazonaws.com"


def test_without_a_queue_policy_nothing_arrives_and_the_dead_letter_says_why(
    cloud: CloudProcess,
) -> None:
    """Using dead-letter queues: "for errors that result from missing permissions to a target ... no
    retry attempts will happen"; attributes "RULE_ARN, TARGET_ARN, ERROR_CODE, ERROR_MESSAGE,
    EXHAUSTED_RETRY_CONDITION, RETRY_ATTEMPTS"."""
    closed, dead, source = inbox(cloud), inbox(cloud, EVENTS), unique("app")
    name = rule(cloud, source, {"Arn": closed.arn, "DeadLetterConfig": {"Arn": dead.arn}})

    put(cloud, source, {"n": 1})

    [letter] = dead.messages()
    found = attributes(letter)
    assert closed.bodies() == []
    assert json.loads(letter["Body"])["detail"] == {"n": 1}
    assert found["RULE_ARN"].endswith(f":rule/{name}")
    assert found["TARGET_ARN"] == closed.arn
    assert found["ERROR_CODE"] == "NO_PERMISSIONS"
    assert "sqs:SendMessage" in found["ERROR_MESSAGE"]
    assert found["RETRY_ATTEMPTS"] == "0"
    assert "EXHAUSTED_RETRY_CONDITION" not in found


def test_a_throttled_target_is_tried_again_until_the_policy_ends(cloud: CloudProcess) -> None:
    """Retry policy: "you set the length of time it tries, and number of retry attempts"; condition
    "MaximumRetryAttempts"."""
    target, dead, source = inbox(cloud), inbox(cloud, EVENTS), unique("app")
    arn = role(cloud, EVENTS, ("sqs:SendMessage", target.arn))
    policy = {"MaximumRetryAttempts": 3, "MaximumEventAgeInSeconds": 3600}
    rule(
        cloud,
        source,
        {
            "Arn": target.arn,
            "RoleArn": arn,
            "RetryPolicy": policy,
            "DeadLetterConfig": {"Arn": dead.arn},
        },
    )
    fault = {"service": "sqs", "action": "SendMessage", "kind": "throttle", "times": 9}
    cloud.post("faults", fault | {"role": arn.rpartition("/")[2]})

    put(cloud, source, {})
    cloud.advance(600)
    cloud.delete("faults")

    [letter] = dead.messages()
    assert attributes(letter)["RETRY_ATTEMPTS"] == "3"
    assert attributes(letter)["ERROR_CODE"] == "THROTTLING"
    assert attributes(letter)["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"
    tries = cloud.get(f"calls?role={arn}&action=SendMessage")
    assert [entry["outcome"] for entry in tries] == ["fault"] * 4


def test_a_target_that_recovers_gets_the_event_once(cloud: CloudProcess) -> None:
    """Retry policy: "EventBridge retries sending the event for 24 hours and up to 185 times with an
    exponential back off"."""
    target, source = inbox(cloud), unique("app")
    arn = role(cloud, EVENTS, ("sqs:SendMessage", target.arn))
    rule(cloud, source, {"Arn": target.arn, "RoleArn": arn})
    fault = {"service": "sqs", "action": "SendMessage", "kind": "error", "times": 4}
    cloud.post("faults", fault | {"role": arn.rpartition("/")[2]})

    put(cloud, source, {"n": 1})
    cloud.advance(60)
    cloud.delete("faults")

    assert [body["detail"] for body in target.bodies()] == [{"n": 1}]


def test_a_target_role_without_the_permission_delivers_nothing(cloud: CloudProcess) -> None:
    """Permissions: the role "must have permission to" call the target; denied is not retried."""
    target, dead, source = inbox(cloud), inbox(cloud, EVENTS), unique("app")
    arn = role(cloud, EVENTS, ("sqs:ReceiveMessage", target.arn))
    rule(
        cloud,
        source,
        {"Arn": target.arn, "RoleArn": arn, "DeadLetterConfig": {"Arn": dead.arn}},
    )

    put(cloud, source, {})

    [letter] = dead.messages()
    assert attributes(letter)["ERROR_CODE"] == "NO_PERMISSIONS"
    assert target.bodies() == []


def test_a_fifo_queue_gets_the_message_group(cloud: CloudProcess) -> None:
    """SqsParameters: "The FIFO message group ID to use as the target."."""
    box, source = inbox(cloud, EVENTS, fifo=True), unique("app")
    rule(cloud, source, {"Arn": box.arn, "SqsParameters": {"MessageGroupId": "g"}})

    put(cloud, source, {"n": 1})

    assert [body["detail"]["n"] for body in box.bodies()] == [1]


def test_a_topic_needs_a_policy_and_then_hands_on(cloud: CloudProcess) -> None:
    """Using resource-based policies: SNS topics need a statement for events.amazonaws.com."""
    box, source = inbox(cloud, "sns.amazonaws.com"), unique("app")
    sns = cloud.client("sns")
    topic = sns.create_topic(Name=unique("topic"))["TopicArn"]
    sns.subscribe(
        TopicArn=topic,
        Protocol="sqs",
        Endpoint=box.arn,
        Attributes={"RawMessageDelivery": "true"},
    )
    rule(cloud, source, {"Arn": topic})

    put(cloud, source, {"n": 1})
    refused = box.bodies()
    sns.set_topic_attributes(
        TopicArn=topic,
        AttributeName="Policy",
        AttributeValue=allow(topic, "sns:Publish", EVENTS),
    )
    put(cloud, source, {"n": 2})

    assert refused == []
    assert [body["detail"]["n"] for body in box.bodies()] == [2]


def test_an_event_keeps_its_id_on_another_bus_and_goes_no_further(cloud: CloudProcess) -> None:
    """Sending events between event buses: "EventBridge can't route events received from a sender
    event bus to a third event bus"."""
    events, source = cloud.client("events"), unique("app")
    first, second = unique("bus"), unique("bus")
    arns = [events.create_event_bus(Name=name)["EventBusArn"] for name in (first, second)]
    box, dead = inbox(cloud, EVENTS), inbox(cloud, EVENTS)
    arn = role(cloud, EVENTS, ("events:PutEvents", arns[0]))
    rule(cloud, source, {"Arn": arns[0], "RoleArn": arn})
    rule(cloud, source, {"Arn": box.arn}, bus=first)
    rule(cloud, source, {"Arn": arns[1], "DeadLetterConfig": {"Arn": dead.arn}}, bus=first)

    answer = put(cloud, source, {})

    assert [body["id"] for body in box.bodies()] == [answer["Entries"][0]["EventId"]]
    [letter] = dead.messages()
    assert attributes(letter)["ERROR_CODE"] == "THIRD_ACCOUNT_HOP_DETECTED"


def test_a_log_group_gets_the_event(cloud: CloudProcess) -> None:
    """Targets: "CloudWatch Logs log group"."""
    logs, source, group = cloud.client("logs"), unique("app"), f"/aws/events/{unique('g')}"
    logs.create_log_group(logGroupName=group)
    rule(cloud, source, {"Arn": f"arn:aws:logs:{REGION}:{ACCOUNT}:log-group:{group}"})

    put(cloud, source, {"n": 7})
    cloud.settle()

    [line] = logs.filter_log_events(logGroupName=group)["events"]
    assert json.loads(line["message"])["detail"] == {"n": 7}


def test_a_target_that_this_cloud_has_not_is_refused(cloud: CloudProcess) -> None:
    events, name = cloud.client("events"), unique("rule")
    events.put_rule(Name=name, EventPattern='{"source": ["x"]}')
    target = {"Id": "1", "Arn": f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/c"}

    with pytest.raises(ClientError, match="not to 'ecs'"):
        events.put_targets(Rule=name, Targets=[target])


def test_a_state_machine_target_needs_a_role(cloud: CloudProcess) -> None:
    """Identity-based policies: Step Functions targets use "an IAM role specified in the RoleARN
    argument in PutTarget"."""
    events, name = cloud.client("events"), unique("rule")
    events.put_rule(Name=name, EventPattern='{"source": ["x"]}')
    target = {"Id": "1", "Arn": f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:m"}

    with pytest.raises(ClientError, match="RoleArn is required"):
        events.put_targets(Rule=name, Targets=[target])
