"""A workload with all channels in moto, and a real server for Slack and PagerDuty."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from nightshift.adapters.https import _pool
from nightshift.adapters.notify import channel_keys
from nightshift.domain.manifest.notifications import Notifications
from nightshift.domain.notifications.office import Desk, Office
from nightshift.domain.notifications.routing import Rules
from tests.integration.conftest import REGION, TABLE
from tests.integration.notify.receiver import Receiver, receiving

CANARY = "T0CANARY"
ACCOUNT = DEFAULT_ACCOUNT_ID
TOPIC = f"arn:aws:sns:{REGION}:{ACCOUNT}:nightshift"
NOTIFICATIONS = {
    "channels": {
        "slack": {"webhook": {"secret": "onno/slack"}},
        "pagerduty": {"routing_key": {"parameter": "/nightshift/<stage>/onno-prod/pagerduty"}},
        "email": {"sender": "Nightshift <ops@onno.app>", "to": ["ops@onno.app"]},
    },
    "routes": {
        "info": {"to": ["slack"], "otherwise": ["email", "sns"]},
        "warning": {"to": ["slack"], "otherwise": ["email", "sns"]},
        "critical": {"to": ["slack", "pagerduty"], "otherwise": ["sns"]},
    },
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running
        _pool().clear()  # its sockets belong to this server


@pytest.fixture
def town(ledger_table: Any, receiver: Receiver) -> "Town":
    boto3.client("sesv2").create_email_identity(EmailIdentity="onno.app")
    boto3.client("ses").create_configuration_set(ConfigurationSet={"Name": "nightshift"})
    boto3.client("secretsmanager").create_secret(
        Name="onno/slack", SecretString=f"{receiver.url}/services/{CANARY}"
    )
    boto3.client("ssm").put_parameter(
        Name="/nightshift/dev/onno-prod/pagerduty",
        Type="SecureString",
        Value=json.dumps({"routing_key": CANARY, "url": receiver.url}),
    )
    for name in ("critical", "warnings"):
        boto3.client("sns").create_topic(Name=f"nightshift-{name}")
    boto3.client("events").create_event_bus(Name="nightshift")
    boto3.client("scheduler").create_schedule_group(Name="nightshift-notify")
    channel_keys._known.clear()
    return Town()


class Town:
    """What the account's people got."""

    def desk(
        self, writer: str = "w1", event_id: str = "e1", notifications: Any = NOTIFICATIONS
    ) -> Desk:
        return Desk(office(writer), rules(notifications), event_id)

    def mails(self) -> list[Any]:
        return list(ses_backends[ACCOUNT][REGION].sent_messages)

    def published(self) -> list[tuple[str, str]]:
        """Return (topic, subject) of each SNS message."""
        topics = sns_backends[ACCOUNT][REGION].topics
        return [
            (arn.rpartition(":")[2], entry[2])
            for arn, topic in topics.items()
            for entry in topic.sent_notifications
        ]

    def schedules(self) -> list[str]:
        found = boto3.client("scheduler").list_schedules(GroupName="nightshift-notify")
        return [schedule["Name"] for schedule in found["Schedules"]]


def office(writer: str) -> Office:
    return Office(
        stack="nightshift",
        stage="dev",
        ledger_table=TABLE,
        event_bus="nightshift",
        email_configuration_set="nightshift",
        critical_topic_arn=f"{TOPIC}-critical",
        warnings_topic_arn=f"{TOPIC}-warnings",
        schedules_role_arn=f"arn:aws:iam::{ACCOUNT}:role/schedules",
        function_arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:nightshift-notify",
        writer=writer,
    )


def rules(notifications: Any) -> Rules:
    declared = None if notifications is None else Notifications.model_validate(notifications)
    return Rules(declared, account=ACCOUNT, region=REGION)
