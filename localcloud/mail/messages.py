"""Read one message from any of SES's send operations.

`SendEmail` of both APIs with simple content, and raw MIME messages; templates are refused by name.
"""

import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.headerregistry import Address, AddressHeader
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import getaddresses, parseaddr
from typing import Any

from localcloud.answers import AwsError
from localcloud.api_call import ApiCall

RECIPIENT_LIMIT = 50  # To, Cc and Bcc together; SES Developer Guide "Service quotas"
TAG = re.compile(r"[A-Za-z0-9_-]{1,256}")  # SES API v2 reference, "MessageTag"
CONFIGURATION_SET_HEADER = "X-SES-CONFIGURATION-SET"
TAGS_HEADER = "X-SES-MESSAGE-TAGS"
Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One e-mail as SES was given it."""

    sender: str  # as it stands in the mail: "Onno <meetings@onno.app>"
    to: list[str]
    cc: list[str]
    bcc: list[str]
    subject: str
    text: str
    html: str
    tags: dict[str, str]
    configuration_set: str | None
    reply_to: list[str] = field(default_factory=list)

    @property
    def recipients(self) -> list[str]:
        """Everybody who gets it."""
        return [*self.to, *self.cc, *self.bcc]

    @property
    def sender_address(self) -> str:
        """The address without the name."""
        return parseaddr(self.sender)[1]


def read(call: ApiCall) -> Message:
    """Return the message that `call` hands over.

    Raises:
        AwsError: a template, too many or malformed recipients, a tag that is none.
    """
    message = _READERS[(call.model, call.operation)](call.params)
    _check(call, message)
    return message


def _of_v2(request: Parameters) -> Message:
    content = request.get("Content") or {}
    if "Raw" in content:
        destination = request.get("Destination") or {}
        envelope = [address for kind in ("To", "Cc", "Bcc") for address in _to(destination, kind)]
        mime = _mime(content["Raw"]["Data"])
        return _of_mime(mime, request.get("FromEmailAddress"), envelope, request)
    if "Simple" not in content:
        raise _no_templates()
    return _simple(request.get("FromEmailAddress") or "", content["Simple"], request)


def _of_v1_simple(request: Parameters) -> Message:
    return _simple(request["Source"], request["Message"], request)


def _of_v1_raw(request: Parameters) -> Message:
    envelope = list(request.get("Destinations") or ())
    return _of_mime(_mime(request["RawMessage"]["Data"]), request.get("Source"), envelope, request)


def _simple(sender: str, content: Parameters, request: Parameters) -> Message:
    destination, body = request.get("Destination") or {}, content["Body"]
    return Message(
        sender=sender,
        to=_to(destination, "To"),
        cc=_to(destination, "Cc"),
        bcc=_to(destination, "Bcc"),
        subject=content["Subject"]["Data"],
        text=(body.get("Text") or {}).get("Data", ""),
        html=(body.get("Html") or {}).get("Data", ""),
        tags=_tags(request),
        configuration_set=request.get("ConfigurationSetName"),
        reply_to=list(request.get("ReplyToAddresses") or ()),
    )


def _mime(raw: bytes | str) -> EmailMessage:
    mime = message_from_bytes(raw if isinstance(raw, bytes) else raw.encode(), policy=SMTP)
    assert isinstance(mime, EmailMessage)
    return mime


def _of_mime(
    mime: EmailMessage, sender: str | None, envelope: list[str], request: Parameters
) -> Message:
    """Return the message; recipients named beside it (`envelope`) replace its headers' ones."""
    return Message(
        sender=sender or str(mime["From"] or ""),
        to=envelope or _header(mime, "To"),
        cc=[] if envelope else _header(mime, "Cc"),
        bcc=[] if envelope else _header(mime, "Bcc"),
        subject=str(mime["Subject"] or ""),
        text=_part(mime, "plain"),
        html=_part(mime, "html"),
        tags=_tags(request) or _header_tags(str(mime[TAGS_HEADER] or "")),
        configuration_set=request.get("ConfigurationSetName")
        or str(mime[CONFIGURATION_SET_HEADER] or "")
        or None,
        reply_to=_header(mime, "Reply-To"),
    )


def _tags(request: Parameters) -> dict[str, str]:
    """Return the request's tags: `EmailTags` in the v2 API, `Tags` in the other."""
    given = request.get("EmailTags") or request.get("Tags") or ()
    return {tag["Name"]: tag["Value"] for tag in given}


def _to(destination: Parameters, kind: str) -> list[str]:
    return list(destination.get(f"{kind}Addresses") or ())


def _header(mime: EmailMessage, name: str) -> list[str]:
    header: AddressHeader | None = mime[name]
    return [_written(address) for address in header.addresses] if header is not None else []


def _written(address: Address) -> str:
    return str(address) if address.display_name else address.addr_spec


def _part(mime: EmailMessage, kind: str) -> str:
    part = mime.get_body(preferencelist=(kind,))
    try:
        return str(part.get_content()) if part is not None else ""
    except LookupError as problem:  # a charset that does not exist
        raise AwsError("MessageRejected", f"Message body: {problem}") from problem


def _header_tags(text: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in text.split(",") if pair.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _check(call: ApiCall, message: Message) -> None:
    wrong = "InvalidParameterValue" if call.model == "ses" else "BadRequestException"
    if not message.recipients:
        raise AwsError(wrong, "Missing required header 'To'.")
    if len(message.recipients) > RECIPIENT_LIMIT:
        raise AwsError(wrong, f"Recipient count exceeds {RECIPIENT_LIMIT}.")
    for _, address in getaddresses([message.sender, *message.recipients]):
        if not re.fullmatch(r"[^@\s]+@[^@\s]+", address):
            raise AwsError(wrong, "Missing final '@domain'")
    for text in (part for pair in message.tags.items() for part in pair):
        if not TAG.fullmatch(text):
            raise AwsError(
                wrong,
                f"Invalid tag <{text}>: only alphanumeric ASCII characters, '_', and '-' are "
                "allowed, at most 256.",
            )


def _no_templates() -> AwsError:
    return AwsError(
        "NotImplemented",
        "SES templates are not in the embedded cloud; send Simple or Raw content",
        501,
    )


def refuse_template(_: ApiCall) -> None:
    """Refuse an operation that sends from a template.

    Raises:
        AwsError: always.
    """
    raise _no_templates()


_READERS = {
    ("sesv2", "SendEmail"): _of_v2,
    ("ses", "SendEmail"): _of_v1_simple,
    ("ses", "SendRawEmail"): _of_v1_raw,
}
SENDING = tuple(_READERS)
FROM_TEMPLATES = (
    ("sesv2", "SendBulkEmail"),
    ("ses", "SendTemplatedEmail"),
    ("ses", "SendBulkTemplatedEmail"),
)
