"""SES: what is accepted, where it lands, and what is refused."""

import uuid
from email.message import EmailMessage
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess


@pytest.fixture(scope="module")
def domain(cloud: CloudProcess) -> str:
    """A verified domain of this module's own."""
    name = f"{uuid.uuid4().hex[:12]}.example.com"
    cloud.client("sesv2").create_email_identity(EmailIdentity=name)
    return name


def simple(subject: str, **body: str) -> dict[str, Any]:
    return {
        "Simple": {
            "Subject": {"Data": subject, "Charset": "UTF-8"},
            "Body": {kind: {"Data": text} for kind, text in body.items()},
        }
    }


def in_outbox(cloud: CloudProcess, message_id: str) -> dict[str, Any]:
    found = [m for m in cloud.get("outbox") if m.get("message_id") == message_id]
    assert len(found) == 1
    return dict(found[0])


def mime(sender: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "Jae <jae@b.kr>", "회의록"
    message["Cc"] = "c@d.kr"
    message["X-SES-MESSAGE-TAGS"] = "kind=minutes, stage=dev"
    message.set_content("본문")
    message.add_alternative("<p>본문</p>", subtype="html")
    return message


def test_a_simple_mail_lands_in_the_outbox_with_the_virtual_time(
    cloud: CloudProcess, domain: str
) -> None:
    sent = cloud.client("sesv2").send_email(
        FromEmailAddress=f"Onno <meetings@{domain}>",
        Destination={"ToAddresses": ["a@b.kr"], "CcAddresses": ["c@d.kr"]},
        Content=simple("요약", Text="안녕하세요", Html="<p>안녕하세요</p>"),
        EmailTags=[{"Name": "delivery", "Value": "d-1"}],
    )

    mail = in_outbox(cloud, sent["MessageId"])
    assert mail.pop("at").startswith("2026-")
    assert mail == {
        "channel": "email",
        "from": f"Onno <meetings@{domain}>",
        "to": ["a@b.kr"],
        "cc": ["c@d.kr"],
        "subject": "요약",
        "body": "안녕하세요",
        "html": "<p>안녕하세요</p>",
        "tags": {"delivery": "d-1"},
        "message_id": sent["MessageId"],
    }


def test_a_raw_mail_of_the_new_api_is_read(cloud: CloudProcess, domain: str) -> None:
    sent = cloud.client("sesv2").send_email(
        Content={"Raw": {"Data": mime(f"Onno <m@{domain}>").as_bytes()}}
    )

    mail = in_outbox(cloud, sent["MessageId"])
    assert (mail["from"], mail["to"], mail["cc"]) == (
        f"Onno <m@{domain}>",
        ["Jae <jae@b.kr>"],
        ["c@d.kr"],
    )
    assert (mail["subject"], mail["body"].strip(), mail["html"].strip()) == (
        "회의록",
        "본문",
        "<p>본문</p>",
    )
    assert mail["tags"] == {"kind": "minutes", "stage": "dev"}


def test_both_operations_of_the_old_api_are_accepted(cloud: CloudProcess, domain: str) -> None:
    ses = cloud.client("ses")

    simple_mail = ses.send_email(
        Source=f"m@{domain}",
        Destination={"ToAddresses": ["a@b.kr"]},
        Message={"Subject": {"Data": "one"}, "Body": {"Text": {"Data": "text"}}},
        Tags=[{"Name": "delivery", "Value": "d-2"}],
    )
    raw_mail = ses.send_raw_email(
        RawMessage={"Data": mime(f"m@{domain}").as_bytes()}, Destinations=["envelope@b.kr"]
    )

    assert in_outbox(cloud, simple_mail["MessageId"])["tags"] == {"delivery": "d-2"}
    assert in_outbox(cloud, raw_mail["MessageId"])["to"] == ["envelope@b.kr"]


def test_an_identity_that_is_not_verified_may_not_send(cloud: CloudProcess) -> None:
    """'Email address is not verified. The following identities failed the check in region
    <region>: <identity>' (AWS Knowledge Center, "554 or 400 Message rejected error")."""
    for service, request in (
        (
            "sesv2",
            {
                "FromEmailAddress": "Somebody <me@nowhere.kr>",
                "Destination": {"ToAddresses": ["a@b.kr"]},
                "Content": simple("x", Text="y"),
            },
        ),
        (
            "ses",
            {
                "Source": "me@nowhere.kr",
                "Destination": {"ToAddresses": ["a@b.kr"]},
                "Message": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "y"}}},
            },
        ),
    ):
        with pytest.raises(ClientError) as refused:
            cloud.client(service).send_email(**request)

        error = refused.value.response["Error"]
        assert error["Code"] == "MessageRejected"
        assert error["Message"] == (
            "Email address is not verified. The following identities failed the check in region "
            "AP-NORTHEAST-2: me@nowhere.kr"
        )


