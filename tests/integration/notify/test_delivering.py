"""A notice on its way: once, split, along the next channel, together with others."""

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from nightshift.adapters.notify import channels, claims, digests, notices, ways
from nightshift.domain.errors import TransientError
from nightshift.domain.notifications.notice import Effect, Notice
from nightshift.domain.notifications.routing import Timing, Way, decide
from nightshift.domain.notifications.waiting import Batch
from tests.integration.notify.conftest import CANARY, NOTIFICATIONS, Town
from tests.integration.notify.receiver import Receiver

AT = datetime(2026, 1, 15, 10, 0, 20, tzinfo=UTC)
MINUTE = datetime(2026, 1, 15, 10, 1, tzinfo=UTC)
BATCH = Batch("onno-prod", MINUTE)


def notice(name: str = "n1", **fields: Any) -> Notice:
    plain = Notice(
        name, "onno-prod", "Cost Reported", "warning", "Cost Reported", f"say {name}", AT
    )
    return replace(plain, **fields)


def texts(receiver: Receiver) -> list[str]:
    return [body["text"] for body in receiver.bodies]


def test_a_repeat_of_another_event_is_counted_and_not_sent(town: Town, receiver: Receiver) -> None:
    notices.deliver(notice(), town.desk("w1", "e1"))

    assert notices.deliver(notice(), town.desk("w2", "e2")) == {"slack": "repeat"}
    assert len(receiver.bodies) == 1


def test_the_next_message_after_the_window_says_how_often_it_was_repeated(
    town: Town, receiver: Receiver
) -> None:
    for number in range(4):
        notices.deliver(notice(), town.desk(f"w{number}", f"e{number}"))
    notices.deliver(notice(), town.desk("w3", "e3"))  # the same event again is not one more

    notices.deliver(notice(at=AT + timedelta(minutes=60)), town.desk("w9", "e9"))

    assert "After 3 repeats that were not sent." in str(receiver.bodies[1]["blocks"])


def test_a_killed_run_is_taken_over_by_its_own_retry_only(town: Town, receiver: Receiver) -> None:
    way, desk = Way("slack", Timing.NOW), town.desk("w1")
    claims.take(ways._claimant(way, notice(), desk))  # and no more of it

    assert notices.deliver(notice(), town.desk("w2", "e2")) == {"slack": "repeat"}
    assert notices.deliver(notice(), desk) == {"slack": "sent"}
    assert len(receiver.bodies) == 1


def test_two_hundred_findings_come_in_parts_in_order(town: Town, receiver: Receiver) -> None:
    findings = tuple(f"finding {n:03} {'x' * 90}" for n in range(200))

    notices.deliver(notice(findings=findings), town.desk())

    said = "".join(str(body["blocks"]) for body in receiver.bodies)
    places = [said.index(f"finding {n:03}") for n in range(200)]
    assert places == sorted(places)
    assert 3 <= len(receiver.bodies) <= 6


def test_a_retry_after_the_first_part_sends_the_others_only(town: Town, receiver: Receiver) -> None:
    findings = tuple(f"finding {n:03} {'x' * 90}" for n in range(100))
    receiver.planned = [(200, {}), (400, {})]
    silent = NOTIFICATIONS | {"routes": {"warning": {"to": ["slack"]}}}
    with pytest.raises(TransientError):
        notices.deliver(notice(findings=findings), town.desk(notifications=silent))

    notices.deliver(notice(findings=findings), town.desk(notifications=silent))

    parts = [body["blocks"][0]["text"]["text"][-6:] for body in receiver.bodies]
    assert len(parts) == len(set(parts)) == int(parts[0][-2])


