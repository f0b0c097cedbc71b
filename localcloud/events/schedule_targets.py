"""Call a schedule's target: templated ones, and any API by `aws-sdk` universal targets.

Scheduler User Guide "Managing targets", "Adding context attributes", read 2026-11-20.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError
from botocore.model import (
    ListShape,
    OperationModel,
    OperationNotFoundError,
    Shape,
    StructureShape,
)
from moto.core.utils import get_service_model

from localcloud.events import failures, targets
from localcloud.events.inputs import as_json
from localcloud.events.permissions import Sender
from localcloud.events.targets import Parcel

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

UNIVERSAL = "arn:aws:scheduler:::aws-sdk:"
READ_ONLY = ("Get", "Describe", "List", "BatchGet", "Select", "Scan", "Query", "Search")
# SDK service names that are not botocore's.
BOTOCORE = {
    "applicationautoscaling": "application-autoscaling",
    "autoscalingplans": "autoscaling-plans",
    "cloudwatchlogs": "logs",
    "costexplorer": "ce",
    "elasticloadbalancingv2": "elbv2",
    "eventbridge": "events",
    "sfn": "stepfunctions",
}


@dataclass(frozen=True, slots=True)
class Firing:
    """One firing of a schedule: its execution id stays the same for all attempts."""

    schedule_arn: str
    target: dict[str, Any]
    scheduled: str  # 2026-01-15T09:00:00Z
    execution: str

    @property
    def region(self) -> str:
        """The schedule's region."""
        return self.schedule_arn.split(":")[3]


class UnknownTargetError(ValueError):
    """The target's ARN names nothing this cloud can call; the message says why."""


def check(target: dict[str, Any]) -> None:
    """Refuse a target that cannot be called.

    Raises:
        UnknownTargetError: with the reason.
    """
    arn = str(target.get("Arn", ""))
    if arn.startswith(UNIVERSAL):
        _operation(arn)
        json.loads(target.get("Input") or "{}")
        return
    kind = targets.kind_of(arn)
    if kind not in ("lambda", "states", "sqs", "sns", "events:event-bus"):
        raise UnknownTargetError(
            f"{arn}: the embedded cloud has templated targets for Lambda, Step Functions, SQS, "
            "SNS and event buses; use a universal target (aws-sdk) for another service"
        )
    if kind == "events:event-bus" and not target.get("EventBridgeParameters"):
        raise UnknownTargetError("EventBridgeParameters must be specified for an event bus target")


def payload(firing: Firing, attempt: int) -> str:
    """Return the target's input with the context attributes filled in."""
    text = firing.target.get("Input")
    if text is None:
        return as_json(_default_event(firing))
    context = {
        "<aws.scheduler.schedule-arn>": firing.schedule_arn,
        "<aws.scheduler.scheduled-time>": firing.scheduled,
        "<aws.scheduler.execution-id>": firing.execution,
        "<aws.scheduler.attempt-number>": str(attempt),
    }
    for name, value in context.items():
        text = text.replace(name, value)
    return str(text)


def send(cloud: "Cloud", firing: Firing, attempt: int) -> None:
    """Call the target once, under the schedule's role.

    Raises:
        DeliveryError: the target did not take it.
    """
    text = payload(firing, attempt)
    arn = firing.target["Arn"]
    if arn.startswith(UNIVERSAL):
        _call(cloud, firing, text)
    elif targets.kind_of(arn) == "events:event-bus":
        _put_event(cloud, firing, text)
    else:
        sender = Sender("scheduler.amazonaws.com", firing.schedule_arn, cloud.account)
        targets.send(cloud, Parcel(firing.target, text, sender, firing.execution))


def _call(cloud: "Cloud", firing: Firing, text: str) -> None:
    service, operation = _operation(firing.target["Arn"])
    client = cloud.client(service, firing.region, firing.target["RoleArn"])
    shape = operation.input_shape
    parameters = _fitted(shape, json.loads(text)) if shape and firing.target.get("Input") else {}
    try:
        client._make_api_call(operation.name, parameters)
    except (ClientError, HTTPClientError) as problem:
        raise failures.of_client(problem) from problem


def _put_event(cloud: "Cloud", firing: Firing, text: str) -> None:
    given = firing.target["EventBridgeParameters"]
    entry = {
        "Source": given["Source"],
        "DetailType": given["DetailType"],
        "Detail": text,
        "EventBusName": firing.target["Arn"],
    }
    client = cloud.client("events", firing.target["Arn"].split(":")[3], firing.target["RoleArn"])
    try:
        answer = client.put_events(Entries=[entry])["Entries"][0]
    except (ClientError, HTTPClientError) as problem:
        raise failures.of_client(problem) from problem
    if "ErrorCode" in answer:
        raise failures.of_code(answer["ErrorCode"], answer["ErrorMessage"], 400)


@cache
def _operation(arn: str) -> tuple[str, OperationModel]:
    service, _, action = arn.removeprefix(UNIVERSAL).partition(":")
    name = BOTOCORE.get(service, service)
    operation = action[:1].upper() + action[1:]
    if operation.startswith(READ_ONLY):
        raise UnknownTargetError(f"{arn}: read-only API actions are not supported as a target")
    try:
        model = get_service_model(name)
        spelled = {known.lower(): known for known in model.operation_names}
        return name, model.operation_model(spelled.get(operation.lower(), operation))
    except (ValueError, LookupError, OperationNotFoundError) as problem:
        raise UnknownTargetError(f"{arn}: there is no such service or operation") from problem


def _fitted(shape: Shape, value: Any) -> Any:
    """Return `value` with its keys spelled as the API's model does (the SDK writes PascalCase)."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        spelled = {name.lower(): name for name in shape.members}
        names = {key: spelled.get(key.lower(), key) for key in value}
        return {
            name: _fitted(shape.members[name], value[key]) if name in shape.members else value[key]
            for key, name in names.items()
        }
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_fitted(shape.member, item) for item in value]
    if shape.type_name == "blob" and isinstance(value, dict | list):
        return json.dumps(value).encode()
    return value


def _default_event(firing: Firing) -> dict[str, Any]:
    return {
        "version": "0",
        "id": firing.execution,
        "detail-type": "Scheduled Event",
        "source": "aws.scheduler",
        "account": firing.schedule_arn.split(":")[4],
        "time": firing.scheduled,
        "region": firing.region,
        "resources": [firing.schedule_arn],
        "detail": "{}",
    }
