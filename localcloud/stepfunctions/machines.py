"""Refuse a wrong definition when a machine is created or updated; moto keeps the machines."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.stepfunctions import definitions, machine_role
from localcloud.stepfunctions.executions import Executions

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

Hook = Callable[[ApiCall], Answer | None]


def install(cloud: "Cloud", executions: Executions) -> None:
    """Check before moto creates or updates."""
    hooks: dict[str, Hook] = {
        "CreateStateMachine": _create(executions),
        "UpdateStateMachine": _update,
        "ValidateStateMachineDefinition": _validate,
        "StartSyncExecution": _refuse_express,
        "RedriveExecution": _refuse_redrive,
    }
    for operation, hook in hooks.items():
        cloud.gateway.replace("stepfunctions", operation, hook)


def _create(executions: Executions) -> Hook:
    def check(call: ApiCall) -> None:
        asked = call.params
        if asked.get("type", "STANDARD") != "STANDARD":
            _refuse_express(call)
        _check_definition(asked.get("definition", ""))
        machine_role.check(asked.get("roleArn", ""), call.region)
        for machine in executions.backend(call.region).state_machines:
            if machine.name == asked.get("name") and not _is_same(machine, asked):
                raise AwsError(
                    "StateMachineAlreadyExists", f"State Machine Already Exists: '{machine.arn}'"
                )

    return check


def _is_same(machine: Any, asked: dict[str, Any]) -> bool:
    # "idempotency check is based on the state machine name, definition, type, LoggingConfiguration,
    # TracingConfiguration, and EncryptionConfiguration" (API reference, CreateStateMachine)
    given = {
        "definition": machine.definition,
        "loggingConfiguration": machine.loggingConfiguration,
        "tracingConfiguration": machine.tracingConfiguration,
        "encryptionConfiguration": machine.encryptionConfiguration,
    }
    return all(asked[name] == value for name, value in given.items() if name in asked)


def _update(call: ApiCall) -> None:
    if "definition" in call.params:
        _check_definition(call.params["definition"])
    if "roleArn" in call.params:
        machine_role.check(call.params["roleArn"], call.region)


def _check_definition(definition: str) -> None:
    faults = definitions.check(definition)
    if faults:
        listed = ", ".join(str(fault) for fault in faults)
        raise AwsError("InvalidDefinition", f"Invalid State Machine Definition: '{listed}'")


def _validate(call: ApiCall) -> Answer:
    faults = definitions.check(call.params.get("definition", ""))
    listed = [
        {"severity": "ERROR", "code": f.code, "message": f.message, "location": f.location}
        for f in faults
    ]
    found = {"result": "FAIL" if faults else "OK", "diagnostics": listed, "truncated": False}
    body = json.dumps(found, ensure_ascii=False).encode()
    return Answer(200, {"Content-Type": "application/x-amz-json-1.0"}, body)


def _refuse_express(_: ApiCall) -> Answer:
    raise AwsError(
        "StateMachineTypeNotSupported", "Express workflows are not in the embedded cloud"
    )


def _refuse_redrive(_: ApiCall) -> Answer:
    raise AwsError("ExecutionNotRedrivable", "Redrive is not in the embedded cloud")
