"""Spans of a week as whole minutes, so that windows can be compared."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nightshift.domain.manifest.part import DAYS, EndOfSpan

DAY = 24 * 60  # minutes
WEEK = 7 * DAY  # minutes
Span = tuple[int, int]  # [start, end) in minutes from Monday 00:00; `end` may be beyond WEEK
# A zone's offsets, in winter and in summer of either hemisphere.
SEASONS = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))


def same_day(start: time, end: EndOfSpan) -> bool:
    """Say whether a span ends on the day it starts; "24:00" is that day's end."""
    return isinstance(end, str) or end > start


def minutes(start: time, end: EndOfSpan) -> Span:
    """Return when a span starts and ends, in minutes after the midnight of its first day.

    Where `end` is not after `start`, it is the next day's.
    """
    last = DAY if isinstance(end, str) else _minute(end)
    return _minute(start), last if same_day(start, end) else last + DAY


def written(end: EndOfSpan) -> str:
    """Return the end of a span as a manifest has it."""
    return end if isinstance(end, str) else f"{end:%H:%M}"


def spans(days: Iterable[str], start: time, end: EndOfSpan) -> list[Span]:
    """Return one span per day; where `end` is not after `start`, it is the next day's."""
    first, last = minutes(start, end)
    midnights = [DAYS.index(day) * DAY for day in days]
    return [(midnight + first, midnight + last) for midnight in midnights]


def daily(text: str) -> list[Span]:
    """Return the seven spans of AWS's `03:00-04:00`."""
    start, end = text.split("-")
    return spans(DAYS, time.fromisoformat(start), time.fromisoformat(end))


def weekly(text: str) -> list[Span]:
    """Return the one span of AWS's `mon:04:00-mon:05:00`."""
    start, end = (_week_minute(part) for part in text.split("-"))
    return [(start, start + ((end - start) % WEEK or WEEK))]


def moved(found: Iterable[Span], minutes: int) -> list[Span]:
    """Return spans so many minutes later; the week is a circle."""
    return [
        (begin, begin + end - start) for start, end in found for begin in [(start + minutes) % WEEK]
    ]


def overlap(some: Iterable[Span], others: Iterable[Span]) -> bool:
    """Say whether any minute of a week is in both."""
    others = list(others)
    return any(
        start < end2 + turn and start2 + turn < end
        for start, end in some
        for start2, end2 in others
        for turn in (-WEEK, 0, WEEK)
    )


def offsets(zone: ZoneInfo) -> list[int]:
    """Return how many minutes a zone is ahead of UTC: one number, or two with summer time."""
    found = (season.astimezone(zone).utcoffset() or timedelta() for season in SEASONS)
    return sorted({int(offset.total_seconds() // 60) for offset in found})


def clock(minute: int) -> str:
    """Return `hh:mm` of a minute of the week."""
    return f"{minute % DAY // 60:02}:{minute % 60:02}"


def shown(found: Iterable[Span], *, day: bool = False) -> Iterator[str]:
    """Yield `09:00-18:00`, or `mon:09:00-mon:18:00`."""
    for start, end in found:
        ends = (
            f"{DAYS[at % WEEK // DAY]}:{clock(at)}" if day else clock(at) for at in (start, end)
        )
        yield "-".join(ends)


def _minute(at: time) -> int:
    return at.hour * 60 + at.minute


def _week_minute(text: str) -> int:
    day, at = text.split(":", 1)
    return DAYS.index(day) * DAY + _minute(time.fromisoformat(at))