def test_a_verified_domain_covers_its_subdomains(cloud: CloudProcess, domain: str) -> None:
    """'If you verify a domain, you can send from any subdomain or email address of it' (SES
    Developer Guide, "Creating and verifying identities")."""
    assert cloud.client("sesv2").send_email(
        FromEmailAddress=f"a@mail.{domain}",
        Destination={"ToAddresses": ["a@b.kr"]},
        Content=simple("x", Text="y"),
    )["MessageId"]


@pytest.mark.parametrize("value", ["with space", "colon:colon", "한글", "x" * 257])
def test_a_tag_of_other_characters_is_refused(cloud: CloudProcess, domain: str, value: str) -> None:
    """'It can only contain ASCII letters (a-z, A-Z), numbers (0-9), underscores (_), or dashes (-).
    It can contain no more than 256 characters.' (SES API v2 reference, "MessageTag")."""
    with pytest.raises(ClientError) as refused:
        cloud.client("sesv2").send_email(
            FromEmailAddress=f"a@{domain}",
            Destination={"ToAddresses": ["a@b.kr"]},
            Content=simple("x", Text="y"),
            EmailTags=[{"Name": "delivery", "Value": value}],
        )

    assert refused.value.response["Error"]["Code"] == "BadRequestException"


def test_more_than_fifty_recipients_are_refused(cloud: CloudProcess, domain: str) -> None:
    """'The maximum number of recipients per message ... is 50' (SES Developer Guide, "Service
    quotas")."""
    with pytest.raises(ClientError, match="50"):
        cloud.client("sesv2").send_email(
            FromEmailAddress=f"a@{domain}",
            Destination={"ToAddresses": [f"p{n}@b.kr" for n in range(51)]},
            Content=simple("x", Text="y"),
        )


def test_templates_are_refused_by_name(cloud: CloudProcess, domain: str) -> None:
    with pytest.raises(ClientError, match="SES templates are not in the embedded cloud"):
        cloud.client("sesv2").send_email(
            FromEmailAddress=f"a@{domain}",
            Destination={"ToAddresses": ["a@b.kr"]},
            Content={"Template": {"TemplateName": "t", "TemplateData": "{}"}},
        )


def test_a_deleted_identity_may_not_send_and_a_second_delete_is_an_error(
    cloud: CloudProcess,
) -> None:
    """'NotFoundException: The resource you attempted to access doesn't exist.' (SES API v2
    reference, "DeleteEmailIdentity")."""
    mail, name = cloud.client("sesv2"), f"gone-{uuid.uuid4().hex[:8]}.kr"
    mail.create_email_identity(EmailIdentity=name)
    assert mail.get_email_identity(EmailIdentity=name)["VerifiedForSendingStatus"] is True

    mail.delete_email_identity(EmailIdentity=name)

    with pytest.raises(mail.exceptions.MessageRejected):
        mail.send_email(
            FromEmailAddress=f"a@{name}",
            Destination={"ToAddresses": ["a@b.kr"]},
            Content=simple("x", Text="y"),
        )
    with pytest.raises(mail.exceptions.NotFoundException):
        mail.delete_email_identity(EmailIdentity=name)
