"""What other schedulers get wrong on the days on which clocks change, and overnight.

In these cases instance-scheduler-on-aws (ISOA) and Cloud Custodian (c7n) failed when tried.
"""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from nightshift.domain.windows.instants import resolve
from nightshift.domain.windows.spans import Calendar
from nightshift.domain.windows.timeline import Timeline
from tests.unit.windows.oracle import moment, span

NEW_YORK = ZoneInfo("America/New_York")
SPRING, AUTUMN, SUMMER = "2026-03-08", "2026-11-01", "2026-07-01"


def _timeline(written: str, zone: ZoneInfo = NEW_YORK) -> Timeline:
    start, end = (int(text[:2]) * 60 + int(text[3:]) for text in written.split("-"))
    return Timeline(Calendar(zone, (span(start, end if end > start else end + 1440),)))


def _edges(timeline: Timeline, day: str) -> list[str]:
    """Return the edges of a New York day: `05:30 start`, in UTC."""
    first = moment(f"{day}T04:30+00:00")
    found = timeline.edges(first, first + timedelta(days=1))
    return [f"{edge.at:%H:%M} {edge.kind}" for edge in found]


@pytest.mark.parametrize(
    ("window", "day", "expected"),
    [
        ("00:45-01:30", AUTUMN, ["04:45 start", "05:30 stop"]),  # ISOA: starts again at 01:00 EST
        ("01:30-03:00", AUTUMN, ["05:30 start", "08:00 stop"]),  # ISOA: stops at 01:00 EST
        ("01:15-01:45", AUTUMN, ["05:15 start", "05:45 stop"]),  # c7n: fires twice
        ("02:15-02:45", SPRING, ["07:00 start", "07:00 stop"]),  # ISOA, c7n: never
        ("01:30-02:30", SPRING, ["06:30 start", "07:00 stop"]),  # c7n: runs all day
        ("02:00-05:00", SPRING, ["07:00 start", "09:00 stop"]),  # c7n: stays off
        ("22:30-07:00", SUMMER, ["11:00 stop", "02:30 start"]),  # ISOA: refused
        ("22:30-07:00", SPRING, ["11:00 stop", "02:30 start"]),
        ("22:30-07:00", AUTUMN, ["12:00 stop", "03:30 start"]),
        ("19:00-24:00", SUMMER, ["23:00 start", "04:00 stop"]),  # ISOA: refused
        ("19:00-00:00", SUMMER, ["23:00 start", "04:00 stop"]),  # ISOA: refused
    ],
)
def test_a_window_starts_once_and_stops_once(window: str, day: str, expected: list[str]) -> None:
    assert _edges(_timeline(window), day) == expected


@pytest.mark.parametrize("late", [0, 17, 60, 239], ids=lambda minutes: f"{minutes}min")
def test_who_looks_late_sees_what_was_due(late: int) -> None:
    timeline, due = _timeline("09:00-18:00"), moment("2026-07-01T13:00+00:00")
    now = due + timedelta(minutes=late)

    assert timeline.value_at(due - timedelta(minutes=1)) == 0
    assert timeline.value_at(now) == 1
    missed = timeline.edges(due - timedelta(minutes=5), now + timedelta(minutes=1))
    assert [edge.at for edge in missed] == [due]


@pytest.mark.parametrize(
    ("zone", "local", "expected"),
    [
        ("Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00"),  # the day begins at 01:00
        ("Asia/Beirut", "2026-03-29T00:30", "2026-03-28T22:00"),
        ("America/Santiago", "2026-09-06T00:59", "2026-09-06T04:00"),
        ("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30"),  # half an hour
        ("Australia/Lord_Howe", "2026-04-05T01:45", "2026-04-04T14:45"),
        ("Africa/Casablanca", "2026-02-15T02:30", "2026-02-15T01:30"),  # Ramadan: back; the first
        ("Africa/Casablanca", "2026-03-22T02:30", "2026-03-22T02:00"),
        ("Europe/Dublin", "2026-03-29T01:30", "2026-03-29T01:00"),  # winter time is its DST
        ("Europe/Dublin", "2026-10-25T01:30", "2026-10-25T00:30"),
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T10:00"),  # a day that there was not
        ("Asia/Seoul", "2026-01-01T09:00", "2026-01-01T00:00"),
    ],
)
def test_a_local_time_is_the_first_instant_at_which_clocks_have_reached_it(
    zone: str, local: str, expected: str
) -> None:
    assert resolve(moment(local), ZoneInfo(zone)) == moment(f"{expected}+00:00")
