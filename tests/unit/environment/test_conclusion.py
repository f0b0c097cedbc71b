"""What is announced, booked and looked at again."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from nightshift.adapters import manifests
from nightshift.domain.environment import look
from nightshift.domain.environment.assets import kept, waves
from nightshift.domain.environment.claims import Keep, Outcome, Status, Stored
from nightshift.domain.environment.conclusion import (
    Conclude,
    bookings,
    concluded,
    fields,
)
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.environment.health import Check, addresses
from nightshift.domain.environment.notice import notice
from nightshift.domain.environment.prepared import Prepared, Slept, ordered, to_do
from nightshift.domain.environment.seen import Seen
from nightshift.domain.reconcile.resources import Hub
from nightshift.domain.windows.of_manifest import of_environment

CODEMATE = manifests.get("codemate-dev")
EVENING = datetime(2026, 1, 15, 11, 0, tzinfo=UTC)  # Thursday 20:00 in Seoul
MORNING = datetime(2026, 1, 15, 23, 0, tzinfo=UTC)
HUB = Hub("nightshift", "123456789012", "ap-northeast-2", "arn:role", "arn:queue", "arn:forward")


def told(goal: Goal, at: datetime, **more: Any) -> Conclude:
    slept = Slept(
        since=EVENING, units={"frontend": 1, "backend": 1}, database=True, cache=False, nat=False
    )
    prepared = Prepared(
        outcome=Outcome.GO,
        reason="it is to be",
        workload="codemate-dev",
        goal=goal,
        epoch="E",
        slept=slept,
    )
    prepared = prepared.model_copy(update=more.pop("prepared", {}))
    return Conclude(prepared=prepared, execution="arn:execution", at=at, **more)


def test_a_night_is_booked_with_its_hours_and_dated_prices() -> None:
    booked = {each.what: each for each in bookings(CODEMATE, told(Goal.AWAKE, MORNING))}

    assert {what: each.hours for what, each in booked.items()} == {
        "frontend": Decimal("12.0000"),
        "backend": Decimal("12.0000"),
        "database": Decimal("12.0000"),
    }
    assert booked["frontend"].usd == Decimal("0.4128")  # 12 h x 0.0344
    assert str(booked["frontend"].as_of) == "2025-01-01"


def test_hours_in_which_rds_let_the_database_run_are_not_saved() -> None:
    ran = (f"{EVENING.isoformat()}/{(EVENING + timedelta(hours=1)).isoformat()}",)
    found = told(Goal.AWAKE, MORNING)
    slept = found.prepared.slept
    assert slept is not None
    prepared = found.prepared.model_copy(update={"slept": slept.model_copy(update={"ran": ran})})

    booked = bookings(CODEMATE, found.model_copy(update={"prepared": prepared}))

    assert {each.what: each.hours for each in booked}["database"] == Decimal("11.0000")


def test_nothing_is_booked_when_a_sleep_begins() -> None:
    assert bookings(CODEMATE, told(Goal.ASLEEP, EVENING)) == []


def test_the_event_says_what_was_saved_and_has_the_same_id_for_a_repeat() -> None:
    found = told(Goal.AWAKE, MORNING)

    one, other = (concluded(CODEMATE, found, None, bookings(CODEMATE, found)) for _ in range(2))

    assert one == other
    assert one.status == "COMPLETE"
    assert one.detail["id"] == "environment/codemate-dev/E/awake"
    assert one.detail["summary"] == (
        "codemate-dev is awake, as it was before; 12.0 hours asleep and $1.48 avoided"
    )
    assert one.detail["prices_of"] == "2025-01-01"


def test_an_ill_service_and_a_refused_instance_make_it_partial() -> None:
    check = Check(service="backend", url="https://x/health", problem="HTTP 503")

    found = concluded(
        CODEMATE, told(Goal.AWAKE, MORNING, health=(check,), refused={"i-1": "no"}), None, []
    )

    assert (found.status, found.detail["severity"]) == ("PARTIAL", "warning")
    assert "backend is not well: HTTP 503; AWS refused 1" in found.detail["summary"]


def test_a_database_put_to_sleep_again_is_told_and_remembered() -> None:
    started = EVENING + timedelta(days=7)
    at = started + timedelta(minutes=12)
    found = told(Goal.ASLEEP, at, prepared={"restarted": started, "since": EVENING})

    event = concluded(CODEMATE, found, MORNING, [])

    assert event.detail["summary"] == (
        "codemate-dev sleeps again until Fri 16 Jan 08:00 KST, after RDS had started its database"
    )
    assert fields(found)["asleep_since"] == EVENING.isoformat()
    assert fields(found)["ran"] == [f"{started.isoformat()}/{at.isoformat()}"]


@pytest.mark.parametrize(
    ("status", "at", "expected"),
    [
        (Status.ASLEEP, EVENING, (MORNING, "environment-start")),
        (Status.AWAKE, MORNING, (MORNING + timedelta(hours=12), "environment-stop")),
    ],
)
def test_the_next_look_is_the_next_edge(
    status: Status, at: datetime, expected: tuple[datetime, str]
) -> None:
    found = look.when_settled(status, of_environment(CODEMATE), at)

    assert (found.at, found.task) == expected


def test_a_sleep_of_more_than_seven_days_is_looked_at() -> None:
    wish = Keep(Goal.ASLEEP, EVENING + timedelta(days=30), "", EVENING)

    found = look.when_settled(Status.ASLEEP, of_environment(CODEMATE, [wish.override()]), EVENING)

    assert (found.at, found.task) == (EVENING + timedelta(days=7), "environment-stop")


def test_a_notice_names_the_stop_the_waking_and_the_command_that_puts_it_off() -> None:
    at = EVENING - timedelta(minutes=15)

    found = notice(CODEMATE, Stored(), HUB, at=at, minutes=15)

    assert found is not None
    assert found["summary"] == (
        "codemate-dev stops at Thu 20:00 KST until Fri 08:00 KST, in 15 minutes"
    )
    assert found["snooze"] == (
        "aws stepfunctions start-execution --state-machine-arn arn:aws:states:ap-northeast-2:"
        "123456789012:stateMachine:nightshift-environment-start --input "
        '\'{"workload": "codemate-dev", "until": "2026-01-15T22:00+09:00"}\''
    )


@pytest.mark.parametrize(
    "stored",
    [
        Stored(Status.ASLEEP),
        Stored(keep=Keep(Goal.AWAKE, EVENING + timedelta(hours=1), "", EVENING)),
    ],
)
def test_nothing_is_announced_that_will_not_happen(stored: Stored) -> None:
    assert notice(CODEMATE, stored, HUB, at=EVENING - timedelta(minutes=15), minutes=15) is None


def test_an_environment_wakes_from_the_database_to_the_services_and_its_alarms() -> None:
    found = waves(manifests.get("ticketing-staging"), "nightshift")

    labels = [[asset.label for asset in wave] for wave in found]
    assert labels == [["database"], ["kafka"], ["backend"], ["alarms"]]


def test_what_cannot_sleep_is_named_with_its_reason() -> None:
    assert {one.label: one.reason.split(" cannot ")[0] for one in kept(CODEMATE)} == {
        "cache": "ElastiCache",
        "nat": "a NAT gateway",
    }


def test_calls_that_are_too_many_to_travel_are_decided_by_the_wave_itself() -> None:
    ids = {f"i-{number:017x}": "running" for number in range(20_000)}
    manifest = manifests.get("ticketing-staging")
    seen = Seen(instances={"ticket-queue-staging-kafka": ids})

    (wave,) = to_do(ordered(manifest, "nightshift", Goal.ASLEEP), Goal.ASLEEP, seen, seen)

    assert wave.acts is None
    assert wave.what == ("kafka",)


def test_the_health_paths_of_what_runs_are_asked_under_their_public_names() -> None:
    found = {at.service: at.url for at in addresses(CODEMATE, {"frontend": 1, "backend": 1})}

    assert found == {
        "frontend": "https://codemate-dev.code1398.io/api/health",
        "backend": "https://codemate-dev.code1398.io/health",
    }
    assert not list(addresses(CODEMATE, set()))
