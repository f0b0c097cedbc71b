"""The function as Lambda calls it, with events as AWS sends them."""

import copy
from typing import Any

import boto3
import pytest
from moto.core import DEFAULT_ACCOUNT_ID

from nightshift.domain.errors import RefusedError
from nightshift.runtime.settings import notify_settings
from tests import project
from tests.integration.conftest import REGION
from tests.integration.notify.conftest import TOPIC, Town
from tests.integration.notify.receiver import Receiver
from tests.integration.test_handlers import call

ROLE = f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:role/schedules"


@pytest.fixture
def onno(town: Town, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Town:
    """Give what onno-prod's manifest names, and the function's own environment."""
    for name, value in {
        "NIGHTSHIFT_STACK": "nightshift",
        "NIGHTSHIFT_EVENT_BUS": "nightshift",
        "NIGHTSHIFT_CRITICAL_TOPIC": f"{TOPIC}-critical",
        "NIGHTSHIFT_WARNINGS_TOPIC": f"{TOPIC}-warnings",
        "NIGHTSHIFT_NOTIFY_SCHEDULES_ROLE": ROLE,
    }.items():
        monkeypatch.setenv(name, value)
    notify_settings.cache_clear()
    secrets = boto3.client("secretsmanager")
    secrets.create_secret(Name="onno/slack-webhook", SecretString=f"{receiver.url}/services/x")
    kept = f'{{"routing_key": "k", "url": "{receiver.url}"}}'
    secrets.create_secret(Name="onno/pagerduty-key", SecretString=kept)
    boto3.client("sns").create_topic(Name="onno-critical-alerts")
    return town


def alarm(state: str, before: str, at: str = "2026-01-15T10:00:00Z") -> dict[str, Any]:
    event: dict[str, Any] = copy.deepcopy(project.event("notify"))
    event["time"] = at
    event["detail"]["state"] |= {"value": state, "timestamp": at}
    event["detail"]["previousState"]["value"] = before
    return event


def fact(**fields: Any) -> dict[str, Any]:
    detail = {"workload": "onno-prod", "severity": "warning", "id": "f1", "summary": "said"}
    return {
        "id": "e1",
        "source": "nightshift",
        "detail-type": "Cost Reported",
        "time": "2026-01-15T10:00:00Z",
        "detail": detail | fields,
    }


def test_an_alarm_is_told_and_its_end_is(onno: Town, receiver: Receiver) -> None:
    first = call("notify", alarm("ALARM", "OK"), "r1")
    silent = call("notify", alarm("OK", "INSUFFICIENT_DATA", "2026-01-15T10:02:00Z"), "r2")
    again = call("notify", alarm("OK", "INSUFFICIENT_DATA", "2026-01-15T10:04:00Z"), "r3")

    assert first == silent == {"pagerduty": "sent", "slack": "sent"}
    assert again == {"pagerduty": "sent"}  # a resolve without an incident is dropped there
    assert len(receiver.bodies) == 5


def test_when_slack_and_pagerduty_fail_the_alarms_topic_hears_that_too(
    onno: Town, receiver: Receiver
) -> None:
    receiver.fails(500)

    told = call("notify", alarm("ALARM", "OK"), "r1")

    assert told == {"pagerduty": "failed", "slack": "failed"}
    assert [topic for topic, _ in onno.published()] == ["onno-critical-alerts"]


def test_what_waits_is_told_when_it_is_due_or_overdue(onno: Town, receiver: Receiver) -> None:
    assert call("notify", fact(id="f1"), "r1") == {"slack": "sent"}
    assert call("notify", fact(id="f2"), "r2") == {"slack": "held"}
    due = "2026-01-15T10:01:00Z"

    flush = {"workload": "onno-prod", "due": due}
    assert call("notify", {"flush": flush}, "r3") == {"flushed": 1}
    assert call("notify", {"flush": {"due": due}}, "r4") == {"flushed": 0}

    other = fact(id="f3") | {"time": "2026-01-15T11:00:00Z"}
    call("notify", other, "r5")
    call("notify", other | {"id": "e2", "detail": other["detail"] | {"id": "f4"}}, "r6")
    assert call("notify", {"flush": {"due": "2026-01-15T12:07:00Z"}}, "r7") == {"flushed": 1}
    assert len(receiver.bodies) == 4


def test_a_failed_execution_is_told_to_its_workloads_people(onno: Town, receiver: Receiver) -> None:
    machine = f"arn:aws:states:{REGION}:{DEFAULT_ACCOUNT_ID}:stateMachine:nightshift-deploy"
    detail = {"stateMachineArn": machine, "status": "FAILED", "input": '{"workload": "onno-prod"}'}
    event = fact() | {"source": "aws.states", "detail": detail}

    assert call("notify", event, "r1") == {"slack": "sent"}


@pytest.mark.parametrize(
    ("source", "detail"),
    [
        ("aws.states", {"stateMachineArn": "arn:of:somebody-else"}),
        ("aws.cloudwatch", {"alarmName": "somebody-else", "state": {"value": "ALARM"}}),
        ("aws.cloudwatch", {"alarmName": "nightshift-notify-errors", "state": {"value": "ALARM"}}),
    ],
)
def test_what_is_not_for_our_people_is_ignored(
    onno: Town, source: str, detail: dict[str, Any]
) -> None:
    event = fact() | {"source": source, "detail": detail}

    assert call("notify", event, "r1") == {"ignored": "Cost Reported"}


def test_an_event_that_is_none_is_an_error(onno: Town) -> None:
    with pytest.raises(RefusedError, match="needs"):
        call("notify", {"no": "event"}, "r1")


def test_half_a_character_in_a_fact_does_not_keep_it_from_anybody(onno: Town) -> None:
    strange = fact(workload="newsforge-prod", summary="x \ud800 y", incident="a/b", effect=[])

    assert call("notify", strange, "r1") == {"sns": "sent"}
    assert onno.published() == [("nightshift-warnings", "[WARNING] newsforge-prod: Cost Reported")]
