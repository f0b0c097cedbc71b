"""Events become notices; what does not fit is told with what is known."""

import json
from typing import Any

import pytest

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import parse
from nightshift.domain.notifications import incidents, reading
from nightshift.domain.notifications.envelope import Told
from nightshift.domain.notifications.notice import Effect
from tests.unit.notifications.notices import AT, event, notice

KNOWN = reading.KnownAlarm("critical", "It is slow.", "docs/slow.md", ("onno-critical-alerts",))


def alarm(value: str, before: str = "OK") -> Told:
    detail = {
        "alarmName": "nightshift-onno-prod-Slow",
        "configuration": {"description": "described"},
        "previousState": {"value": before},
        "state": {"value": value, "reason": "because", "timestamp": "t1"},
    }
    return event(detail, "CloudWatch Alarm State Change", "aws.cloudwatch")


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"detail-type": "X", "time": "2026-01-15T10:00:00Z"},
        {"detail-type": "X", "time": "yesterday", "detail": {}},
        {"detail-type": "X", "time": "2026-01-15T10:00:00Z", "detail": "text"},
        {"flush": {"workload": "onno-prod"}},
    ],
)
def test_what_is_no_event_is_refused(broken: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        parse(Told, broken)


def test_a_fact_without_anything_is_told_with_what_is_known() -> None:
    found = reading.of_fact(event({"workload": 7, "severity": "loud"}))

    assert found is not None
    assert (len(found.id), found.workload, found.severity) == (32, "", "warning")
    assert found.summary == "Cost Reported (it says no more)"
    assert found.at == AT


@pytest.mark.parametrize(
    ("detail_type", "detail", "incident", "effect"),
    [
        ("Rotation Failed", {"secret_id": "s"}, "rotation/s", Effect.OPEN),
        ("Secret Rotated", {"secret_id": "s"}, "rotation/s", Effect.RESOLVE),
        ("Nat Healed", {}, "nat", Effect.RESOLVE),
        ("Budget Exceeded", {"scope": "aws", "period": "daily"}, "budget/aws/daily", Effect.OPEN),
        ("Drill Finished", {"status": "FAILED"}, "drill", Effect.OPEN),
        ("Drill Finished", {"status": "passed"}, "drill", Effect.RESOLVE),
        ("Recovery Finished", {"mode": "auto"}, "recovery/auto", Effect.NONE),
        ("Deployment Finished", {"status": "SUCCEEDED"}, "deployment", Effect.RESOLVE),
        ("Posture Drifted", {}, "posture", Effect.OPEN),
        ("Cost Reported", {}, None, Effect.NONE),
        ("Cost Reported", {"incident": "x/1", "effect": "acknowledge"}, "x/1", Effect.ACKNOWLEDGE),
        ("Nat Healed", {"incident": "x/1", "effect": "explode"}, "nat", Effect.RESOLVE),
    ],
)
def test_facts_open_and_end_incidents(
    detail_type: str, detail: dict[str, Any], incident: str | None, effect: Effect
) -> None:
    assert incidents.of_fact(detail_type, detail) == (incident, effect)


def test_an_incidents_key_is_short_and_different_for_different_incidents() -> None:
    keys = {
        incidents.dedup_key("nightshift", notice(incident=f"alarm/{'x' * 300}{n}"))
        for n in range(3)
    }

    assert len(keys) == 3
    assert {len(key) for key in keys} == {incidents.DEDUP_KEY_LIMIT}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("nightshift-onno-prod-Slow", ("onno-prod", "Slow")),
        ("nightshift-onno-prod-eu-Slow", ("onno-prod-eu", "Slow")),
        ("nightshift-undelivered", ("", "undelivered")),
        ("nightshiftx-onno-prod-Slow", None),
        ("Slow", None),
    ],
)
def test_an_alarms_name_says_whose_it_is(name: str, expected: tuple[str, str] | None) -> None:
    assert reading.split(name, "nightshift", ["onno-prod", "onno-prod-eu", "onno"]) == expected


def test_an_alarm_and_its_end_are_one_incident_and_two_notices() -> None:
    opened = reading.of_alarm(alarm("ALARM"), "onno-prod", "Slow", KNOWN)
    ended = reading.of_alarm(alarm("OK", "ALARM"), "onno-prod", "Slow", KNOWN)

    assert opened is not None
    assert ended is not None
    assert opened.incident == ended.incident
    assert opened.id != ended.id
    assert (opened.effect, ended.effect) == (Effect.OPEN, Effect.RESOLVE)
    assert (opened.summary, opened.covered) == ("It is slow.", ("onno-critical-alerts",))
    assert not ended.silent


def test_an_alarm_that_no_manifest_knows_is_critical_and_says_its_description() -> None:
    found = reading.of_alarm(alarm("ALARM"), "", "Slow", None)

    assert found is not None
    assert (found.severity, found.summary) == ("critical", "described")


def test_an_alarm_that_was_silent_before_is_silent_and_one_without_data_is_nothing() -> None:
    ended = reading.of_alarm(alarm("OK", "INSUFFICIENT_DATA"), "onno-prod", "Slow", KNOWN)

    assert ended is not None
    assert ended.silent
    assert reading.of_alarm(alarm("INSUFFICIENT_DATA"), "onno-prod", "Slow", KNOWN) is None


@pytest.mark.parametrize(
    ("machine", "severity", "effect"),
    [("post-meeting", "warning", Effect.NONE), ("database-recovery", "critical", Effect.OPEN)],
)
def test_a_failed_execution_says_its_cause(machine: str, severity: str, effect: Effect) -> None:
    arn = f"arn:aws:states:ap-northeast-2:123456789012:stateMachine:nightshift-{machine}"
    detail = {
        "executionArn": "e",
        "stateMachineArn": arn,
        "status": "FAILED",
        "input": json.dumps({"workload": "onno-prod"}),
        "cause": json.dumps({"errorMessage": "field x is required"}),
    }

    found = reading.of_execution(event(detail, source="aws.states"), "nightshift")

    assert found is not None
    assert (found.workload, found.severity, found.effect) == ("onno-prod", severity, effect)
    assert found.summary == f"{machine}: field x is required"


@pytest.mark.parametrize("given", [None, "no json", "[]", '{"workload": 3}'])
def test_an_execution_without_a_workload_is_told_all_the_same(given: Any) -> None:
    detail = {"stateMachineArn": "a:nightshift-deploy", "input": given}

    found = reading.of_execution(event(detail, source="aws.states"), "nightshift")

    assert found is not None
    assert found.workload == ""


def test_findings_of_any_shape_are_kept_in_order() -> None:
    findings = ["plain", {"rule": "R1", "summary": "open", "resource": "sg-1"}, {"odd": 1}, 5]

    found = reading.of_fact(event({"findings": findings}))

    assert found is not None
    assert found.findings == ("plain", "R1 open (sg-1)", '{"odd": 1}', "5")


@pytest.mark.parametrize("effect", [[], {}, 7, None])
def test_an_effect_that_is_no_word_leaves_the_table_to_say_it(effect: Any) -> None:
    found = incidents.of_fact("Nat Healed", {"incident": "x/1", "effect": effect})

    assert found == ("nat", Effect.RESOLVE)


def test_copies_of_a_fact_without_an_id_are_the_same_fact() -> None:
    first, other = {"summary": "disk full"}, {"summary": "disk full", "host": "b"}

    same = {reading.of_fact(event(first).model_copy(update={"id": n})).id for n in ("a", "b")}  # type: ignore[union-attr]

    assert len(same) == 1
    assert reading.of_fact(event(other)).id not in same  # type: ignore[union-attr]
