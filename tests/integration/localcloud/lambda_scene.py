"""Functions for the Lambda conformance tests: source in, deployed function out."""

import base64
import io
import itertools
import json
import zipfile
from typing import Any

from tests.cloud_process import REGION, CloudProcess

ACCOUNT = "123456789012"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}
_numbers = itertools.count()


def unique(word: str) -> str:
    """Return a name that no other test uses."""
    return f"fn-{word}-{next(_numbers)}"


def arn(service: str, rest: str) -> str:
    """Return an ARN of the cloud's own account and region."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def role(cloud: CloudProcess, *actions: str) -> str:
    """Return the ARN of a new role that allows these actions on everything."""
    name = unique("role")
    iam = cloud.client("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(TRUST))
    if actions:
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document)
    return str(made["Role"]["Arn"])


def packed(**files: str) -> bytes:
    """Return a zip of Python modules; `pkg__mod="..."` is `pkg/mod.py`, `pkg/__init__` itself."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        for name, source in files.items():
            path = name if "/" in name else name.replace("__", "/")
            opened.writestr(f"{path}.py", source)
    return archive.getvalue()


def function(
    cloud: CloudProcess, source: str, *, actions: tuple[str, ...] = ("logs:*",), **settings: Any
) -> str:
    """Return the name of a new function whose module `app` has this source."""
    name = unique("function")
    settings.setdefault("Role", None)
    settings["Role"] = settings["Role"] or role(cloud, *actions)
    cloud.client("lambda").create_function(
        **{
            "FunctionName": name,
            "Runtime": "python3.13",
            "Handler": "app.handler",
            "Code": {"ZipFile": packed(app=source)},
            **settings,
        }
    )
    return str(settings.get("FunctionName", name))


def call(cloud: CloudProcess, name: str, event: Any = None, **arguments: Any) -> Any:
    """Return the function's answer, parsed; fails when the function failed."""
    payload = json.dumps(event if event is not None else {}).encode()
    answer = cloud.client("lambda").invoke(FunctionName=name, Payload=payload, **arguments)
    found = json.load(answer["Payload"])
    assert "FunctionError" not in answer, found
    return found


def failing_call(cloud: CloudProcess, name: str, event: Any = None) -> dict[str, Any]:
    """Return the error document of a function that must fail."""
    payload = json.dumps(event if event is not None else {}).encode()
    answer = cloud.client("lambda").invoke(FunctionName=name, Payload=payload)
    assert answer["StatusCode"] == 200
    assert answer["FunctionError"] == "Unhandled"
    return dict(json.load(answer["Payload"]))


def queue(cloud: CloudProcess, **attributes: str) -> tuple[str, str]:
    """Return (URL, ARN) of a new queue."""
    name = unique("queue")
    url = cloud.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    return str(url), arn("sqs", name)


def messages(cloud: CloudProcess, url: str) -> list[dict[str, Any]]:
    """Return what waits in a queue, at most ten."""
    found = cloud.client("sqs").receive_message(
        QueueUrl=url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    )
    return list(found.get("Messages", []))


def logged(cloud: CloudProcess, name: str, group: str | None = None) -> list[str]:
    """Return every log message of a function, in order; none before it ever logged."""
    cloud.settle()
    client = cloud.client("logs")
    try:
        events = client.filter_log_events(logGroupName=group or f"/aws/lambda/{name}")
    except client.exceptions.ResourceNotFoundException:
        return []
    return [str(event["message"]) for event in events["events"]]


def tail(answer: dict[str, Any]) -> str:
    """Return the log tail of an answer."""
    return base64.b64decode(answer["LogResult"]).decode()