def test_when_slack_is_down_the_mail_says_so_and_the_bus_is_told_once(
    town: Town, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver.fails(503)
    told: list[Any] = []
    listen(monkeypatch, told)

    for name in ("n1", "n2"):
        outcome = ways.along(Way("slack", Timing.NOW), notice(name), town.desk())
        assert outcome.said == "failed"
        notices._carry_on(
            notice(name),
            decide(notice(name), town.desk().rules),
            [outcome],
            desk=town.desk(),
        )

    assert len(town.mails()) == 2
    assert "Slack did not take this message (slack: HTTP 503)" in str(town.mails()[0].__dict__)
    assert len(told) == 1
    assert '"carried_by": "email"' in told[0]["Detail"]


def listen(monkeypatch: pytest.MonkeyPatch, told: list[Any]) -> None:
    """Note what is put on the bus, on its way there."""
    from nightshift.adapters import aws

    events = aws.client("events")
    events.meta.events.register(
        "provide-client-params.events.PutEvents",
        lambda params, **_: told.extend(params["Entries"]),
    )


def test_when_no_channel_works_it_is_an_error_and_the_retry_sends_it(
    town: Town, receiver: Receiver
) -> None:
    silent = NOTIFICATIONS | {"routes": {"warning": {"to": ["slack"]}}}
    receiver.fails(404)
    with pytest.raises(TransientError, match="no channel took it: slack: HTTP 404"):
        notices.deliver(notice(), town.desk(notifications=silent))
    receiver.planned = []

    assert notices.deliver(notice(), town.desk(notifications=silent)) == {"slack": "sent"}


def test_a_failure_is_told_without_the_channel_that_fails(town: Town, receiver: Receiver) -> None:
    failed = notice(kind="Notification Failed", avoid="slack")

    assert notices.deliver(failed, town.desk()) == {"email": "sent"}


def test_a_secret_is_in_no_error_and_no_log(
    town: Town, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    away = NOTIFICATIONS | {"routes": {"warning": {"to": ["slack"]}}}
    boto3.client("secretsmanager").put_secret_value(
        SecretId="onno/slack", SecretString=f"http://127.0.0.1:9/services/{CANARY}"
    )

    with pytest.raises(TransientError) as raised:
        notices.deliver(notice(), town.desk(notifications=away))

    chain: list[str] = []
    problem: BaseException | None = raised.value
    while problem is not None:
        chain.append(repr(problem))
        problem = problem.__cause__ or problem.__context__
    assert CANARY not in " ".join(chain) + caplog.text
    assert "no connection" in chain[0]


def test_a_throttled_channel_is_asked_again(town: Town, receiver: Receiver) -> None:
    receiver.planned = [(429, {"Retry-After": "0"}), (503, {})]

    assert notices.deliver(notice(), town.desk()) == {"slack": "sent"}
    assert len(receiver.bodies) == 1


def test_an_alarm_opens_and_its_end_resolves_the_same_incident(
    town: Town, receiver: Receiver
) -> None:
    alarm = notice("a/ALARM", severity="critical", effect=Effect.OPEN, incident="alarm/x")
    notices.deliver(alarm, town.desk())
    notices.deliver(replace(alarm, id="a/OK", effect=Effect.RESOLVE), town.desk())

    paged = [body for body in receiver.bodies if "event_action" in body]
    assert [body["event_action"] for body in paged] == ["trigger", "resolve"]
    assert {body["dedup_key"] for body in paged} == {"nightshift/onno-prod/alarm/x"}


def test_without_a_manifest_the_stacks_topics_are_told(town: Town) -> None:
    for severity in ("critical", "warning", "info"):
        unknown = notice(severity, severity=severity, workload="nobody")
        notices.deliver(unknown, town.desk(notifications=None))

    assert sorted(town.published()) == [
        ("nightshift-critical", "[CRITICAL] nobody: Cost Reported"),
        ("nightshift-warnings", "[INFO] nobody: Cost Reported"),
        ("nightshift-warnings", "[WARNING] nobody: Cost Reported"),
    ]


def test_a_topic_that_cloudwatch_told_is_not_told_again(town: Town) -> None:
    boto3.client("sns").create_topic(Name="onno-critical-alerts")
    own = {"topics": [{"name": "onno-critical-alerts", "severity": "critical"}]}
    alarm = notice(severity="critical", covered=("onno-critical-alerts",))
    fact = notice("fact", severity="critical")

    notices.deliver(alarm, town.desk(notifications=own))
    assert town.published() == []
    notices.deliver(fact, town.desk(notifications=own))
    digests.flush(BATCH, town.desk("flush", notifications=own), MINUTE)

    assert [topic for topic, _ in town.published()] == ["onno-critical-alerts"]


@pytest.mark.parametrize("channel", ["slack", "pagerduty", "email"])
@pytest.mark.parametrize("declared", [{}, None])
def test_a_channel_that_is_not_set_up_fails_by_name(
    town: Town, channel: Any, declared: Any
) -> None:
    outcome = ways.along(Way(channel, Timing.NOW), notice(), town.desk(notifications=declared))

    assert outcome.said == "failed"
    assert "manifest" in str(outcome.why)


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ("k1", ("k1", "https://events.pagerduty.com")),
        ('{"routing_key": "k1", "url": "https://e.eu/"}', ("k1", "https://e.eu")),
        ('{"routing_key": "k1"}', ("k1", "https://events.pagerduty.com")),
        ("{broken", ("", "https://events.pagerduty.com")),
    ],
)
def test_a_routing_key_is_kept_plain_or_with_its_address(
    kept: str, expected: tuple[str, str]
) -> None:
    assert channels._routing(kept) == expected


def test_a_mail_that_ses_rejects_is_a_failed_channel(town: Town) -> None:
    boto3.client("sesv2").delete_email_identity(EmailIdentity="onno.app")

    outcome = ways.along(Way("email", Timing.NOW), notice(), town.desk())

    assert outcome.said == "failed"
    assert "e-mail" in str(outcome.why)
