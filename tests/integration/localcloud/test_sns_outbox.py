"""What SNS sends to people and other systems lands in the outbox."""

from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.alarm_scene import alarm, put_metric
from tests.integration.localcloud.events_scene import unique


def topic(cloud: CloudProcess, protocol: str, endpoint: str, **attributes: str) -> str:
    """Return the ARN of a new topic with one subscription."""
    sns = cloud.client("sns")
    arn = str(sns.create_topic(Name=unique("topic"))["TopicArn"])
    sns.subscribe(TopicArn=arn, Protocol=protocol, Endpoint=endpoint, Attributes=attributes)
    return arn


def last(cloud: CloudProcess, channel: str) -> dict[str, Any]:
    """Return the last message of a channel."""
    found: list[dict[str, Any]] = [m for m in cloud.get("outbox") if m["channel"] == channel]
    return found[-1]


def test_a_subscribed_number_gets_a_text(cloud: CloudProcess) -> None:
    """Mobile text messaging: a topic's message goes to "phone numbers ... subscribed"."""
    arn = topic(cloud, "sms", "+821012345678")

    cloud.client("sns").publish(TopicArn=arn, Subject="s", Message="Database is down")

    found = last(cloud, "sms")
    assert (found["to"], found["body"]) == ("+821012345678", "Database is down")


def test_a_text_may_go_to_a_number_without_a_topic(cloud: CloudProcess) -> None:
    """Publish, PhoneNumber: "The phone number to which you want to deliver an SMS message"."""
    cloud.client("sns").publish(PhoneNumber="+821087654321", Message="hello")

    found = last(cloud, "sms")
    assert (found["to"], found["body"]) == ("+821087654321", "hello")


@pytest.mark.parametrize(
    ("raw", "expected"), [("false", "Notification"), ("true", {"state": "down"})]
)
def test_an_address_gets_the_notification(cloud: CloudProcess, raw: str, expected: Any) -> None:
    """HTTP/S notification: {"Type": "Notification", ...}; raw message delivery sends the message
    alone. The address may be a secret, so the outbox has its fingerprint."""
    url = "https://example.com/integration/canary"
    arn = topic(cloud, "https", url, RawMessageDelivery=raw)

    cloud.client("sns").publish(TopicArn=arn, Message='{"state": "down"}')

    found = last(cloud, "webhook")
    assert found["to"].startswith("example.com#")
    assert "canary" not in str(found)
    assert (found["body"] if raw == "true" else found["body"]["Type"]) == expected


def test_an_alarm_reaches_its_mail_subscriber(cloud: CloudProcess) -> None:
    """Notifying users on alarm changes: the subject is `ALARM: "name" in region`."""
    address, metric = f"{unique('ops')}@example.com", unique("metric")
    name = alarm(cloud, metric, AlarmActions=[topic(cloud, "email", address)])

    put_metric(cloud, metric, 3.0)
    cloud.advance(60)

    [mail] = [m for m in cloud.get("outbox") if m["to"] == address]
    assert (mail["channel"], mail["subject"]) == (
        "email", f'ALARM: "{name}" in Asia Pacific (Seoul)',
    )  # fmt: skip
