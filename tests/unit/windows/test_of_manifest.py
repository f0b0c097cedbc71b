"""A manifest's windows, dated spans, openings, hours and holidays as calendars."""

from typing import Any

import pytest

from nightshift.domain.windows.of_manifest import of_environment, of_service
from nightshift.domain.windows.overrides import Override
from nightshift.domain.windows.spans import Dated
from nightshift.domain.windows.timeline import Timeline
from tests.unit.reconcile.workloads import WEEKDAYS, manifest, service, window
from tests.unit.windows.oracle import moment

HOLIDAYS = {"country": "KR", "dates": [{"date": "2026-12-31", "name": "Year end"}]}
SERVICE = service(
    windows=[
        window("office"),
        window("batch", days=["fri"], start="22:00", end="02:00", overnight=True, minimum=3),
        window("late", days=["sat"], start="22:00", end="24:00", minimum=3, holidays="keep"),
        window("winter", days=["sun"], first_day="2026-12-01", last_day="2026-12-20"),
    ],
    dated=[
        {"name": "eve", "start": "2026-12-24T18:00", "end": "2026-12-25T02:00", "minimum": 6},
        {"name": "abroad", "start": "2026-12-21T12:00Z", "end": "2026-12-21T13:00Z", "minimum": 1},
    ],
    openings=[{"name": "sale", "at": "2026-12-01T10:00:00+09:00", "capacity": 6}],
)


def _service(**more: Any) -> Timeline:
    found = manifest(services=[SERVICE], holidays=HOLIDAYS)
    return of_service(found, found.services[0], **more)


@pytest.mark.parametrize(
    ("at", "reason", "value"),
    [
        ("2026-11-30T08:59", "outside of every window", None),
        ("2026-11-30T09:00", "window office", 4),
        ("2026-12-01T09:45", "opening sale", 6),
        ("2026-12-01T11:00", "window office", 4),
        ("2026-12-05T01:59", "window batch", 3),
        ("2026-12-05T23:59", "window late", 3),
        ("2026-12-06T12:00", "window winter", 4),
        ("2026-12-27T12:00", "outside of every window", None),
        ("2026-12-21T21:30", "dated window abroad", 1),
        ("2026-12-25T01:00", "dated window eve", 6),
        ("2026-12-25T12:00", "holiday Christmas Day", None),
        ("2026-12-25T23:00", "holiday Christmas Day", None),  # batch does not begin
        ("2026-12-26T01:00", "holiday Christmas Day", None),
        ("2026-12-31T12:00", "holiday Year end", None),
    ],
)
def test_a_service_has_what_its_manifest_says(at: str, reason: str, value: int | None) -> None:
    state = _service().state_at(moment(f"{at}+09:00"))

    base = manifest(services=[SERVICE]).services[0].capacity.minimum
    assert (state.reason, state.value) == (reason, base if value is None else value)


def test_an_opening_may_come_by_event_and_a_hold_is_above_a_window() -> None:
    start, end = moment("2026-11-30T10:00+09:00"), moment("2026-11-30T12:00+09:00")
    hold = Override("minimum", 1, start, end, "load test", start)
    extra = Dated("extra", moment("2026-11-30T11:00+09:00"), end, 5, "opening extra")

    timeline = _service(overrides=[hold], openings=[extra])

    assert timeline.state_at(start).reason == "hold: load test"
    assert timeline.state_at(extra.start).value == 5
    assert timeline.state_at(end).reason == "window office"


AWAKE = {
    "days": WEEKDAYS,
    "start": "08:00",
    "stop": "20:00",
    "exceptions": [
        {"keep": "asleep", "start": "2026-12-21T00:00", "end": "2026-12-24T00:00", "reason": "off"},
        {"keep": "awake", "start": "2026-12-22T10:00", "end": "2026-12-22T12:00", "reason": "demo"},
    ],
}


@pytest.mark.parametrize(
    ("at", "value", "reason"),
    [
        ("2026-11-30T08:00", 1, "awake hours"),
        ("2026-11-30T20:00", 0, "outside of awake hours"),
        ("2026-12-21T12:00", 0, "kept asleep: off"),
        ("2026-12-22T11:00", 1, "kept awake: demo"),
        ("2026-12-25T11:00", 0, "holiday Christmas Day"),
    ],
)
def test_an_environment_is_awake_when_its_manifest_says(at: str, value: int, reason: str) -> None:
    found = manifest(environment="dev", awake=AWAKE, holidays=HOLIDAYS)

    state = of_environment(found).state_at(moment(f"{at}+09:00"))

    assert (state.value, state.reason) == (value, reason)


def test_an_environment_is_kept_awake_until_somebody_said() -> None:
    start, until = moment("2026-11-30T19:00+09:00"), moment("2026-11-30T23:00+09:00")
    found = manifest(environment="dev", awake=AWAKE)

    timeline = of_environment(found, [Override("awake", 1, start, until, "release", start)])

    assert timeline.next_change(start) == until
    assert timeline.state_at(start).reason == "kept awake: release"


def test_an_environment_without_hours_never_sleeps() -> None:
    state = of_environment(manifest()).state_at(moment("2026-12-25T03:00+09:00"))

    assert (state.value, state.reason, state.until) == (1, "always awake", None)


def test_holidays_may_be_worked_and_hours_may_keep_them() -> None:
    christmas = moment("2026-12-25T12:00+09:00")
    worked = {**HOLIDAYS, "worked": ["2026-12-25"]}
    keep = {**AWAKE, "holidays": "keep"}

    assert of_environment(manifest(awake=AWAKE, holidays=worked)).value_at(christmas) == 1
    assert of_environment(manifest(awake=keep, holidays=HOLIDAYS)).value_at(christmas) == 1
