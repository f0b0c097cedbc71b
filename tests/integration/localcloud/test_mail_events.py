"""SES: configuration sets, their event destinations, and the events that follow a mail."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess

BUS = "arn:aws:events:ap-northeast-2:123456789012:event-bus/default"
SEND = {
    "Enabled": True,
    "MatchingEventTypes": ["SEND"],
    "EventBridgeDestination": {"EventBusArn": BUS},
}


@pytest.fixture
def mail(cloud: CloudProcess) -> Any:
    return cloud.client("sesv2")


@pytest.fixture(scope="module")
def domain(cloud: CloudProcess) -> str:
    name = f"{uuid.uuid4().hex[:12]}.example.com"
    cloud.client("sesv2").create_email_identity(EmailIdentity=name)
    return name


@pytest.fixture
def configuration_set(mail: Any) -> Iterator[str]:
    name = f"set-{uuid.uuid4().hex[:8]}"
    mail.create_configuration_set(ConfigurationSetName=name)
    yield name
    mail.delete_configuration_set(ConfigurationSetName=name)


def send(mail: Any, domain: str, **more: Any) -> str:
    sent = mail.send_email(
        FromEmailAddress=f"Onno <meetings@{domain}>",
        Destination={"ToAddresses": ["a@b.kr"], "BccAddresses": ["secret@b.kr"]},
        Content={"Simple": {"Subject": {"Data": "요약"}, "Body": {"Text": {"Data": "text"}}}},
        **more,
    )
    return str(sent["MessageId"])


def events(cloud: CloudProcess, message_id: str) -> list[dict[str, Any]]:
    return [
        event
        for event in cloud.get("events")
        if event["source"] == "aws.ses" and event["detail"]["mail"]["messageId"] == message_id
    ]


def test_an_accepted_mail_is_announced_on_the_default_bus(
    cloud: CloudProcess, mail: Any, domain: str, configuration_set: str
) -> None:
    """'The top-level JSON object ... contains eventType, mail ... send: This field is only present
    if eventType is Send.' (SES Developer Guide, "Contents of event data"); 'Amazon SES sends the
    following events directly to EventBridge: ... Email Sent' (EventBridge events reference)."""
    mail.create_configuration_set_event_destination(
        ConfigurationSetName=configuration_set,
        EventDestinationName="bus",
        EventDestination=SEND,
    )

    message_id = send(
        mail,
        domain,
        ConfigurationSetName=configuration_set,
        EmailTags=[{"Name": "nightshift-delivery", "Value": "abc"}],
    )

    (event,) = events(cloud, message_id)
    assert event["detail-type"] == "Email Sent"
    detail = event["detail"]
    assert set(detail) == {"eventType", "mail", "send"}
    assert (detail["eventType"], detail["send"]) == ("Send", {})
    sent = detail["mail"]
    assert sent["source"] == f"Onno <meetings@{domain}>"
    assert sent["sourceArn"] == f"arn:aws:ses:ap-northeast-2:123456789012:identity/{domain}"
    assert sent["destination"] == ["a@b.kr", "secret@b.kr"]
    assert sent["commonHeaders"]["subject"] == "요약"
    assert sent["tags"]["nightshift-delivery"] == ["abc"]
    assert sent["tags"]["ses:configuration-set"] == [configuration_set]
    assert sent["timestamp"].startswith("2026-")


def test_only_the_event_types_asked_for_are_published(
    cloud: CloudProcess, mail: Any, domain: str, configuration_set: str
) -> None:
    """'The types of events that Amazon SES sends to the specified event destinations' (SES API v2
    reference, "EventDestinationDefinition", MatchingEventTypes)."""
    mail.create_configuration_set_event_destination(
        ConfigurationSetName=configuration_set,
        EventDestinationName="bus",
        EventDestination=SEND | {"MatchingEventTypes": ["DELIVERY", "BOUNCE"]},
    )

    message_id = send(mail, domain, ConfigurationSetName=configuration_set)

    (event,) = events(cloud, message_id)
    assert event["detail-type"] == "Email Delivered"
    assert event["detail"]["delivery"]["recipients"] == ["a@b.kr", "secret@b.kr"]


def test_a_disabled_destination_and_a_mail_without_a_set_publish_nothing(
    cloud: CloudProcess, mail: Any, domain: str, configuration_set: str
) -> None:
    """'When the event destination is disabled, events aren't sent to the specified destinations.'
    (SES API v2 reference, "EventDestinationDefinition")."""
    mail.create_configuration_set_event_destination(
        ConfigurationSetName=configuration_set,
        EventDestinationName="bus",
        EventDestination=SEND | {"Enabled": False},
    )

    disabled = send(mail, domain, ConfigurationSetName=configuration_set)
    without = send(mail, domain)

    assert events(cloud, disabled) == []
    assert events(cloud, without) == []


def test_the_identitys_own_configuration_set_is_the_default(
    cloud: CloudProcess, mail: Any, configuration_set: str
) -> None:
    """'The configuration set to use by default when sending from this identity.' (SES API v2
    reference, "CreateEmailIdentity", ConfigurationSetName)."""
    name = f"{uuid.uuid4().hex[:12]}.example.com"
    mail.create_email_identity(EmailIdentity=name, ConfigurationSetName=configuration_set)
    mail.create_configuration_set_event_destination(
        ConfigurationSetName=configuration_set,
        EventDestinationName="bus",
        EventDestination=SEND,
    )

    assert len(events(cloud, send(mail, name))) == 1


def test_destinations_are_listed_changed_and_deleted(mail: Any, configuration_set: str) -> None:
    where = {"ConfigurationSetName": configuration_set, "EventDestinationName": "bus"}
    mail.create_configuration_set_event_destination(**where, EventDestination=SEND)
    with pytest.raises(mail.exceptions.AlreadyExistsException):
        mail.create_configuration_set_event_destination(**where, EventDestination=SEND)

    mail.update_configuration_set_event_destination(
        **where, EventDestination=SEND | {"Enabled": False}
    )

    listed = mail.get_configuration_set_event_destinations(ConfigurationSetName=configuration_set)
    assert listed["EventDestinations"] == [{"Name": "bus", **SEND, "Enabled": False}]
    mail.delete_configuration_set_event_destination(**where)
    with pytest.raises(mail.exceptions.NotFoundException):
        mail.delete_configuration_set_event_destination(**where)


def test_another_bus_than_the_default_one_is_refused(mail: Any, configuration_set: str) -> None:
    """'Only the default bus is supported.' (CloudFormation reference,
    "AWS::SES::ConfigurationSetEventDestination EventBridgeDestination")."""
    other = {"EventBusArn": BUS.replace("default", "nightshift")}

    with pytest.raises(ClientError, match="only the default bus is supported"):
        mail.create_configuration_set_event_destination(
            ConfigurationSetName=configuration_set,
            EventDestinationName="bus",
            EventDestination=SEND | {"EventBridgeDestination": other},
        )


def test_a_set_that_does_not_exist_is_named(mail: Any, domain: str) -> None:
    """'NotFoundException: The resource you attempted to access doesn't exist.' (SES API v2
    reference, "SendEmail")."""
    with pytest.raises(mail.exceptions.NotFoundException, match="no-such-set"):
        send(mail, domain, ConfigurationSetName="no-such-set")
    with pytest.raises(mail.exceptions.NotFoundException, match="no-such-set"):
        mail.delete_configuration_set(ConfigurationSetName="no-such-set")
