"""What a person may write, and what is refused with field and fix."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nightshift.domain.environment.request import EnvironmentRequest, until
from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import parse

SEOUL, NEW_YORK = ZoneInfo("Asia/Seoul"), ZoneInfo("America/New_York")
NOW = datetime.fromisoformat("2026-01-15T19:45:00+09:00")


@pytest.mark.parametrize(
    ("text", "zone", "expected"),
    [
        ("22:00", SEOUL, "2026-01-15T22:00+09:00"),
        ("08:30", SEOUL, "2026-01-16T08:30+09:00"),  # the next one
        ("2026-01-16T01:00", SEOUL, "2026-01-16T01:00+09:00"),
        ("2026-01-15T13:00:00Z", SEOUL, "2026-01-15T22:00+09:00"),
        ("2026-03-08T02:30", NEW_YORK, "2026-03-08T03:00-04:00"),  # no such time that night
    ],
)
def test_until_is_an_instant_or_a_time_there(text: str, zone: ZoneInfo, expected: str) -> None:
    assert until(text, zone, NOW) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("tonight", r"until: 'tonight' is no time; write an instant"),
        ("25:00", r"until: '25:00' is no time"),
        ("2026-01-15T19:00+09:00", r"until: .* is past; it is 2026-01-15 19:45 KST there"),
        ("2027-01-15", r"until: 2027-01-15 is more than 90 days ahead"),
    ],
)
def test_an_until_that_does_not_fit_is_refused(text: str, message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        until(text, SEOUL, NOW)


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({}, r'name the workload, e\.g\. {"workload": "codemate-dev"}'),
        ({"workload": ""}, "workload: is too short"),
        ({"workload": 3}, "workload: must be a string"),
        ({"workload": "x", "untill": "22:00"}, "untill: is not a field here"),
        ({"workload": "x", "reason": "y" * 301}, "reason: has more than 300 characters"),
        ({"workload": "x", "dry_run": "perhaps"}, "dry_run: "),
    ],
)
def test_a_wish_that_does_not_fit_is_refused_by_field(wish: dict[str, Any], message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        parse(EnvironmentRequest, wish)


def test_a_schedules_event_is_a_wish_that_the_calendar_decides() -> None:
    due = {"workload": "x", "task": "environment-stop", "at": "2026-01-15T11:00:00Z"}

    assert parse(EnvironmentRequest, due).scheduled
    assert not parse(EnvironmentRequest, {"workload": "x"}).scheduled
