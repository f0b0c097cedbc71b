"""Where an asynchronous invocation ends up: dead-letter queue, on-success, on-failure destination.

Everything is sent under the function's own role, so its permissions apply; a refused or failing
send loses the record, as on AWS (there: metric DestinationDeliveryFailures).
Shapes: "Capturing records of Lambda asynchronous invocations" (Lambda Developer Guide).
"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from botocore.exceptions import BotoCoreError, ClientError

from localcloud.lambdas.functions import Function
from localcloud.lambdas.invocation import Invocation, Outcome

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

logger = logging.getLogger(__name__)
Condition = Literal["Success", "RetriesExhausted", "EventAgeExceeded", "ZeroReservedConcurrency"]
MESSAGE_LIMIT = 1024  # bytes of a dead letter's ErrorMessage


def record(
    function: Function,
    invocation: Invocation,
    *,
    condition: Condition,
    attempts: int,
    outcome: Outcome | None,
    now: datetime,
) -> dict[str, Any]:
    """Return the invocation record that a destination gets; `outcome` None when it never ran."""
    found: dict[str, Any] = {
        "version": "1.0",
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "requestContext": {
            "requestId": invocation.request_id,
            "functionArn": function.versioned_arn,
            "condition": condition,
            "approximateInvokeCount": attempts,
        },
        "requestPayload": json.loads(invocation.payload),
    }
    if outcome is not None:
        context: dict[str, Any] = {"statusCode": 200, "executedVersion": function.version}
        if outcome.error_type is not None:
            context["functionError"] = "Unhandled"
        found |= {"responseContext": context, "responsePayload": json.loads(outcome.payload)}
    return found


def send(cloud: "Cloud", function: Function, arn: str, found: dict[str, Any]) -> None:
    """Send an invocation record to a queue, a topic, a function or an event bus."""
    body = json.dumps(found, ensure_ascii=False)
    service = arn.split(":")[2]
    with _losing(function, arn):
        client = _client(cloud, function, service, arn)
        if service == "sqs":
            client.send_message(QueueUrl=_queue_url(arn), MessageBody=body)
        elif service == "sns":
            client.publish(TopicArn=arn, Message=body)
        elif service == "lambda":
            client.invoke(FunctionName=arn, InvocationType="Event", Payload=body.encode())
        else:
            _put_event(client, function, arn, found)


def dead_letter(
    cloud: "Cloud", function: Function, arn: str, *, invocation: Invocation, outcome: Outcome | None
) -> None:
    """Send the event itself, with why it failed in the attributes."""
    reason = json.loads(outcome.payload).get("errorMessage", "") if outcome else "Event discarded"
    message = reason.encode()[:MESSAGE_LIMIT].decode(errors="ignore")
    values = {
        "RequestID": ("String", invocation.request_id),
        "ErrorCode": ("Number", "200" if outcome else "429"),
        "ErrorMessage": ("String", message or "-"),
    }
    attributes = {
        name: {"DataType": kind, "StringValue": value} for name, (kind, value) in values.items()
    }
    body = invocation.payload.decode()
    service = arn.split(":")[2]
    with _losing(function, arn):
        client = _client(cloud, function, service, arn)
        if service == "sqs":
            client.send_message(
                QueueUrl=_queue_url(arn), MessageBody=body, MessageAttributes=attributes
            )
        else:
            client.publish(TopicArn=arn, Message=body, MessageAttributes=attributes)


def _put_event(client: Any, function: Function, arn: str, found: dict[str, Any]) -> None:
    ok = found["requestContext"]["condition"] == "Success"
    result = "Success" if ok else "Failure"
    client.put_events(
        Entries=[
            {
                "EventBusName": arn,
                "Source": "lambda",
                "DetailType": f"Lambda Function Invocation Result - {result}",
                "Detail": json.dumps(found, ensure_ascii=False),
                "Resources": [arn, function.versioned_arn],
            }
        ]
    )


def _client(cloud: "Cloud", function: Function, service: str, arn: str) -> Any:
    return cloud.client(service, region=arn.split(":")[3], role_arn=function.role)


def _queue_url(arn: str) -> str:
    _, _, _, region, account, name = arn.split(":")
    return f"https://sqs.{region}.amazonaws.com/{account}/{name}"


@contextmanager
def _losing(function: Function, arn: str) -> Iterator[None]:
    try:
        yield
    except (ClientError, BotoCoreError) as problem:
        logger.warning("%s: %s did not take it: %s", function.name, arn, problem)
