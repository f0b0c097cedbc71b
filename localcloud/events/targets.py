"""Hand a payload to a rule's target: under the target's role, or by its resource policy.

A target kind that AWS has and this cloud has not is refused by PutTargets (`check`).
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError, HTTPClientError

from localcloud.answers import AwsError
from localcloud.events import failures, permissions
from localcloud.events.permissions import Sender

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


@dataclass(frozen=True, slots=True)
class Parcel:
    """What to deliver to which target, and who delivers it."""

    target: dict[str, Any]
    payload: str
    sender: Sender
    name: str  # of a started execution

    @property
    def arn(self) -> str:
        """The target's ARN."""
        return str(self.target["Arn"])


Sending = Callable[["Cloud", Parcel], None]


def kind_of(arn: str) -> str:
    """Return the target's kind by its ARN, e.g. `sqs`, or `events:event-bus`."""
    parts = arn.split(":", 5)
    service, resource = (parts[2], parts[5]) if len(parts) == 6 else ("", "")
    return f"events:{resource.split('/')[0]}" if service == "events" else service


def check(target: dict[str, Any]) -> None:
    """Refuse a target that cannot work.

    Raises:
        AwsError: ValidationException, not an ARN, no role where one is needed, or unknown kind.
    """
    arn = str(target.get("Arn", ""))
    if len(arn.split(":", 5)) != 6:
        raise AwsError(
            "ValidationException",
            f"Parameter {arn} is not valid. Reason: Provided Arn is not in correct format.",
        )
    kind = kind_of(arn)
    if kind not in SENDINGS and kind not in ("events:event-bus", "events:"):
        raise AwsError(
            "ValidationException",
            f"Target {target.get('Id')}: the embedded cloud delivers to Lambda, Step Functions, "
            f"SQS, SNS, CloudWatch Logs and event buses, not to {kind or arn!r} ({arn})",
        )
    if kind == "states" and not target.get("RoleArn"):
        raise AwsError("ValidationException", f"RoleArn is required for target {arn}.")


def send(cloud: "Cloud", parcel: Parcel) -> None:
    """Deliver once.

    Raises:
        DeliveryError: the target did not take it.
    """
    try:
        SENDINGS[kind_of(parcel.arn)](cloud, parcel)
    except (ClientError, HTTPClientError) as problem:
        raise failures.of_client(problem) from problem


def _client(cloud: "Cloud", parcel: Parcel, service: str, action: str) -> Any:
    """Return a client of the target's role; without one the resource policy must allow it."""
    role = parcel.target.get("RoleArn")
    if role is None:
        permissions.require(parcel.sender, action, parcel.arn)
    region, account = parcel.arn.split(":")[3:5]
    return cloud.client(service, region, role, account=account)


def invoke(cloud: "Cloud", parcel: Parcel) -> None:
    """Invoke a function asynchronously."""
    if parcel.target.get("RoleArn"):
        _client(cloud, parcel, "lambda", "lambda:InvokeFunction").invoke(
            FunctionName=parcel.arn, InvocationType="Event", Payload=parcel.payload.encode()
        )
        return
    permissions.require(parcel.sender, "lambda:InvokeFunction", parcel.arn)
    region = parcel.arn.split(":")[3]
    try:
        cloud.lambdas.invoke(parcel.arn, parcel.payload.encode(), asynchronous=True, region=region)
    except AwsError as problem:
        raise failures.of_code(problem.code, problem.message, problem.status) from problem


def _start(cloud: "Cloud", parcel: Parcel) -> None:
    _client(cloud, parcel, "stepfunctions", "states:StartExecution").start_execution(
        stateMachineArn=parcel.arn, name=parcel.name, input=parcel.payload
    )


def _enqueue(cloud: "Cloud", parcel: Parcel) -> None:
    client = _client(cloud, parcel, "sqs", "sqs:SendMessage")
    group = (parcel.target.get("SqsParameters") or {}).get("MessageGroupId")
    client.send_message(
        QueueUrl=queue_url(parcel.arn),
        MessageBody=parcel.payload,
        **({"MessageGroupId": group} if group else {}),
    )


def _publish(cloud: "Cloud", parcel: Parcel) -> None:
    client = _client(cloud, parcel, "sns", "sns:Publish")
    subject = parcel.target.get("Subject")  # an alarm's; a rule's target has none
    client.publish(
        TopicArn=parcel.arn, Message=parcel.payload, **({"Subject": subject} if subject else {})
    )


def _log(cloud: "Cloud", parcel: Parcel) -> None:
    client = cloud.client("logs", parcel.arn.split(":")[3], parcel.target.get("RoleArn"))
    group = parcel.arn.split(":log-group:")[1].removesuffix(":*")
    stream = str(uuid.uuid4())
    client.create_log_stream(logGroupName=group, logStreamName=stream)
    at = int(cloud.clock.now().timestamp() * 1000)
    client.put_log_events(
        logGroupName=group,
        logStreamName=stream,
        logEvents=[{"timestamp": at, "message": parcel.payload}],
    )


def queue_url(arn: str) -> str:
    """Return the URL of a queue by its ARN."""
    _, _, _, region, account, name = arn.split(":")
    return f"https://sqs.{region}.amazonaws.com/{account}/{name}"


SENDINGS: dict[str, Sending] = {
    "lambda": invoke,
    "states": _start,
    "sqs": _enqueue,
    "sns": _publish,
    "logs": _log,
}
