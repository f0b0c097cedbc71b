"""Schedules at every boundary, in the workload's own zone."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings

from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired import desired
from nightshift.domain.reconcile.resources import Kind, Resource
from tests.unit.reconcile.workloads import DAYS, HUB, manifest, manifests, service, wanted, window

DATABASE = {
    "identifier": "shop-db",
    "engine": "postgres",
    "engine_version": "16.1",
    "instance_class": "db.t3.micro",
    "storage_gb": 20,
    "name": "shop",
    "user": "shop",
    "max_connections": 100,
}


def _schedules(now: str | None = None, **parts: Any) -> list[Resource]:
    instant = datetime.fromisoformat(now) if now else None
    found = desired([manifest(**parts)], HUB, instant)
    return [one for one in found.at(HUB.place) if one.kind is Kind.SCHEDULE]


def _due(schedules: list[Resource]) -> dict[str, str]:
    """Return purpose -> expression."""
    return {one.name.split(".")[1]: one.definition["ScheduleExpression"] for one in schedules}


def _detail(schedule: Resource) -> dict[str, Any]:
    return dict(json.loads(schedule.definition["Target"]["Input"]))


def test_a_schedule_puts_one_event_on_the_bus() -> None:
    start, _ = _schedules(services=[service(windows=[window()])])

    assert re.fullmatch(r"shop-prod\.weekdays-start\.[0-9a-f]{8}", start.name)
    assert start.definition == {
        "ScheduleExpression": "cron(0 9 ? * MON,TUE,WED,THU,FRI *)",
        "ScheduleExpressionTimezone": "Asia/Seoul",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "State": "ENABLED",
        "Target": {
            "Arn": HUB.bus_arn,
            "RoleArn": HUB.scheduler_role_arn,
            "EventBridgeParameters": {
                "DetailType": "Schedule Due",
                "Source": "nightshift.schedule",
            },
            "Input": '{"at": "<aws.scheduler.scheduled-time>", "services": ["api"], '
            '"task": "apply-window", "workload": "shop-prod"}',
            "RetryPolicy": {"MaximumRetryAttempts": 60, "MaximumEventAgeInSeconds": 3600},
            "DeadLetterConfig": {"Arn": HUB.dead_letters_arn},
        },
    }


@pytest.mark.parametrize(
    ("days", "start", "end", "expected"),
    [
        (["mon"], "09:00", "18:00", "cron(0 18 ? * MON *)"),
        (["mon"], "22:00", "06:00", "cron(0 6 ? * TUE *)"),  # overnight: the next morning
        (["mon", "sun"], "09:00", "24:00", "cron(0 0 ? * MON,TUE *)"),  # that is the next day
        (["sat"], "00:00", "24:00", "cron(0 0 ? * SUN *)"),  # the whole day
        (["sat"], "08:00", "08:00", "cron(0 8 ? * SUN *)"),  # overnight, and a whole day
        (["mon", "tue", "wed", "thu", "fri", "sat", "sun"], "22:00", "06:30", "cron(30 6 * * ? *)"),
    ],
)
def test_a_window_ends_on_the_day_its_end_falls_on(
    days: list[str], start: str, end: str, expected: str
) -> None:
    found = _schedules(services=[service(windows=[window(days=days, start=start, end=end)])])

    assert _due(found)["weekdays-end"] == expected


def test_services_with_the_same_boundary_share_its_schedule() -> None:
    found = _schedules(
        services=[
            service("web", windows=[window()]),
            service("api", windows=[window(), window("late", start="18:00", end="20:00")]),
        ]
    )

    assert {one.definition["ScheduleExpression"]: _detail(one)["services"] for one in found} == {
        "cron(0 9 ? * MON,TUE,WED,THU,FRI *)": ["api", "web"],
        "cron(0 18 ? * MON,TUE,WED,THU,FRI *)": ["api", "web"],
        "cron(0 20 ? * MON,TUE,WED,THU,FRI *)": ["api"],
    }


OPENING = {"name": "concert", "at": "2026-03-01T20:00:00+09:00", "capacity": 8}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (None, {"concert-lead", "concert-over"}),
        ("2026-03-01T19:44:00+09:00", {"concert-lead", "concert-over"}),
        ("2026-03-01T19:45:30+09:00", {"concert-lead", "concert-over"}),  # it may not have fired
        ("2026-03-01T19:50:00+09:00", {"concert-over"}),
        ("2026-03-02T00:00:00+09:00", set()),
    ],
)
def test_an_opening_is_scheduled_until_it_has_passed(now: str | None, expected: set[str]) -> None:
    found = _schedules(now, services=[service(openings=[OPENING])])

    assert set(_due(found)) == expected


def test_an_opening_is_told_in_the_workloads_own_time() -> None:
    utc = {**OPENING, "at": "2026-03-01T11:00:00Z"}

    assert _due(_schedules(services=[service(openings=[utc])])) == {
        "concert-lead": "at(2026-03-01T19:45:00)",
        "concert-over": "at(2026-03-01T21:00:00)",
    }


def test_lead_times_are_minutes_even_when_the_clocks_change() -> None:
    spring = {**OPENING, "at": "2026-03-29T03:10:00+02:00"}  # 02:00 became 03:00

    found = _schedules(timezone="Europe/Berlin", services=[service(openings=[spring])])

    assert _due(found)["concert-lead"] == "at(2026-03-29T01:55:00)"


def test_an_environment_sleeps_and_says_so_before() -> None:
    awake = {"days": ["mon", "fri"], "start": "09:00", "stop": "24:00"}

    found = _schedules(awake=awake)

    assert _due(found) == {
        "environment-start": "cron(0 9 ? * MON,FRI *)",
        "environment-stop": "cron(0 0 ? * TUE,SAT *)",
        "announce-stop": "cron(45 23 ? * MON,FRI *)",
    }
    assert [_detail(one)["task"] for one in found] == list(_due(found))


def test_a_notice_comes_as_long_before_as_the_manifest_says() -> None:
    awake = {"days": ["mon"], "start": "09:00", "stop": "20:00"}

    assert _due(_schedules(awake={**awake, "notice_minutes": 30}))["announce-stop"] == (
        "cron(30 19 ? * MON *)"
    )
    assert "announce-stop" not in _due(_schedules(awake={**awake, "notice_minutes": 0}))


FESTIVAL = {"name": "festival", "start": "2026-12-24T09:00", "end": "2026-12-25T02:00"}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (None, {"festival-start": "09:00", "festival-end": "02:00"}),
        ("2026-12-24T09:01:30+09:00", {"festival-start": "09:00", "festival-end": "02:00"}),
        ("2026-12-24T09:03:00+09:00", {"festival-end": "02:00"}),
        ("2026-12-25T03:00:00+09:00", {}),
    ],
)
def test_a_dated_span_is_scheduled_until_it_has_passed(
    now: str | None, expected: dict[str, str]
) -> None:
    found = _schedules(now, services=[service(dated=[{**FESTIVAL, "minimum": 5}])])

    assert {purpose: due[-9:-4] for purpose, due in _due(found).items()} == expected
    assert {_detail(one)["task"] for one in found} <= {"apply-window"}


@pytest.mark.parametrize(
    ("exception", "expected"),
    [
        (  # a Saturday's work
            ("awake", "2026-12-05T10:00", "2026-12-05T18:00"),
            {
                "once-environment-start": "at(2026-12-05T10:00:00)",
                "once-environment-stop": "at(2026-12-05T18:00:00)",
                "once-announce-stop": "at(2026-12-05T17:45:00)",
            },
        ),
        (  # until the next morning's hours: nothing happens at its end
            ("awake", "2026-12-04T19:00", "2026-12-07T09:00"),
            {},
        ),
        (  # asleep from noon: it would have slept from 20:00 on anyway
            ("asleep", "2026-12-04T12:00", "2026-12-06T12:00"),
            {
                "once-environment-stop": "at(2026-12-04T12:00:00)",
                "once-announce-stop": "at(2026-12-04T11:45:00)",
            },
        ),
    ],
)
def test_an_exception_is_scheduled_where_it_changes_something(
    exception: tuple[str, str, str], expected: dict[str, str]
) -> None:
    keep, start, end = exception
    exceptions = [{"keep": keep, "start": start, "end": end, "reason": "release"}]
    awake = {"days": DAYS[:5], "start": "08:00", "stop": "20:00", "exceptions": exceptions}

    found = _due(_schedules(awake=awake))

    assert {name: due for name, due in found.items() if name.startswith("once-")} == expected


@pytest.mark.parametrize(
    ("now", "start", "end", "expected"),
    [
        (  # Scheduler would leave both out: 02:00 became 03:00, 07:00 in UTC; they share one
            "2026-03-01T00:00:00Z", "02:15", "02:45",
            {"weekdays-jump-start": "at(2026-03-08T07:00:00)"},
        ),
        (
            "2026-03-01T00:00:00Z", "01:30", "02:30",
            {"weekdays-jump-end": "at(2026-03-08T07:00:00)"},
        ),
        ("2026-03-09T00:00:00Z", "02:15", "02:45", {}),  # over
        ("2026-01-01T00:00:00Z", "02:15", "02:45", {}),  # too far away
        ("2026-10-20T00:00:00Z", "01:15", "01:45", {}),  # a fold: cron runs once
        (None, "02:15", "02:45", {}),
    ],
)  # fmt: skip
def test_an_edge_that_the_clocks_jump_over_has_a_schedule_of_its_own(
    now: str | None, start: str, end: str, expected: dict[str, str]
) -> None:
    windows = [window(days=["sun"], start=start, end=end)]

    found = _schedules(now, timezone="America/New_York", services=[service(windows=windows)])

    jumps = [one for one in found if "-jump-" in one.name]
    assert _due(jumps) == expected
    assert {one.definition["ScheduleExpressionTimezone"] for one in jumps} <= {"UTC"}


def test_a_notice_that_the_clocks_jump_over_comes_as_long_before_its_stop() -> None:
    awake = {"days": ["sun"], "start": "00:30", "stop": "03:10"}

    found = _schedules("2026-03-01T00:00:00Z", timezone="America/New_York", awake=awake)

    assert _due(found)["jump-announce-stop"] == "at(2026-03-08T06:55:00)"  # 03:10 is 07:10


@pytest.mark.parametrize(("now", "count"), [(None, 2), ("2026-03-02", 2), ("2026-03-03", 0)])
def test_a_window_is_scheduled_until_its_last_day_has_passed(now: str | None, count: int) -> None:
    instant = f"{now}T00:00:00Z" if now else None
    windows = [window(first_day="2026-02-01", last_day="2026-02-28")]

    assert len(_schedules(instant, services=[service(windows=windows)])) == count


def test_backups_are_taken_copied_verified_and_rehearsed() -> None:
    found = _schedules(
        database={**DATABASE, "backup_window": "18:30-19:30"},
        backups={
            "snapshots": {"days": ["sun"], "at": "04:00", "retention_days": 30},
            "copy_to": {"region": "ap-northeast-1", "method": "snapshot-copies", "every_hours": 12},
            "drills": [{"kind": "restore", "day_of_month": 15, "at": "10:00"}],
        },
    )

    zones = {one.definition["ScheduleExpressionTimezone"] for one in found[:1] + found[3:]}
    assert _due(found) == {
        "backup-weekly": "cron(0 4 ? * SUN *)",
        "copy-backups": "cron(30 7,19 * * ? *)",  # from the end of RDS's window, UTC
        "verify-backups": "cron(30 20 * * ? *)",
        "restore-drill": "cron(0 10 15 * ? *)",
    }
    assert {one.definition["ScheduleExpressionTimezone"] for one in found[1:3]} == {"UTC"}
    assert zones == {"Asia/Seoul"}
    assert _detail(found[0])["kind"] == "weekly"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (1, "cron(0 * * * ? *)"),
        (6, "cron(0 0,6,12,18 * * ? *)"),
        (24, "cron(0 0 * * ? *)"),
        (36, "rate(36 hours)"),
    ],
)
def test_copies_without_a_backup_window_begin_at_midnight(hours: int, expected: str) -> None:
    copies = {"region": "ap-northeast-1", "method": "snapshot-copies", "every_hours": hours}

    assert _due(_schedules(backups={"copy_to": copies})) == {"copy-backups": expected}


def test_snapshots_without_a_time_are_left_out_aloud() -> None:
    workload = manifest(backups={"snapshots": {"days": ["sun"], "retention_days": 30}})

    (entry,) = desired([workload], HUB).left_out

    assert entry.kind is Kind.SCHEDULE
    assert "give at" in entry.reason
    assert wanted(workload) == []


@given(manifests(name="a" * 30))
@settings(max_examples=50, deadline=None)
def test_names_fit_and_tell_schedules_apart(workload: Manifest) -> None:
    found = wanted(workload, kind=Kind.SCHEDULE)

    assert len({one.name for one in found}) == len(found)
    for one in found:
        assert re.fullmatch(r"a{30}\.[a-z0-9-]{1,24}\.[0-9a-f]{8}", one.name)


@given(manifests())
@settings(max_examples=50, deadline=None)
def test_a_boundary_has_one_schedule(workload: Manifest) -> None:
    found = wanted(workload, kind=Kind.SCHEDULE)

    boundaries = [(_detail(one)["task"], one.definition["ScheduleExpression"]) for one in found]
    assert len(set(boundaries)) == len(boundaries)
