"""Whom to tell what, over which channel, and when to be quiet."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nightshift.domain.manifest.part import Part, TimeOfDay
from nightshift.domain.manifest.watch import Severity
from nightshift.domain.meetings.request import Address

ChannelName = Literal["slack", "pagerduty", "sns", "email"]


class Held(Part):
    """Where a webhook's address or a key is kept; never in the manifest itself."""

    secret: str | None = (
        None  # a name in Secrets Manager, tagged nightshift:reads=notification-channel
    )
    parameter: str | None = None  # a SecureString, /nightshift/<stage>/<workload>/<name>

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.secret is None) == (self.parameter is None):
            raise ValueError("give one of secret (Secrets Manager) and parameter (Parameter Store)")
        return self


class Slack(Part):
    """An incoming webhook."""

    webhook: Held


class PagerDuty(Part):
    """A service's Events v2 integration."""

    routing_key: Held


class Email(Part):
    """Mail through SES."""

    sender: str
    to: tuple[Address, ...] = Field(min_length=1, max_length=50)


class Channels(Part):
    """The channels this workload has. SNS needs no entry: topics are listed by severity."""

    slack: Slack | None = None
    pagerduty: PagerDuty | None = None
    email: Email | None = None


class Route(Part):
    """All of `to` get the message; where one fails, the first of `otherwise` that works gets it."""

    to: tuple[ChannelName, ...] = Field(min_length=1)
    otherwise: tuple[ChannelName, ...] = ()


class Subscription(Part):
    """Who listens to a topic."""

    protocol: Literal["email", "https", "sms"]
    endpoint: str


class Topic(Part):
    """An SNS topic of the workload's own, made by `reconcile`."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,256}$")]
    severity: Severity | None = None  # which messages `sns` in a route sends to it
    subscriptions: tuple[Subscription, ...] = ()


class QuietHours(Part):
    """In this span of the day `info` waits for its end; `critical` never does."""

    start: TimeOfDay
    end: TimeOfDay


class Notifications(Part):
    """How this workload's people are told. Without routes the default route holds."""

    channels: Channels = Channels()
    routes: dict[Severity, Route] = {}
    topics: tuple[Topic, ...] = ()
    quiet_hours: QuietHours | None = None
    repeat_minutes: int = Field(default=60, ge=1)  # a repeat within them is the same message
    # Exact texts of the source by fact, with the event's fields in braces:
    # deployment-succeeded: "✅ API Server deployed to production (SHA: {sha})"
    texts: dict[str, str] = {}
