"""What schedules call, retries and dead letters, as the Scheduler guide says."""

import json
from datetime import timedelta

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.events_scene import (
    ACCOUNT,
    Inbox,
    attributes,
    inbox,
    role,
    unique,
)
from tests.integration.localcloud.schedule_scene import AT, SCHEDULER, now, schedule, to, to_bus


@pytest.fixture
def box(cloud: CloudProcess) -> Inbox:
    return inbox(cloud)


def test_context_attributes_are_filled_in(cloud: CloudProcess, box: Inbox) -> None:
    """Adding context attributes: "<aws.scheduler.schedule-arn>", "<aws.scheduler.scheduled-time>",
    "<aws.scheduler.execution-id>", "<aws.scheduler.attempt-number>"."""
    text = (
        '{"arn": "<aws.scheduler.schedule-arn>", "id": "<aws.scheduler.execution-id>", '
        '"n": <aws.scheduler.attempt-number>}'
    )
    when = (now(cloud) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    wanted = schedule(cloud, f"at({when})", to(box, text))

    cloud.advance(7200)

    [body] = box.bodies()
    assert body["arn"].endswith(f":schedule/default/{wanted['Name']}")
    assert len(body["id"]) > 10
    assert body["n"] == 1


def test_a_failing_target_is_retried_and_then_dead_lettered_with_the_documented_attributes(
    cloud: CloudProcess, box: Inbox
) -> None:
    """Configuring a dead-letter queue: attributes ERROR_CODE, ERROR_MESSAGE, EXECUTION_ID,
    EXHAUSTED_RETRY_CONDITION, IS_PAYLOAD_TRUNCATED, RETRY_ATTEMPTS, SCHEDULED_TIME, SCHEDULE_ARN,
    TARGET_ARN."""
    dead = inbox(cloud)
    target = to(box, AT, ("sqs:SendMessage", dead.arn))
    target |= {"RetryPolicy": {"MaximumRetryAttempts": 2}, "DeadLetterConfig": {"Arn": dead.arn}}
    when = (now(cloud) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    schedule(cloud, f"at({when})", target)
    fault = {"service": "sqs", "action": "SendMessage", "kind": "error", "times": 3}
    cloud.post("faults", fault | {"role": target["RoleArn"].rpartition("/")[2]})

    cloud.advance(7200)
    cloud.delete("faults")

    [letter] = dead.messages()
    found = attributes(letter)
    assert json.loads(letter["Body"]) == {"at": f"{when}Z"}
    assert found["RETRY_ATTEMPTS"] == "2"
    assert found["EXHAUSTED_RETRY_CONDITION"] == "MaximumRetryAttempts"
    assert found["SCHEDULED_TIME"] == f"{when}Z"
    assert found["TARGET_ARN"] == box.arn
    assert {"SCHEDULE_ARN", "EXECUTION_ID", "ERROR_CODE", "ERROR_MESSAGE"} <= set(found)
    assert found["IS_PAYLOAD_TRUNCATED"] == "false"


def test_the_event_age_ends_the_retries(cloud: CloudProcess, box: Inbox) -> None:
    """RetryPolicy: "MaximumEventAgeInSeconds: The maximum amount of time, in seconds, to continue
    to make retry attempts."."""
    dead = inbox(cloud)
    target = to(box, AT, ("sqs:SendMessage", dead.arn))
    target |= {
        "RetryPolicy": {"MaximumEventAgeInSeconds": 60},
        "DeadLetterConfig": {"Arn": dead.arn},
    }
    when = (now(cloud) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    schedule(cloud, f"at({when})", target)
    name = target["RoleArn"].rpartition("/")[2]
    tries = 6  # at 0, 1, 3, 7, 15 and 31 s; the next would be at 63 s
    fault = {"service": "sqs", "action": "SendMessage", "kind": "error", "times": tries}
    cloud.post("faults", fault | {"role": name})

    cloud.advance(7200)
    cloud.delete("faults")

    [letter] = dead.messages()
    assert attributes(letter)["EXHAUSTED_RETRY_CONDITION"] == "MaximumEventAgeInSeconds"
    assert attributes(letter)["RETRY_ATTEMPTS"] == str(tries - 1)


def test_a_universal_target_calls_any_api(cloud: CloudProcess) -> None:
    """Using universal targets: "arn:aws:scheduler:::aws-sdk:service:apiAction"."""
    table = unique("table")
    cloud.client("dynamodb").create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    arn = role(
        cloud, SCHEDULER, ("dynamodb:PutItem", f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}")
    )
    call = {"TableName": table, "Item": {"id": {"S": "<aws.scheduler.scheduled-time>"}}}
    when = (now(cloud) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    target = {"Arn": "arn:aws:scheduler:::aws-sdk:dynamodb:putItem", "RoleArn": arn}
    schedule(cloud, f"at({when})", target | {"Input": json.dumps(call)})

    cloud.advance(7200)

    assert cloud.client("dynamodb").scan(TableName=table)["Items"] == [{"id": {"S": f"{when}Z"}}]


def test_an_event_bus_target_puts_the_input_as_detail(cloud: CloudProcess) -> None:
    """EventBridgeParameters: "The templated target type for the EventBridge PutEvents API
    operation."."""
    source = unique("scheduled")
    when = (now(cloud) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    schedule(cloud, f"at({when})", to_bus(cloud, source))

    cloud.advance(7200)

    [event] = [e for e in cloud.get("events") if e["source"] == source]
    assert event["detail"] == {"at": f"{when}Z"}


def test_without_input_a_target_gets_the_default_notification(
    cloud: CloudProcess, box: Inbox
) -> None:
    when = (now(cloud) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    schedule(cloud, f"at({when})", to(box, None))

    cloud.advance(7200)

    [body] = box.bodies()
    assert body["source"] == "aws.scheduler"
    assert body["time"] == f"{when}Z"


@pytest.mark.parametrize(
    ("arn", "reason"),
    [
        ("arn:aws:scheduler:::aws-sdk:rds:describeDBInstances", "read-only"),
        ("arn:aws:scheduler:::aws-sdk:rds:explode", "no such"),
        (f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/c", "universal target"),
    ],
)
def test_a_target_that_cannot_be_called_is_refused(
    cloud: CloudProcess, arn: str, reason: str
) -> None:
    """Using universal targets: "EventBridge Scheduler doesn't support read-only API actions, such
    as common GET operations"."""
    with pytest.raises(ClientError, match=reason):
        schedule(cloud, "rate(1 hour)", {"Arn": arn, "RoleArn": role(cloud, SCHEDULER)})


def test_a_role_that_scheduler_may_not_assume_is_refused(cloud: CloudProcess, box: Inbox) -> None:
    """Troubleshooting: "The execution role you provide must allow AWS EventBridge Scheduler to
    assume the role."."""
    wrong = role(cloud, "lambda.amazonaws.com", ("sqs:SendMessage", box.arn))

    with pytest.raises(ClientError, match="must allow AWS EventBridge Scheduler"):
        schedule(cloud, "rate(1 hour)", {"Arn": box.arn, "RoleArn": wrong})
