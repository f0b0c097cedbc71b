"""Spans of the week agree with a count of every minute."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.manifest import weekly as week
from nightshift.domain.manifest.part import DAYS

STEP = 15  # minutes; spans begin and end at whole steps, so no minute between is missed
MONDAY = datetime(2026, 1, 12, tzinfo=UTC)
times = st.integers(0, week.DAY // STEP - 1).map(lambda n: time(n * STEP // 60, n * STEP % 60))
zones = st.sampled_from(
    ["Asia/Seoul", "Asia/Kolkata", "America/New_York", "Pacific/Auckland", "UTC"]
)
windows = st.tuples(st.lists(st.sampled_from(DAYS), min_size=1, unique=True), times, times)


def _inside(moment: datetime, window: tuple[list[str], time, time]) -> bool:
    """Say whether a local moment is in a window, the slow way: day by day."""
    days, start, end = window
    today, yesterday = DAYS[moment.weekday()], DAYS[moment.weekday() - 1]
    at = moment.time().replace(tzinfo=None)
    if start < end:
        return today in days and start <= at < end
    return (today in days and at >= start) or (yesterday in days and at < end)


def _moments() -> list[datetime]:
    return [MONDAY + timedelta(minutes=n) for n in range(0, week.WEEK, STEP)]


@given(windows, windows)
def test_two_windows_overlap_where_a_moment_is_in_both(
    one: tuple[list[str], time, time], other: tuple[list[str], time, time]
) -> None:
    both = any(_inside(moment, one) and _inside(moment, other) for moment in _moments())

    assert week.overlap(week.spans(*one), week.spans(*other)) is both


@given(windows, times, times, zones)
def test_a_utc_span_meets_a_local_window_where_a_moment_is_in_both(
    window: tuple[list[str], time, time], start: time, end: time, zone: str
) -> None:
    written = f"{start:%H:%M}-{end:%H:%M}"
    winter = [moment.astimezone(ZoneInfo(zone)) for moment in _moments()]
    meets = any(
        _inside(local, window) and _inside(local.astimezone(UTC), (list(DAYS), start, end))
        for local in winter
    )

    offset = int(
        (MONDAY.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()).total_seconds() // 60
    )
    assert offset in week.offsets(ZoneInfo(zone))
    assert week.overlap(week.moved(week.daily(written), offset), week.spans(*window)) is meets


@given(st.sampled_from(DAYS), times, st.integers(STEP, week.WEEK - STEP))
def test_a_weekly_span_is_read_as_it_is_shown(day: str, start: time, length: int) -> None:
    begin = DAYS.index(day) * week.DAY + start.hour * 60 + start.minute

    (text,) = week.shown([(begin, begin + length)], day=True)

    assert week.weekly(text) == [(begin, begin + length)]


@pytest.mark.parametrize(
    ("zone", "minutes"), [("Asia/Seoul", [540]), ("America/New_York", [-300, -240])]
)
def test_a_zone_with_summer_time_has_two_offsets(zone: str, minutes: list[int]) -> None:
    assert week.offsets(ZoneInfo(zone)) == minutes
