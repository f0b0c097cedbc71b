"""Run state machines on moto as it comes, in a process of its own: what the patches are for."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROLE = "arn:aws:iam::123456789012:role/any"
REGION = "ap-northeast-2"
ROOT = Path(__file__).resolve().parents[1]

Check = Callable[[], bool]


def checks(namespace: Mapping[str, Any]) -> dict[str, Check]:
    """Return the checks of a test module: its functions that return bool, by name."""
    named = namespace.items()
    return {n: c for n, c in named if getattr(c, "__annotations__", {}) == {"return": bool}}


def run_alone(file: str) -> dict[str, bool | str]:
    """Return what the checks of `file` answer when it is run as a program."""
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, file]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    answers: dict[str, bool | str] = json.loads(done.stdout.splitlines()[-1])
    return answers


def print_answers(found: Mapping[str, Check]) -> None:
    """Print which faults moto still has, and end: moto leaves threads behind."""
    import logging

    from moto import mock_aws

    logging.disable(logging.CRITICAL)
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        print(json.dumps({name: _answer(check) for name, check in found.items()}))
    sys.stdout.flush()
    os._exit(0)


def _answer(check: Check) -> bool | str:
    try:
        return check()
    except Exception as problem:
        return f"{type(problem).__name__}: {problem}"


def sfn() -> Any:
    """Return a client of moto's Step Functions."""
    import boto3

    return boto3.client("stepfunctions", region_name=REGION)


def run(states: dict[str, Any], given: str = "{}", **fields: Any) -> dict[str, Any]:
    """Return the description of an execution that has ended (or has had three seconds to)."""
    definition = {"StartAt": next(iter(states)), "States": states, **fields}
    client = sfn()
    made = client.create_state_machine(
        name=f"m{time.monotonic_ns()}", definition=json.dumps(definition), roleArn=ROLE
    )
    started = client.start_execution(
        stateMachineArn=made["stateMachineArn"], name=f"e{time.monotonic_ns()}", input=given
    )
    for _ in range(300):
        found: dict[str, Any] = client.describe_execution(executionArn=started["executionArn"])
        if found["status"] != "RUNNING":
            break
        time.sleep(0.01)
    return found


def jsonata(state: dict[str, Any], given: str = "{}") -> dict[str, Any]:
    """Return the description of an execution of one JSONata state."""
    return run({"A": {"End": True, **state}}, given, QueryLanguage="JSONata")


def task(resource: str, **arguments: Any) -> dict[str, Any]:
    """Return a Task state that ends."""
    name = f"arn:aws:states:::{resource}"
    return {"Type": "Task", "Resource": name, "Parameters": arguments, "End": True}


def code_of(call: Callable[[], Any]) -> str:
    """Return the error code of a call, `accepted` when there is none."""
    from botocore.exceptions import ClientError

    try:
        call()
    except ClientError as problem:
        return str(problem.response["Error"]["Code"])
    return "accepted"
