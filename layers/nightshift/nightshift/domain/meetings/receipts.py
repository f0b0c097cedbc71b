"""Read SES's event about a mail it accepted ("Email Sent" on the default bus)."""

from pydantic import BaseModel, Field

from nightshift.domain.inputs import Input


class Receipt(Input):
    """Which delivery SES accepted, under which message id."""

    delivery: str
    message_id: str


class _Tags(BaseModel):
    delivery: list[str] = Field(alias="nightshift-delivery", min_length=1)


class _Mail(BaseModel):
    message_id: str = Field(alias="messageId", min_length=1)
    tags: _Tags


class _Detail(BaseModel):
    mail: _Mail


class EmailSent(BaseModel):
    """The event's part that matters here; SES puts much more into it."""

    detail: _Detail

    @property
    def receipt(self) -> Receipt:
        """The receipt this event is."""
        mail = self.detail.mail
        return Receipt(delivery=mail.tags.delivery[0], message_id=mail.message_id)
