"""The events SES publishes about a mail it accepted.

Members as in the SES Developer Guide, "Contents of event data that Amazon SES publishes" and
"Examples of event data": `eventType`, `mail`, and an object named after the event; read 2026-11-20.
Every mail is accepted by its recipient's server at once; nobody bounces, complains or clicks.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from localcloud.mail.messages import Message

SOURCE_ADDRESS = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of event: as a destination, the bus and the detail name it."""

    event_type: str
    detail_type: str
    name: str


KINDS = (
    Kind("SEND", "Email Sent", "Send"),
    Kind("DELIVERY", "Email Delivered", "Delivery"),
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that was accepted, and the call that handed it over."""

    message: Message
    message_id: str
    at: datetime
    identity: str
    configuration_set: str | None
    operation: str
    caller: str
    account: str
    region: str

    def arn(self, resource: str) -> str:
        """Return the ARN of something of SES in this account and region."""
        return f"arn:aws:ses:{self.region}:{self.account}:{resource}"


def detail(kind: Kind, sent: Sent) -> dict[str, Any]:
    """Return the `detail` of the event."""
    return {
        "eventType": kind.name,
        "mail": _mail(sent),
        kind.name.lower(): _delivery(sent) if kind.name == "Delivery" else {},
    }


def _mail(sent: Sent) -> dict[str, Any]:
    message = sent.message
    common = {
        "from": [message.sender],
        "to": message.to,
        **({"cc": message.cc} if message.cc else {}),
        "messageId": sent.message_id,
        "subject": message.subject,
    }
    headers = [
        ("From", message.sender),
        ("To", ", ".join(message.to)),
        ("Subject", message.subject),
    ]
    return {
        "timestamp": _stamp(sent.at),
        "source": message.sender,
        "sourceArn": sent.arn(f"identity/{sent.identity}"),
        "sendingAccountId": sent.account,
        "messageId": sent.message_id,
        "destination": message.recipients,
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in headers],
        "commonHeaders": common,
        "tags": _tags(sent),
    }


def _tags(sent: Sent) -> dict[str, list[str]]:
    own = {
        "ses:operation": sent.operation,
        "ses:configuration-set": sent.configuration_set or "",
        "ses:source-ip": SOURCE_ADDRESS,
        "ses:from-domain": sent.message.sender_address.rpartition("@")[2],
        "ses:caller-identity": sent.caller,
    }
    return {name: [value] for name, value in (own | sent.message.tags).items()}


def _delivery(sent: Sent) -> dict[str, Any]:
    return {
        "timestamp": _stamp(sent.at),
        "processingTimeMillis": 0,
        "recipients": sent.message.recipients,
        "smtpResponse": "250 ok",
        "reportingMTA": "embedded.cloud",
    }


def _stamp(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"
