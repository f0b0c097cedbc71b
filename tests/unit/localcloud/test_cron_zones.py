"""Schedule expressions in time zones, across daylight saving time."""

# ruff: noqa: DTZ001 - wall time has no zone

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcloud.events.expressions import Expression, InvalidExpressionError, parsed

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def firings(expression: Expression, start: datetime, end: datetime) -> list[datetime]:
    found = []
    due = expression.after(start, EPOCH)
    while due is not None and due <= end:
        found.append(due)
        due = expression.after(due, EPOCH)
    return found


def day_of(text: str, zone: str) -> tuple[datetime, datetime]:
    start = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
    return start.astimezone(UTC) - timedelta(seconds=1), start.astimezone(UTC) + timedelta(hours=23)


def test_a_time_in_the_spring_gap_is_skipped() -> None:
    """Schedule types: "if a cron expression falls on a non-existent date and time, your schedule
    invocation is skipped"."""
    nightly = parsed("cron(30 2 * * ? *)", "America/New_York")

    assert firings(nightly, *day_of("2026-03-08T00:00", "America/New_York")) == []
    assert len(firings(nightly, *day_of("2026-03-09T00:00", "America/New_York"))) == 1


def test_a_time_in_the_autumn_fold_fires_once() -> None:
    """Schedule types: "your schedule runs only once and does not repeat its invocation"."""
    nightly = parsed("cron(30 1 * * ? *)", "America/New_York")

    fired = firings(nightly, *day_of("2026-11-01T00:00", "America/New_York"))

    assert fired == [datetime(2026, 11, 1, 5, 30, tzinfo=UTC)]  # 01:30 EDT, the first of two


def test_wall_time_is_kept_across_a_shift() -> None:
    morning = parsed("cron(0 9 * * ? *)", "Europe/Berlin")

    fired = firings(morning, datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 3, 30, tzinfo=UTC))

    assert [moment.hour for moment in fired] == [8, 7]


def test_a_day_of_a_rate_is_24_hours() -> None:
    """Schedule types: a rate of days is evaluated "24 hours after the schedule's last
    invocation"."""
    daily = parsed("rate(1 day)", "America/New_York")

    start = datetime(2026, 3, 7, tzinfo=UTC)
    assert {f.hour for f in firings(daily, start, start + timedelta(days=4))} == {0}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["Asia/Seoul", "Asia/Tokyo", "Europe/Berlin", "America/New_York", "UTC"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
    st.integers(0, 23),
    st.integers(0, 59),
)
def test_a_daily_schedule_fires_once_a_local_day(
    zone: str, start: datetime, hour: int, minute: int
) -> None:
    daily = parsed(f"cron({minute} {hour} * * ? *)", zone)
    first = start.replace(tzinfo=UTC)

    end = first + timedelta(days=5)
    fired = firings(daily, first, end)

    days = [first.date() + timedelta(days=day) for day in range(-1, 7)]
    wanted = [datetime(d.year, d.month, d.day, hour, minute, tzinfo=ZoneInfo(zone)) for d in days]
    there = [at for at in wanted if at.astimezone(UTC).astimezone(at.tzinfo) == at]  # not in a gap
    assert fired == [at.astimezone(UTC) for at in there if first < at.astimezone(UTC) <= end]


def test_at_is_read_in_its_zone() -> None:
    once = parsed("at(2026-02-01T09:00:00)", "Asia/Seoul")

    assert firings(once, EPOCH, EPOCH + timedelta(days=60)) == [datetime(2026, 2, 1, tzinfo=UTC)]


@pytest.mark.parametrize(
    "text",
    ["rate(0 minutes)", "rate(1 minutes)", "rate(5 minute)", "rate(5 weeks)", "at(today)", "5"],
)
def test_a_malformed_expression_is_refused(text: str) -> None:
    with pytest.raises(InvalidExpressionError):
        parsed(text)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(InvalidExpressionError, match="Mars"):
        parsed("cron(0 0 * * ? *)", "Mars/Olympus")
