"""`lambda:invoke` tasks of the embedded Step Functions run real functions as the machine's role.

Quoted: Developer Guide, "Invoke Lambda with Step Functions" (I), "Handling errors in Step Functions
workflows" (E).
"""

import io
import json
import uuid
import zipfile
from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.state_machines import StateMachines, task

SOURCE = """
import os


class RefusedError(Exception):
    pass


def handler(event, context):
    if event.get("refuse"):
        raise RefusedError("아니오: " + event["refuse"])
    if event.get("exit"):
        os._exit(1)
    return {"받음": event, "name": context.function_name}
"""


@pytest.fixture(scope="module")
def machines(cloud: CloudProcess) -> StateMachines:
    return StateMachines(cloud)


@pytest.fixture(scope="module")
def function(cloud: CloudProcess, machines: StateMachines) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    role = cloud.client("iam").create_role(
        RoleName=f"function-{uuid.uuid4().hex[:8]}", AssumeRolePolicyDocument=json.dumps(trust)
    )["Role"]["Arn"]
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("app.py", SOURCE)
    made = cloud.client("lambda").create_function(
        FunctionName=f"function-{uuid.uuid4().hex[:8]}",
        Runtime="python3.13",
        Handler="app.handler",
        Role=role,
        Timeout=10,
        Code={"ZipFile": archive.getvalue()},
    )
    return str(made["FunctionArn"])


def invoke(function: str, **fields: Any) -> dict[str, Any]:
    arguments = {"FunctionName": function, "Payload": "{% $states.input %}"}
    return {"Call": task("lambda:invoke", arguments, TimeoutSeconds=60, **fields)}


def test_the_payload_comes_back_as_json(machines: StateMachines, function: str) -> None:
    """I: 'the Payload ... the output of the function is nested in the Payload field.'"""
    found = machines.output(invoke(function), {"말": ["한", None]})

    assert found["Payload"]["받음"] == {"말": ["한", None]}
    assert found["StatusCode"] == 200
    assert found["ExecutedVersion"] == "$LATEST"


def test_an_exception_is_an_error_of_its_name(machines: StateMachines, function: str) -> None:
    """E: 'States can report errors with other names', which a Lambda function does by raising."""
    found = machines.run(invoke(function), {"refuse": "너"})

    assert found["error"] == "RefusedError"
    cause = json.loads(found["cause"])
    assert (cause["errorType"], cause["errorMessage"]) == ("RefusedError", "아니오: 너")


def test_an_exception_can_be_caught_by_its_name(machines: StateMachines, function: str) -> None:
    """E: 'Catch ... When the error name appears in ErrorEquals, the state machine transitions.'"""
    caught = [{"ErrorEquals": ["RefusedError"], "Next": "Tell"}]
    told = {"Type": "Pass", "Output": "{% $parse($states.input.Cause).errorMessage %}", "End": True}
    states = {**invoke(function, Catch=caught), "Tell": told}

    assert machines.output(states, {"refuse": "x"}) == "아니오: x"


def test_a_function_that_dies_is_a_runtime_error(machines: StateMachines, function: str) -> None:
    """Lambda Developer Guide: 'Runtime.ExitError' is the error type of a process that ended."""
    assert machines.run(invoke(function), {"exit": True})["error"] == "Runtime.ExitError"


def test_throttling_is_retried_by_its_name(machines: StateMachines, function: str) -> None:
    """E: 'Lambda.TooManyRequestsException' is what Step Functions reports when throttled."""
    role = machines.role.rpartition("/")[2]
    machines.cloud.post(
        "faults",
        {"service": "lambda", "action": "InvokeFunction", "kind": "throttle", "role": role},
    )
    retry = [{"ErrorEquals": ["Lambda.TooManyRequestsException"], "IntervalSeconds": 30}]
    execution = machines.start(machines.create(invoke(function, Retry=retry)), {"n": 1})
    before = machines.describe(execution)["status"]

    machines.cloud.advance(31)

    assert before == "RUNNING"
    assert machines.describe(execution)["status"] == "SUCCEEDED"


def test_the_machine_role_needs_invoke_function(machines: StateMachines, function: str) -> None:
    """I: 'Step Functions can invoke only the functions that the role's policy names.'"""
    other = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": f"{function}-other"}
    role = machines.make_role({"Version": "2012-10-17", "Statement": [other]})

    found = machines.run(invoke(function), role=role)

    assert found["error"] == "Lambda.AWSLambdaException"
    assert "is not authorized to perform: lambda:InvokeFunction" in found["cause"]


def test_a_function_may_be_the_resource_itself(machines: StateMachines, function: str) -> None:
    """I: 'You can call a Lambda function directly by specifying its ARN in the Resource field.'"""
    call = {"Type": "Task", "Resource": function, "Arguments": {"n": 1}, "End": True}

    assert machines.output({"Call": call})["받음"] == {"n": 1}
