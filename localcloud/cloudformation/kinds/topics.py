"""AWS::SNS::*."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.cloudformation.kinds.attributes import AttributesKind, PolicyOfManyKind
from localcloud.cloudformation.kinds.scene import Properties, Scene
from localcloud.cloudformation.stack import Made

TOPIC_ATTRIBUTES = frozenset(
    {
        "ArchivePolicy",
        "ContentBasedDeduplication",
        "DisplayName",
        "FifoThroughputScope",
        "FifoTopic",
        "KmsMasterKeyId",
        "SignatureVersion",
        "TracingConfig",
    }
)
SUBSCRIPTION_ATTRIBUTES = frozenset(
    {
        "DeliveryPolicy",
        "FilterPolicy",
        "FilterPolicyScope",
        "RawMessageDelivery",
        "RedrivePolicy",
        "ReplayPolicy",
        "SubscriptionRoleArn",
    }
)


def _subscriptions(scene: Scene, facts: Mapping[str, Any], old: Any, new: Any) -> dict[str, Any]:
    arns = dict(facts.get("Subscribed", {}))
    for entry in old or ():
        if entry not in (new or ()):
            arn = arns.pop(_key(entry))
            scene.api.call("sns", "Unsubscribe", SubscriptionArn=arn)
    for entry in new or ():
        if entry not in (old or ()):
            answer = scene.api.call(
                "sns",
                "Subscribe",
                TopicArn=facts["TopicArn"],
                ReturnSubscriptionArn=True,
                **entry,
            )
            arns[_key(entry)] = answer["SubscriptionArn"]
    return {"Subscribed": arns}


def _key(entry: Mapping[str, Any]) -> str:
    return f"{entry['Protocol']} {entry['Endpoint']}"


@dataclass(frozen=True)
class TopicKind(AttributesKind):
    """AWS::SNS::Topic."""

    def new_name(self, scene: Scene, properties: Properties) -> str:
        """Return a made-up name; that of a FIFO topic ends in .fifo."""
        fifo = str(properties.get("FifoTopic", "")).lower() == "true"
        return scene.name(256, ".fifo" if fifo else "")

    def destroy(self, scene: Scene, made: Made) -> None:
        """Delete the topic and the subscriptions it was declared with."""
        _subscriptions(scene, made.facts, made.facts.get("Subscription"), None)
        AttributesKind.destroy(self, scene, made)


KINDS = (
    TopicKind(
        "AWS::SNS::Topic",
        "sns",
        create="CreateTopic",
        rename={"TopicName": "Name"},
        name="TopicName",
        ref="TopicArn",
        attributes={"TopicArn": "TopicArn", "TopicName": "TopicName"},
        extras={"Subscription": _subscriptions},
        names=TOPIC_ATTRIBUTES,
        holder="TopicArn",
        setter="SetTopicAttributes",
        update="SetTopicAttributes",
        delete="DeleteTopic",
        delete_key={"TopicArn": "TopicArn"},
        probe="GetTopicAttributes",
        probe_key={"TopicArn": "join(':', ['arn:aws:sns', region, account, TopicName])"},
        tag=("TagResource", "UntagResource", "ResourceArn=TopicArn", "Tags", "TagKeys"),
    ),
    AttributesKind(
        "AWS::SNS::Subscription",
        "sns",
        create="Subscribe",
        ref="SubscriptionArn",
        ignored=frozenset({"Region"}),
        names=SUBSCRIPTION_ATTRIBUTES,
        holder="SubscriptionArn",
        setter="SetSubscriptionAttributes",
        update="SetSubscriptionAttributes",
        delete="Unsubscribe",
        delete_key={"SubscriptionArn": "SubscriptionArn"},
    ),
    PolicyOfManyKind(
        "AWS::SNS::TopicPolicy",
        "sns",
        create="SetTopicAttributes",
        ref="Id",
        attributes={"Id": "Id"},
        targets="Topics",
        setter="SetTopicAttributes",
        holder="TopicArn",
        update="SetTopicAttributes",
    ),
)
