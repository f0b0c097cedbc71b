"""PagerDuty's Events API v2, as its documentation says."""

import json
from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.lambda_scene import unique
from tests.integration.localcloud.outside_scene import Sender, alert

ALERTS = "https://events.pagerduty.com/v2/enqueue"
CHANGES = "https://events.pagerduty.com/v2/change/enqueue"


@pytest.fixture(scope="module")
def sender(cloud: CloudProcess) -> Sender:
    return Sender(cloud)


def enqueue(sender: Sender, event: Any, url: str = ALERTS) -> tuple[int, dict[str, Any]]:
    found = sender.send(url, event)
    return found["status"], json.loads(found["text"])


def test_an_event_is_accepted_with_its_key(sender: Sender) -> None:
    """Events API v2: 202 {"status": "success", "message": "Event processed", "dedup_key"}."""
    event = alert()

    status, answer = enqueue(sender, event)

    message = sender.cloud.get("outbox")[-1]
    assert (status, answer["message"]) == (202, "Event processed")
    assert answer["dedup_key"] == event["dedup_key"]
    assert message["channel"] == "pagerduty"
    assert message["subject"] == "Database is down"
    assert message["body"]["payload"] == event["payload"]
    assert message["to"] == f"events.pagerduty.com#{message['body']['routing_key']}"


def test_a_trigger_without_a_key_is_given_one(sender: Sender) -> None:
    _, answer = enqueue(sender, alert(dedup_key=None))

    assert sender.cloud.get("outbox")[-1]["incident"]["dedup_key"] == answer["dedup_key"]


def test_an_incident_opens_once_and_what_nobody_opened_is_dropped(sender: Sender) -> None:
    """Events API v2: "Subsequent trigger events ... with the same dedup_key" go to the open alert;
    "Acknowledge [resolve] events referencing resolved or nonexistent incidents" are discarded."""
    key = unique("incident")
    steps = ("resolve", "trigger", "trigger", "acknowledge", "trigger", "resolve", "resolve")

    for action in (*steps, "acknowledge", "trigger"):
        assert enqueue(sender, alert(action, dedup_key=key))[0] == 202

    incidents = [m.get("incident") or {} for m in sender.cloud.get("outbox")]
    assert [i["outcome"] for i in incidents if i.get("dedup_key") == key] == [
        "dropped", "opened", "repeated", "acknowledged", "repeated", "resolved", "dropped",
        "dropped", "opened",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"routing_key": None}, "routing_key"),
        ({"routing_key": "short"}, "should be 32 characters"),
        ({"event_action": "open"}, "event_action"),
        ({"payload": None}, "payload"),
        ({"payload__summary": ""}, "summary"),
        ({"payload__summary": "x" * 1025}, "summary"),
        ({"payload__source": None}, "source"),
        ({"payload__severity": "fatal"}, "severity"),
        ({"payload__custom_details": "text"}, "custom_details"),
        ({"dedup_key": "x" * 256}, "dedup_key"),
        ({"client": "x" * 513 * 1024}, "size"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_an_event_that_is_wrong_is_refused_by_field(
    sender: Sender, change: dict[str, Any], named: str
) -> None:
    """Events API v2: 400 {"status": "invalid event", "message": "Event object is invalid",
    "errors": ["Length of 'routing_key' is incorrect (should be 32 characters)"]}."""
    status, answer = enqueue(sender, alert(**change))

    assert (status, answer["status"]) == (400, "invalid event")
    assert any(named in error for error in answer["errors"])


def test_a_resolve_needs_a_key_and_no_payload(sender: Sender) -> None:
    """Events API v2: dedup_key is "Required unless the event_type is trigger"."""
    assert enqueue(sender, alert("resolve", payload=None))[0] == 202
    assert enqueue(sender, alert("resolve", dedup_key=None))[0] == 400


def test_a_change_event_opens_nothing(sender: Sender) -> None:
    """Send a Change Event: 202 "Change event processed"."""
    change = {"routing_key": "f" * 32, "payload": {"summary": "Deployed", "source": "ci"}}

    status, answer = enqueue(sender, change, CHANGES)

    assert (status, answer["message"]) == (202, "Change event processed")
    assert sender.cloud.get("outbox")[-1]["incident"] is None
    assert enqueue(sender, change | {"payload": {}}, CHANGES)[0] == 400


def test_what_is_no_json_is_not_recognised(sender: Sender) -> None:
    """OpenAPI description: {"status": "Unrecognized object", "errors": ["JSON parse error"]}."""
    assert enqueue(sender, "{")[1]["errors"] == ["JSON parse error"]
