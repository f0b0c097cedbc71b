"""SQS messages as the records of a Lambda event, and which of them a function reports as failed.

Shapes: "Using Lambda with Amazon SQS"; rules: "Handling errors for an SQS event source in Lambda",
success and failure conditions of partial batch responses.
"""

import base64
import json
from typing import Any

Message = dict[str, Any]  # as ReceiveMessage returns it


def event(messages: list[Message], queue_arn: str) -> bytes:
    """Return the payload for a batch."""
    records = [_record(message, queue_arn) for message in messages]
    return json.dumps({"Records": records}, ensure_ascii=False).encode()


def failures(payload: bytes, messages: list[Message]) -> set[str]:
    """Return the ids of the messages a function reports as failed; all of them where it is unclear.

    Nothing reported (null, {}, an empty list) means that every message succeeded.
    """
    everything = {message["MessageId"] for message in messages}
    try:
        answer = json.loads(payload or b"null")
        reported = (answer or {}).get("batchItemFailures") or []
        found = {item["itemIdentifier"] for item in reported}
    except (ValueError, AttributeError, KeyError, TypeError):
        return everything
    return found if found <= everything else everything


def _record(message: Message, queue_arn: str) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": message.get("Attributes", {}),
        "messageAttributes": {
            name: _attribute(value) for name, value in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": queue_arn,
        "awsRegion": queue_arn.split(":")[3],
    }


def _attribute(value: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"stringListValues": [], "binaryListValues": []}
    if "StringValue" in value:
        found["stringValue"] = value["StringValue"]
    if "BinaryValue" in value:
        found["binaryValue"] = base64.b64encode(value["BinaryValue"]).decode()
    return {**found, "dataType": value["DataType"]}
