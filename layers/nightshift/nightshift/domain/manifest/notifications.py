"""Whom to tell what, over which channel, and when to be quiet."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from nightshift.domain.manifest.part import Part, SecretName, Severity, TimeOfDay, matching
from nightshift.domain.meetings.request import Address

ChannelName = Literal["slack", "pagerduty", "sns", "email"]


class Held(Part):
    """Where a webhook's address or a key is kept; never in the manifest itself."""

    # a name in Secrets Manager, tagged nightshift:reads=notification-channel
    secret: SecretName | None = None
    parameter: SecretName | None = None  # a SecureString, /nightshift/<stage>/<workload>/<name>

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

    sender: Annotated[
        str,
        matching(
            r"[^@<>]*<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+",
            'must be an e-mail address, e.g. "Shop <alerts@shop.example>"',
        ),
    ]
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


# What an endpoint of each protocol looks like, and one of them.
ENDPOINTS = {
    "email": (r"[^@\s<>]+@[^@\s<>]+", "team@shop.example"),
    "https": (r"https://\S+", "https://shop.example/alerts"),
    "sms": (r"\+\d{7,15}", "+821012345678"),
}


class Subscription(Part):
    """Who listens to a topic."""

    protocol: Literal["email", "https", "sms"]
    endpoint: str  # an address, a URL, a number as +821012345678

    @model_validator(mode="after")
    def _fits(self) -> Self:
        pattern, example = ENDPOINTS[self.protocol]
        if re.fullmatch(pattern, self.endpoint) is None:
            raise ValueError(f"give an endpoint for {self.protocol}, e.g. {example}")
        return self


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
