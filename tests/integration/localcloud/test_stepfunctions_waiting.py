"""Waits, retries and timeouts of the embedded Step Functions run on the virtual clock.

Quoted: Developer Guide, "Handling errors in Step Functions workflows" (E), "Wait workflow
state" (W), "Service integration patterns" (P).
"""

import json
import uuid
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess
from tests.state_machines import StateMachines, passing, task


@pytest.fixture(scope="module")
def machines(cloud: CloudProcess) -> StateMachines:
    return StateMachines(cloud)


@pytest.fixture(scope="module")
def queue(cloud: CloudProcess) -> str:
    made = cloud.client("sqs").create_queue(QueueName=f"tokens-{uuid.uuid4().hex[:8]}")
    return str(made["QueueUrl"])


def waiting(machines: StateMachines, queue: str, **fields: Any) -> tuple[str, str]:
    """Return (execution, token) of a task that waits for its token."""
    arguments = {"QueueUrl": queue, "MessageBody": {"token": "{% $states.context.Task.Token %}"}}
    states = {"Ask": task("sqs:sendMessage.waitForTaskToken", arguments, **fields)}
    execution = machines.start(machines.create(states))
    sqs = machines.cloud.client("sqs")
    [message] = sqs.receive_message(QueueUrl=queue)["Messages"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
    return execution, json.loads(message["Body"])["token"]


def test_wait_ends_after_its_seconds(machines: StateMachines) -> None:
    """W: 'A Wait state delays the state machine from continuing for a specified time.'"""
    wait = {"Type": "Wait", "Seconds": "{% $states.input.hours * 3600 %}", "End": True}
    execution = machines.start(machines.create({"Pause": wait}), {"hours": 6})

    machines.cloud.advance(6 * 3600 - 60)
    before = machines.describe(execution)["status"]
    machines.cloud.advance(61)
    found = machines.describe(execution)

    assert before == "RUNNING"
    took = found["stopDate"] - found["startDate"]
    assert timedelta(hours=6) <= took < timedelta(hours=6, seconds=2)


def test_wait_ends_at_its_timestamp_in_any_zone(machines: StateMachines) -> None:
    """W: 'Timestamps must conform to the RFC3339 profile of ISO 8601.'"""
    states = {"Pause": {"Type": "Wait", "Timestamp": "{% $states.input.at %}", "End": True}}
    started = machines.describe(
        machines.start(machines.create(states), {"at": "2020-01-01T00:00:00Z"})
    )
    due = started["startDate"] + timedelta(hours=2)
    local = due.astimezone(tz=None).isoformat(timespec="milliseconds")

    execution = machines.start(machines.create(states), {"at": local})
    machines.cloud.advance(7201)

    assert started["status"] == "SUCCEEDED"
    assert machines.describe(execution)["stopDate"] - due < timedelta(seconds=2)


def test_retry_waits_longer_each_time(machines: StateMachines) -> None:
    """E: 'BackoffRate: The multiplier by which the retry interval ... increases.'"""
    retry = {
        "ErrorEquals": ["States.TaskFailed"],
        "IntervalSeconds": 10,
        "BackoffRate": 3,
        "MaxAttempts": 3,
        "MaxDelaySeconds": 40,
    }
    states = {"Call": task("dynamodb:getItem", {"TableName": "none", "Key": {}}, Retry=[retry])}
    execution = machines.start(machines.create(states))

    machines.cloud.advance(200)

    failed = [e["timestamp"] for e in machines.history(execution) if e["type"] == "TaskFailed"]
    gaps = [round((b - a).total_seconds()) for a, b in pairwise(failed)]
    assert gaps == [10, 30, 40]


def test_full_jitter_waits_at_most_the_interval(machines: StateMachines) -> None:
    """E: 'JitterStrategy ... randomizes retry intervals ... between 0 and the interval.'"""
    retry = {
        "ErrorEquals": ["States.ALL"],
        "IntervalSeconds": 1000,
        "BackoffRate": 1,
        "MaxAttempts": 4,
        "JitterStrategy": "FULL",
    }
    states = {"Call": task("dynamodb:getItem", {"TableName": "none", "Key": {}}, Retry=[retry])}
    execution = machines.start(machines.create(states))

    machines.cloud.advance(4001)

    failed = [e["timestamp"] for e in machines.history(execution) if e["type"] == "TaskFailed"]
    gaps = [(b - a).total_seconds() for a, b in pairwise(failed)]
    assert len(gaps) == 4
    assert all(gap <= 1001 for gap in gaps)
    assert len({round(gap) for gap in gaps}) > 1


def test_machine_timeout_ends_the_execution(machines: StateMachines) -> None:
    """ASL: 'If the state machine runs longer than the specified time, it fails with Timeout.'"""
    states = {"Pause": {"Type": "Wait", "Seconds": 500, "End": True}}
    execution = machines.start(machines.create(states, TimeoutSeconds=100))

    machines.cloud.advance(101)

    found = machines.describe(execution)
    assert found["status"] == "TIMED_OUT"
    assert found["stopDate"] - found["startDate"] < timedelta(seconds=102)


def test_a_token_brings_the_result(machines: StateMachines, queue: str) -> None:
    """P: 'Task will wait until it receives that task token back with a SendTaskSuccess call.'"""
    execution, token = waiting(machines, queue, TimeoutSeconds=1000)

    machines.client.send_task_success(taskToken=token, output='{"답": 1}')
    machines.cloud.settle()

    assert json.loads(machines.describe(execution)["output"]) == {"답": 1}


def test_a_token_brings_error_and_cause(machines: StateMachines, queue: str) -> None:
    """API SendTaskFailure: 'error: The error code of the failure. cause: A more detailed...'"""
    execution, token = waiting(machines, queue, TimeoutSeconds=1000)

    machines.client.send_task_failure(taskToken=token, error="Refused", cause="not today")
    machines.cloud.settle()

    found = machines.describe(execution)
    assert (found["error"], found["cause"]) == ("Refused", "not today")


def test_a_task_times_out_and_its_token_is_dead(machines: StateMachines, queue: str) -> None:
    """E: 'States.Timeout: A Task state either ran longer than the TimeoutSeconds value...'"""
    execution, token = waiting(machines, queue, TimeoutSeconds=100)

    machines.cloud.advance(101)

    assert machines.describe(execution)["error"] == "States.Timeout"
    with pytest.raises(ClientError) as refused:
        machines.client.send_task_success(taskToken=token, output="1")
    assert refused.value.response["Error"]["Code"] == "TaskTimedOut"


def test_heartbeats_keep_a_task_alive(machines: StateMachines, queue: str) -> None:
    """API SendTaskHeartbeat: 'This action resets the Heartbeat clock.'"""
    caught = {"ErrorEquals": ["States.HeartbeatTimeout"], "Next": "Silent"}
    arguments = {"QueueUrl": queue, "MessageBody": {"token": "{% $states.context.Task.Token %}"}}
    ask = task(
        "sqs:sendMessage.waitForTaskToken", arguments, HeartbeatSeconds=60, TimeoutSeconds=999
    )
    states = {"Ask": {**ask, "Catch": [caught]}, "Silent": passing(Output="silent")}
    execution = machines.start(machines.create(states))
    sqs = machines.cloud.client("sqs")
    [message] = sqs.receive_message(QueueUrl=queue)["Messages"]
    sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])

    machines.cloud.advance(50)
    machines.client.send_task_heartbeat(taskToken=json.loads(message["Body"])["token"])
    machines.cloud.advance(50)
    alive = machines.describe(execution)["status"]
    machines.cloud.advance(11)

    assert alive == "RUNNING"
    assert machines.describe(execution)["output"] == '"silent"'


def test_an_unknown_token_is_refused(machines: StateMachines) -> None:
    """API SendTaskSuccess: 'InvalidToken: The provided token is not valid.'"""
    with pytest.raises(ClientError) as refused:
        machines.client.send_task_success(taskToken="nobody's", output="1")
    assert refused.value.response["Error"]["Code"] == "InvalidToken"
