"""Fetch every execution of every state machine, with its history."""

import json
from typing import Any

from demo import history
from demo.cloud import Cloud
from demo.record import Execution


def fetch(cloud: Cloud) -> tuple[Execution, ...]:
    """Return all executions, in the order they were started."""
    client = cloud.client("stepfunctions")
    arns = [
        execution["executionArn"]
        for machine in _all(client, "list_state_machines", "stateMachines")
        for execution in _all(
            client,
            "list_executions",
            "executions",
            stateMachineArn=machine["stateMachineArn"],
        )
    ]
    return tuple(sorted((_execution(client, arn) for arn in arns), key=lambda e: e.started))


def finished(cloud: Cloud, machine: str) -> list[dict[str, Any]]:
    """Return the machine's executions that have ended, as Step Functions lists them."""
    client = cloud.client("stepfunctions")
    for found in _all(client, "list_state_machines", "stateMachines"):
        if found["name"] == machine:
            listed = _all(
                client, "list_executions", "executions", stateMachineArn=found["stateMachineArn"]
            )
            return [execution for execution in listed if execution["status"] != "RUNNING"]
    raise LookupError(f"state machine {machine!r} is not deployed")


def describe(cloud: Cloud, arn: str) -> Execution:
    """Return one execution with its history."""
    return _execution(cloud.client("stepfunctions"), arn)


def _execution(client: Any, arn: str) -> Execution:
    found = client.describe_execution(executionArn=arn)
    events = _all(client, "get_execution_history", "events", executionArn=arn)
    return Execution(
        machine=found["stateMachineArn"].rpartition(":")[2],
        name=found["name"],
        status=found["status"],
        started=found["startDate"],
        stopped=found.get("stopDate"),
        states=history.states(events),
        about=_about(json.loads(found["input"])),
        error=found.get("error"),
        cause=_sentence(found.get("cause")),
    )


def _about(given: dict[str, Any]) -> str | None:
    detail = given.get("detail", given)  # an event arrives whole or as its detail
    if not isinstance(detail, dict):
        return None
    return detail.get("meeting_id") or detail.get("workload")


def _sentence(cause: str | None) -> str | None:
    """Return what a function's error says, without its stack trace; any other cause as it is."""
    try:
        found = json.loads(cause or "")
    except ValueError:
        return cause
    return found.get("errorMessage", cause) if isinstance(found, dict) else cause


def _all(client: Any, operation: str, key: str, **arguments: str) -> list[dict[str, Any]]:
    pages = client.get_paginator(operation).paginate(**arguments)
    return [item for page in pages for item in page[key]]
