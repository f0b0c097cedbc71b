"""AWS::SQS::*."""

from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.kinds.attributes import AttributesKind, PolicyOfManyKind
from localcloud.cloudformation.kinds.kind import Kind, already_exists, as_tags
from localcloud.cloudformation.kinds.scene import Properties, Scene

QUEUE_ATTRIBUTES = frozenset(
    {
        "ContentBasedDeduplication",
        "DeduplicationScope",
        "DelaySeconds",
        "FifoQueue",
        "FifoThroughputLimit",
        "KmsDataKeyReusePeriodSeconds",
        "KmsMasterKeyId",
        "MaximumMessageSize",
        "MessageRetentionPeriod",
        "ReceiveMessageWaitTimeSeconds",
        "RedriveAllowPolicy",
        "RedrivePolicy",
        "SqsManagedSseEnabled",
        "VisibilityTimeout",
    }
)

# API reference, SetQueueAttributes: the attributes' defaults.
DEFAULTS = {
    "DelaySeconds": 0,
    "MaximumMessageSize": 262_144,
    "MessageRetentionPeriod": 345_600,
    "ReceiveMessageWaitTimeSeconds": 0,
    "VisibilityTimeout": 30,
}


@dataclass(frozen=True)
class QueueKind(AttributesKind):
    """AWS::SQS::Queue."""

    def new_name(self, scene: Scene, properties: Properties) -> str:
        """Return a made-up name; that of a FIFO queue ends in .fifo."""
        fifo = str(properties.get("FifoQueue", "")).lower() == "true"
        return scene.name(80, ".fifo" if fifo else "")

    def _refuse_existing(self, scene: Scene, properties: Properties) -> None:
        name = str(properties["QueueName"])
        answer = scene.api.call("sqs", "ListQueues", QueueNamePrefix=name)
        if any(url.endswith(f"/{name}") for url in answer.get("QueueUrls", ())):
            raise already_exists(self.type, name)

    def _create(self, scene: Scene, properties: Properties) -> dict[str, Any]:
        tags = as_tags(properties.get("Tags"))
        rest = {k: v for k, v in properties.items() if k != "Tags"}
        return Kind._create(self, scene, {**rest, **({"tags": tags} if tags else {})})


KINDS = (
    QueueKind(
        "AWS::SQS::Queue",
        "sqs",
        create="CreateQueue",
        name="QueueName",
        ref="QueueUrl",
        attributes={
            "Arn": "join(':', ['arn:aws:sqs', region, account, QueueName])",
            "QueueName": "QueueName",
            "QueueUrl": "QueueUrl",
        },
        names=QUEUE_ATTRIBUTES,
        holder="QueueUrl",
        setter="SetQueueAttributes",
        one_by_one=False,
        cleared=DEFAULTS,
        update="SetQueueAttributes",
        delete="DeleteQueue",
        delete_key={"QueueUrl": "QueueUrl"},
        tag=("TagQueue", "UntagQueue", "QueueUrl=QueueUrl", "Tags", "TagKeys"),
    ),
    PolicyOfManyKind(
        "AWS::SQS::QueuePolicy",
        "sqs",
        create="SetQueueAttributes",
        ref="Id",
        attributes={"Id": "Id"},
        targets="Queues",
        setter="SetQueueAttributes",
        holder="QueueUrl",
        update="SetQueueAttributes",
    ),
)
