"""Read SES's event about a mail it accepted ("Email Sent" on the default bus)."""

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from nightshift.domain.inputs import Input


class Receipt(Input):
    """Which delivery SES accepted, under which message id, and when it said so."""

    delivery: str
    message_id: str
    at: AwareDatetime


class _Part(BaseModel):
    """A part of SES's event; what it has besides is not ours to refuse."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class _Tags(_Part):
    delivery: list[str] = Field(alias="nightshift-delivery", min_length=1)


class _Mail(_Part):
    message_id: str = Field(alias="messageId", min_length=1)
    tags: _Tags


class _Detail(_Part):
    mail: _Mail


class EmailSent(_Part):
    """The event's part that matters here; SES puts much more into it."""

    time: AwareDatetime
    detail: _Detail

    @property
    def receipt(self) -> Receipt:
        """The receipt this event is."""
        mail = self.detail.mail
        return Receipt(delivery=mail.tags.delivery[0], message_id=mail.message_id, at=self.time)
