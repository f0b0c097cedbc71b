"""SNS deliveries: to functions as AWS writes the event, by e-mail, webhook and SMS to the outbox.

SQS is moto's. Lambda Developer Guide "Using Lambda with Amazon SNS", SNS Developer Guide "Amazon
SNS dead-letter queues" (a refused delivery goes by the subscription's RedrivePolicy), 2026-11-20.
"""

import json
import logging
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError
from cryptography.hazmat.primitives.asymmetric import rsa
from moto.sns.models import Subscription

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.events import targets
from localcloud.events.failures import DeliveryError
from localcloud.events.permissions import Sender
from localcloud.events.retries import Delivery, GivenUp, RetryPolicy
from localcloud.events.targets import Parcel
from localcloud.outside.places import place
from localcloud.outside.reception import parsed

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

logger = logging.getLogger(__name__)
PRINCIPAL = "sns.amazonaws.com"
CHANNELS = {
    "email": "email",
    "email-json": "email",
    "http": "webhook",
    "https": "webhook",
    "sms": "sms",
}
PROTOCOLS = frozenset({"sqs", "lambda", *CHANNELS})
# SNS retries a function for 23 days ("Amazon SNS message delivery retries").
FUNCTION_RETRIES = RetryPolicy(retries=100_015, age=23 * 86_400)


def install(cloud: "Cloud") -> None:
    """Patch moto's subscriptions, and refuse protocols that nothing here can deliver."""
    original = Subscription.publish

    def publish(self: Any, message: str, message_id: str, **kwargs: Any) -> None:
        matcher = self._filter_policy_matcher
        if self.protocol == "sqs":
            original(self, message, message_id, **kwargs)
        elif matcher is None or matcher.matches(kwargs.get("message_attributes"), message):
            if kwargs.get("message_structure") == "json":
                message = self._parse_message_structure(message, self.protocol)
            _deliver(cloud, self, _record(cloud, self, message, message_id, **kwargs))

    Subscription.publish = publish
    Subscription.private_key = lambda _: _signing_key()
    cloud.gateway.replace("sns", "Subscribe", _check_protocol)
    cloud.gateway.after(lambda call, answer: _text_a_number(cloud, call, answer))


@cache
def _signing_key() -> rsa.RSAPrivateKey:
    """Return one key for all messages: moto makes one per subscription, 100 ms each."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _check_protocol(call: ApiCall) -> None:
    protocol = call.params.get("Protocol")
    if protocol not in PROTOCOLS:
        raise AwsError(
            "InvalidParameter",
            f"Invalid parameter: the embedded cloud delivers to {', '.join(sorted(PROTOCOLS))}, "
            f"not to {protocol!r}",
        )


def _record(
    cloud: "Cloud", subscription: Any, message: str, message_id: str, **kwargs: Any
) -> dict[str, Any]:
    region = subscription.topic.arn.split(":")[3]
    host = f"https://sns.{region}.amazonaws.com"
    stamp = cloud.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    unsubscribe = f"{host}/?Action=Unsubscribe&SubscriptionArn={subscription.arn}"
    attributes = kwargs.get("message_attributes") or {}
    return {
        "Type": "Notification",
        "MessageId": message_id,
        "TopicArn": subscription.topic.arn,
        "Subject": kwargs.get("subject"),
        "Message": message,
        "Timestamp": stamp,
        "SignatureVersion": "1",
        "Signature": "EXAMPLE",
        "SigningCertUrl": f"{host}/SimpleNotificationService.pem",
        "UnsubscribeUrl": unsubscribe,
        "MessageAttributes": {
            name: {"Type": value["Type"], "Value": str(value["Value"])}
            for name, value in attributes.items()
        },
    }


def _deliver(cloud: "Cloud", subscription: Any, record: dict[str, Any]) -> None:
    if subscription.protocol == "lambda":
        cloud.activity.spawn(_invoke, cloud, subscription, record, name="notification")
        return
    channel = CHANNELS[subscription.protocol]
    message: dict[str, Any] = {"channel": channel, "at": cloud.clock.now().isoformat()}
    raw = str(subscription.attributes.get("RawMessageDelivery")).lower() == "true"
    if channel == "webhook":
        message |= {"to": place(subscription.endpoint), "method": "POST"}
        message["body"] = parsed(record["Message"].encode()) if raw else record
    elif channel == "sms":
        message |= {"to": subscription.endpoint, "body": record["Message"]}
    else:
        text = subscription.protocol == "email"
        message |= {
            "to": subscription.endpoint,
            "subject": record["Subject"] or "AWS Notification Message",
            "body": record["Message"] if text else json.dumps(record, ensure_ascii=False),
        }
    cloud.outbox.add(message)


def _text_a_number(cloud: "Cloud", call: ApiCall, answer: Answer) -> None:
    """Publish to a telephone number needs no topic."""
    is_publish = call.model == "sns" and call.operation == "Publish"
    if is_publish and answer.status < 400 and call.params.get("PhoneNumber"):
        number, text = call.params["PhoneNumber"], call.params["Message"]
        at = cloud.clock.now().isoformat()
        cloud.outbox.add({"channel": "sms", "at": at, "to": number, "body": text})


def _invoke(cloud: "Cloud", subscription: Any, record: dict[str, Any]) -> None:
    event = {
        "Records": [
            {
                "EventSource": "aws:sns",
                "EventVersion": "1.0",
                "EventSubscriptionArn": subscription.arn,
                "Sns": record,
            }
        ]
    }
    payload = json.dumps(event, ensure_ascii=False)
    sender = Sender(PRINCIPAL, subscription.topic.arn, cloud.account)
    parcel = Parcel({"Arn": subscription.endpoint}, payload, sender, "")
    Delivery(
        cloud.clock,
        FUNCTION_RETRIES,
        attempt=lambda _: targets.send(cloud, parcel),
        give_up=lambda given_up: _redrive(cloud, subscription, parcel, given_up),
    ).run()


def _redrive(cloud: "Cloud", subscription: Any, parcel: Parcel, given_up: GivenUp) -> None:
    policy = subscription.attributes.get("RedrivePolicy")
    logger.warning("%s could not reach %s: %s", subscription.arn, parcel.arn, given_up.error)
    if not policy:
        return
    queue = json.loads(policy)["deadLetterTargetArn"]
    body = json.dumps(json.loads(parcel.payload)["Records"][0]["Sns"], ensure_ascii=False)
    try:
        targets.send(cloud, Parcel({"Arn": queue}, body, parcel.sender, ""))
    except (DeliveryError, ClientError) as problem:
        logger.warning("dead-letter queue of %s: %s", subscription.arn, problem)
