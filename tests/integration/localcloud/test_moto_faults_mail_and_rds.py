"""Faults of moto 5.2.5 that the embedded cloud corrects; a test fails when upstream fixes one."""

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

REGION = "ap-northeast-2"
MAIL = {
    "Destination": {"ToAddresses": ["a@b.kr"]},
    "Content": {"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "y"}}}},
}


@pytest.fixture
def unpatched(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield lambda service: boto3.client(service, region_name=REGION)


def test_an_rds_endpoint_leads_nowhere(unpatched: Any) -> None:
    made = unpatched("rds").create_db_instance(
        DBInstanceIdentifier="db", Engine="postgres", DBInstanceClass="db.t3.micro",
        AllocatedStorage=20, MasterUsername="u", MasterUserPassword="password",
    )  # fmt: skip

    assert made["DBInstance"]["Endpoint"]["Address"].endswith(".rds.amazonaws.com")


def test_event_destinations_of_the_new_api_are_missing(unpatched: Any) -> None:
    mail = unpatched("sesv2")
    mail.create_configuration_set(ConfigurationSetName="set")

    with pytest.raises(NotImplementedError):
        mail.create_configuration_set_event_destination(
            ConfigurationSetName="set",
            EventDestinationName="bus",
            EventDestination={"Enabled": True, "MatchingEventTypes": ["SEND"]},
        )


def test_deleting_a_set_that_does_not_exist_breaks(unpatched: Any) -> None:
    with pytest.raises(KeyError):
        unpatched("sesv2").delete_configuration_set(ConfigurationSetName="no-such-set")


def test_deleting_an_address_of_a_verified_domain_breaks(unpatched: Any) -> None:
    unpatched("sesv2").create_email_identity(EmailIdentity="onno.app")

    with pytest.raises(KeyError):
        unpatched("sesv2").delete_email_identity(EmailIdentity="me@onno.app")


def test_an_identity_is_never_verified_and_yet_may_send(unpatched: Any) -> None:
    mail = unpatched("sesv2")
    mail.create_email_identity(EmailIdentity="onno.app")

    assert mail.get_email_identity(EmailIdentity="onno.app")["VerifiedForSendingStatus"] is False
    assert mail.send_email(FromEmailAddress="me@onno.app", **MAIL)["MessageId"]


def test_a_verified_domain_does_not_cover_its_subdomains(unpatched: Any) -> None:
    unpatched("sesv2").create_email_identity(EmailIdentity="onno.app")

    with pytest.raises(ClientError, match="Email address not verified"):
        unpatched("sesv2").send_email(FromEmailAddress="me@mail.onno.app", **MAIL)


def test_a_configuration_set_that_does_not_exist_is_accepted(unpatched: Any) -> None:
    unpatched("sesv2").create_email_identity(EmailIdentity="onno.app")

    assert unpatched("sesv2").send_email(
        FromEmailAddress="me@onno.app", ConfigurationSetName="no-such-set", **MAIL
    )["MessageId"]


def test_a_tag_that_is_none_is_accepted(unpatched: Any) -> None:
    unpatched("sesv2").create_email_identity(EmailIdentity="onno.app")

    assert unpatched("sesv2").send_email(
        FromEmailAddress="me@onno.app", EmailTags=[{"Name": "a", "Value": "한 글"}], **MAIL
    )["MessageId"]
