"""Slack's incoming webhooks and the limits of Block Kit, as Slack's documentation says."""

import json
from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.events_scene import unique
from tests.integration.localcloud.outside_scene import Sender, sent


@pytest.fixture(scope="module")
def sender(cloud: CloudProcess) -> Sender:
    return Sender(cloud)


def test_slack_says_ok_and_keeps_the_payload(sender: Sender) -> None:
    """Sending messages using incoming webhooks: "you'll receive an HTTP 200 response with a plain
    text ok"."""
    marker = unique("word")
    payload = {"text": marker, "blocks": [{"type": "divider"}]}

    assert sender.slack(payload) == (200, "ok")

    [message] = sent(sender.cloud, marker)
    assert (message["channel"], message["body"]) == ("slack", payload)
    assert message["to"].startswith("hooks.slack.com#")


def section(length: int) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}}


def fields(count: int, length: int) -> dict[str, Any]:
    return {"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * length}] * count}


def header(length: int) -> dict[str, Any]:
    return {"type": "header", "text": {"type": "plain_text", "text": "x" * length}}


def button(length: int) -> dict[str, Any]:
    text = {"type": "plain_text", "text": "x" * length}
    return {"type": "actions", "elements": [{"type": "button", "text": text}]}


@pytest.mark.parametrize(
    ("blocks", "status"),
    [
        ([section(3000)], 200),
        ([section(3001)], 400),
        ([section(0)], 400),
        ([header(150)], 200),
        ([header(151)], 400),
        ([fields(10, 2000)], 200),
        ([fields(11, 1)], 400),
        ([fields(1, 2001)], 400),
        ([button(75)], 200),
        ([button(76)], 400),
        ([{"type": "divider"}] * 50, 200),
        ([{"type": "divider"}] * 51, 400),
        ([{"type": "divider", "block_id": "a"}] * 2, 400),
        ([{"type": "divider", "colour": "red"}], 400),
        ([{"type": "headline"}], 400),
        ([{"type": "section"}], 400),
        ([{"type": "rich_text", "elements": []}], 200),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 10}], 200),
        ([{"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 11}], 400),
        ([{"type": "image", "image_url": "https://example.com/a.png"}], 400),
    ],
    ids=lambda value: str(value)[:60],
)
def test_block_kit_has_limits(sender: Sender, blocks: list[dict[str, Any]], status: int) -> None:
    """Reference, Block Kit: "You can include up to 50 blocks in each message"; section text
    "Maximum length ... 3000 characters", fields "Maximum number of items is 10 ... 2000
    characters"; header "150 characters"; button text "75 characters"; context "10"."""
    found = sender.slack({"text": "x", "blocks": blocks})

    assert found == ((200, "ok") if status == 200 else (400, "invalid_blocks"))


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ("{", (400, "invalid_payload")),
        ([1], (400, "invalid_payload")),
        ({}, (400, "no_text")),
        ({"text": ""}, (400, "no_text")),
        ({"attachments": [{"text": "x"}] * 101}, (400, "too_many_attachments")),
        ({"attachments": [{"blocks": [header(151)]}]}, (400, "invalid_attachments")),
    ],
    ids=str,
)
def test_slack_refuses_in_its_own_words(
    sender: Sender, payload: Any, expected: tuple[int, str]
) -> None:
    """Handling errors: "invalid_payload", "no_text", "too_many_attachments"."""
    before = len(sender.cloud.get("outbox"))

    assert sender.slack(payload) == expected

    assert len(sender.cloud.get("outbox")) == before
    assert sender.calls("slack")[-1]["outcome"] == "error"


def test_an_address_that_is_no_hook_has_no_service(sender: Sender) -> None:
    """Handling errors: "no_service"."""
    answer = sender.send("https://hooks.slack.com/services/T01", {"text": "x"})

    assert (answer["status"], answer["text"]) == (404, "no_service")


def test_the_journal_says_why_a_message_was_refused_but_not_what_it_said(sender: Sender) -> None:
    sender.slack({"blocks": [{"type": "section", "txet": "canary"}]})

    entry = sender.calls("slack")[-1]

    assert "invalid_blocks blocks.0.section.txet" in entry["detail"]
    assert "canary" not in json.dumps(entry)
