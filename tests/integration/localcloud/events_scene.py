"""What the event tests need: queues that a service may fill, roles, rules, unique names."""

import itertools
import json
from dataclasses import dataclass
from typing import Any

from tests.cloud_process import REGION, CloudProcess

ACCOUNT = "123456789012"
_numbers = itertools.count(1)


def unique(prefix: str) -> str:
    """Return a name no other test uses."""
    return f"{prefix}-{next(_numbers)}"


@dataclass(frozen=True)
class Inbox:
    """A queue to look into."""

    cloud: CloudProcess
    name: str
    url: str

    @property
    def arn(self) -> str:
        """The queue's ARN."""
        return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.name}"

    def messages(self) -> list[dict[str, Any]]:
        """Take every message out, oldest first."""
        self.cloud.settle()
        client, found = self.cloud.client("sqs"), []
        while batch := client.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        ).get("Messages"):
            found += batch
            handles = [
                {"Id": str(n), "ReceiptHandle": m["ReceiptHandle"]} for n, m in enumerate(batch)
            ]
            client.delete_message_batch(QueueUrl=self.url, Entries=handles)
        return found

    def bodies(self) -> list[Any]:
        """Take every message out, as JSON values."""
        return [json.loads(message["Body"]) for message in self.messages()]


def inbox(cloud: CloudProcess, *principals: str, fifo: bool = False) -> Inbox:
    """Return a new queue that these services may send to."""
    name = unique("inbox") + (".fifo" if fifo else "")
    days = str(14 * 86_400)
    attributes = {"MessageRetentionPeriod": days}
    if fifo:
        attributes |= {"FifoQueue": "true", "ContentBasedDeduplication": "true"}
    url = cloud.client("sqs").create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
    queue = Inbox(cloud, name, url)
    if principals:
        policy = allow(queue.arn, "sqs:SendMessage", *principals)
        cloud.client("sqs").set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return queue


def allow(resource: str, action: str, *principals: str) -> str:
    """Return a resource policy."""
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": list(principals)},
        "Action": action,
        "Resource": resource,
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role(cloud: CloudProcess, trusted: str, *statements: tuple[str, str]) -> str:
    """Return the ARN of a new role; statements are (action, resource)."""
    iam, name = cloud.client("iam"), unique("role")
    trust = {"Effect": "Allow", "Principal": {"Service": trusted}, "Action": "sts:AssumeRole"}
    arn = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}),
    )["Role"]["Arn"]
    if statements:
        allowed = [{"Effect": "Allow", "Action": a, "Resource": r} for a, r in statements]
        iam.put_role_policy(
            RoleName=name,
            PolicyName="p",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": allowed}),
        )
    return str(arn)


def attributes(message: dict[str, Any]) -> dict[str, str]:
    """Return a message's attributes as texts."""
    return {k: v["StringValue"] for k, v in message.get("MessageAttributes", {}).items()}


def put(cloud: CloudProcess, source: str, detail: Any, **entry: Any) -> dict[str, Any]:
    """Put one event; return the answer."""
    whole = {"Source": source, "DetailType": "Thing Done", "Detail": json.dumps(detail)} | entry
    answer: dict[str, Any] = cloud.client("events").put_events(Entries=[whole])
    return answer


def rule(cloud: CloudProcess, source: str, target: dict[str, Any], bus: str = "default") -> str:
    """Return the name of a new rule for a source, with one target."""
    events, name = cloud.client("events"), unique("rule")
    events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps({"source": [source]}))
    events.put_targets(Rule=name, EventBusName=bus, Targets=[{"Id": "1", **target}])
    return name
