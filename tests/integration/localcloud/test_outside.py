"""The world outside AWS: nothing reaches it, everything is answered and written down."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.events_scene import unique
from tests.integration.localcloud.lambda_scene import call, function
from tests.integration.localcloud.outside_scene import Sender, alert, sent


@pytest.fixture(scope="module")
def sender(cloud: CloudProcess) -> Sender:
    return Sender(cloud)


@pytest.fixture(autouse=True)
def no_faults(cloud: CloudProcess) -> Iterator[None]:
    yield
    cloud.delete("faults")


@pytest.mark.parametrize("client", ["urllib", "http_client", "urllib3", "requests"])
@pytest.mark.parametrize("scheme", ["https", "http"])
def test_every_usual_client_is_answered_inside(sender: Sender, client: str, scheme: str) -> None:
    marker = unique("word")

    answer = sender.send(f"{scheme}://example.com/hook", {"say": marker}, client=client)

    [message] = sent(sender.cloud, marker)
    assert answer["status"] == 200
    assert (message["channel"], message["method"], message["body"]) == (
        "webhook", "POST", {"say": marker},
    )  # fmt: skip


@pytest.mark.parametrize(
    "url", ["http://192.0.2.7:8080/x", "https://203.0.113.9/x", "http://[2001:db8::1]/x"]
)
def test_an_address_without_a_name_is_led_there_too(sender: Sender, url: str) -> None:
    marker = unique("word")

    assert sender.send(url, marker)["status"] == 200

    [message] = sent(sender.cloud, marker)
    assert message["to"].startswith(f"{urlsplit(url).hostname}#")


def test_asynchronous_code_and_datagrams_do_not_leave_either(cloud: CloudProcess) -> None:
    source = """
import asyncio, socket
async def get():
    reader, writer = await asyncio.open_connection("example.org", 443, ssl=True)
    writer.write(b"GET / HTTP/1.1\\r\\nHost: example.org\\r\\nConnection: close\\r\\n\\r\\n")
    return (await reader.readline()).decode().split()[1]
def handler(event, context):
    try:
        socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.53", 53))
    except OSError as problem:
        return [asyncio.run(get()), problem.strerror]
"""
    assert call(cloud, function(cloud, source)) == ["200", "Network is unreachable"]


def test_aws_by_its_own_name_is_the_cloud(cloud: CloudProcess) -> None:
    source = """
import boto3
def handler(event, context):
    sts = boto3.client("sts", endpoint_url="https://sts.ap-northeast-2.amazonaws.com")
    return sts.get_caller_identity()["Account"]
"""
    name = function(cloud, source, actions=("sts:GetCallerIdentity", "logs:*"))

    assert call(cloud, name) == "123456789012"


def test_no_secret_of_an_address_is_kept(sender: Sender) -> None:
    marker = unique("word")
    sender.slack({"text": marker})
    sender.send("https://example.com/canary?token=canary", marker)
    sender.send("https://events.pagerduty.com/v2/enqueue", alert(payload__summary=marker))

    found = json.dumps([*sent(sender.cloud, marker), *sender.cloud.get("calls")])

    assert len(sent(sender.cloud, marker)) == 3
    assert "canary" not in found
    assert "0123456789abcdef0123456789abcdef" not in found


def test_the_same_address_has_the_same_fingerprint(sender: Sender) -> None:
    marker = unique("word")
    for path in ("one", "one", "two"):
        sender.send(f"https://example.com/{path}", marker)

    first, second, third = (m["to"] for m in sent(sender.cloud, marker))

    assert first == second
    assert first != third


@pytest.mark.parametrize(
    ("service", "url"),
    [
        ("slack", "https://hooks.slack.com/services/T01/B01/x"),
        ("pagerduty", "https://events.pagerduty.com/v2/enqueue"),
        ("webhook", "https://example.com/x"),
    ],
)
@pytest.mark.parametrize(
    ("kind", "expected", "arrives"),
    [
        ("throttle", {"status": 429, "retry_after": "1"}, False),
        ("error", {"status": 500}, False),
        ("timeout", {"error": "ProtocolError"}, False),
        ("lost-answer", {"error": "ProtocolError"}, True),
    ],
)
def test_a_fault_strikes_once(
    sender: Sender, service: str, url: str, kind: str, expected: dict[str, Any], *, arrives: bool
) -> None:
    marker = unique("word")
    body = {"text": marker} | alert(payload__summary=marker)
    sender.cloud.post("faults", {"service": service, "action": "Post", "kind": kind, "times": 1})

    first = sender.send(url, body)
    arrived = bool(sent(sender.cloud, marker))
    second = sender.send(url, body)

    assert {name: first.get(name) for name in expected} == expected
    assert arrived is arrives
    assert second["status"] in (200, 202)
    assert [c["outcome"] for c in sender.calls(service)[-2:]] == ["fault", "ok"]


def test_a_kill_ends_the_function_after_the_message_left(sender: Sender) -> None:
    marker = unique("word")
    sender.cloud.post("faults", {"service": "slack", "action": "*", "kind": "kill", "times": 1})

    with pytest.raises(AssertionError, match="signal: killed"):
        sender.slack({"text": marker})

    assert len(sent(sender.cloud, marker)) == 1
