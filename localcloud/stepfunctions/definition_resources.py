"""Check a Task's Resource and the names of its arguments against the services' own models.

"The resource provided ... is not recognized" is what CreateStateMachine says to an unknown one; an
argument must be spelled in PascalCase as the SDK for Java does (Developer Guide, "Learning to use
AWS service SDK integrations").
"""

from collections.abc import Iterator
from typing import Any

from localcloud.stepfunctions import shapes
from localcloud.stepfunctions.definition_fields import Fault
from localcloud.stepfunctions.naming import botocore_service

SDK = "arn:aws:states:::aws-sdk:"
ACTIVITY = ":activity:"


def faults(state: dict[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with a Task's Resource and arguments."""
    resource = state.get("Resource")
    if state.get("Type") != "Task":
        return
    if not isinstance(resource, str):
        yield "SCHEMA_VALIDATION_FAILED", "A Task needs a Resource", "/Resource"
    elif ACTIVITY in resource:
        message = f"{resource}: activities are not in the embedded cloud"
        yield "INVALID_RESOURCE", message, "/Resource"
    elif resource.startswith(SDK):
        yield from _sdk_task(state, resource.removeprefix(SDK))


def _sdk_task(state: dict[str, Any], name: str) -> Iterator[Fault]:
    service_name, _, action = name.partition(":")
    action = action.removesuffix(".waitForTaskToken")
    service = botocore_service(service_name)
    operation = shapes.operation(service, action) if service and action[:1].islower() else None
    if operation is None:
        message = (
            f"The resource provided {state['Resource']} is not recognized. The value is not a "
            "valid resource ARN, or the resource is not available in this region."
        )
        yield "SCHEMA_VALIDATION_FAILED", message, "/Resource"
        return
    known = shapes.members(operation.input_shape) if operation.input_shape else {}
    field = "Arguments" if "Arguments" in state else "Parameters"
    arguments = state.get(field)
    for argument in arguments if isinstance(arguments, dict) else ():
        if argument.removesuffix(".$") not in known:
            message = f"The field '{argument}' is not supported by Step Functions"
            yield "SCHEMA_VALIDATION_FAILED", message, f"/{field}"
