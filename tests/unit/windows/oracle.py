"""What a calendar should say, found the slow way: by looking at the clock on the wall every minute.

A time on the wall has been reached at the first minute at which the clock shows it or a later one.
Nothing here knows gaps, folds or offsets: the zone is only asked what its clocks show.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from itertools import accumulate
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from nightshift.domain.windows.spans import Calendar, Dated, Weekly

DAY = 1440  # minutes
RUN_UP = (
    2 * DAY
)  # minutes that are walked before the first that counts, past any change just before
FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2041, 1, 1, tzinfo=UTC)
EPOCH = date(1970, 1, 1).toordinal()
NOWHERE = ("Factory", "localtime", "posixrules")


@dataclass(frozen=True)
class Change:
    """A minute at which a zone's clocks jump, and what they show before and after it."""

    at: int  # minutes after 1970
    before: int  # minutes ahead of UTC
    after: int


@dataclass(frozen=True)
class Walk:
    """Every minute of a while: how far the clocks of a zone have come, in minutes after 1970."""

    first: int  # minutes after 1970, UTC
    reached: list[int]

    def when(self, local: int) -> int:
        """Return the first minute at which a local one has been reached, or the walk's end."""
        return self.first + bisect_left(self.reached, local)

    @property
    def last(self) -> int:
        """The minute after the last of the walk."""
        return self.first + len(self.reached)


def walk(zone: ZoneInfo, first: int, last: int) -> Walk:
    """Look at a zone's clocks every minute."""
    started = first - RUN_UP
    shown = [_shown(zone, minute) for minute in range(started, last)]
    return Walk(started, list(accumulate(shown, max)))


def spans_of(span: Weekly, calendar: Calendar, days: range) -> Iterator[int]:
    """Yield the days (after 1970) on which a weekly span begins."""
    for number in days:
        day = date.fromordinal(EPOCH + number)
        free = span.skip_holidays and calendar.holidays.name_of(day) is not None
        early = span.first_day is not None and day < span.first_day
        late = span.last_day is not None and day > span.last_day
        if day.weekday() in span.days and not (free or early or late):
            yield number


def edges_of(span: Weekly, calendar: Calendar, walked: Walk) -> list[tuple[int, int]]:
    """Return (start, stop) of each time that a weekly span begins while one walks."""
    days = range(walked.reached[0] // DAY + 1, walked.reached[-1] // DAY + 1)
    return [
        (walked.when(day * DAY + span.start), walked.when(day * DAY + span.end))
        for day in spans_of(span, calendar, days)
    ]


def value(calendar: Calendar, times: list[list[tuple[int, int]]], minute: int) -> int:
    """Return what holds at a minute, from the definition: holds, dated, weekly, base; openings.

    `times` are `edges_of` each weekly span.
    """
    held = calendar.base
    for span, pairs in zip(reversed(calendar.weekly), reversed(times), strict=True):
        if any(start <= minute < stop for start, stop in pairs):
            held = span.value
    for dated in (*calendar.dated, *calendar.overrides):
        held = dated.value if _holds(dated, minute) else held
    raised = [dated.value for dated in calendar.openings if _holds(dated, minute)]
    return max([held, *raised])


@cache
def zones() -> tuple[tuple[ZoneInfo, tuple[Change, ...]], ...]:
    """Return every zone with its changes from 2020 to 2040; of zones that are alike only one."""
    names = sorted(available_timezones().difference(NOWHERE))
    found = {_key(zone): zone for name in names for zone in [ZoneInfo(name)]}
    return tuple((zone, key[1:]) for key, zone in found.items())


def minute_of(at: datetime) -> int:
    return int(at.timestamp()) // 60


def instant_of(minute: int) -> datetime:
    return datetime.fromtimestamp(minute * 60, UTC)


def _holds(span: Dated, minute: int) -> bool:
    return minute_of(span.start) <= minute < minute_of(span.end)


def _shown(zone: ZoneInfo, minute: int) -> int:
    local = datetime.fromtimestamp(minute * 60, zone)
    return (local.toordinal() - EPOCH) * DAY + local.hour * 60 + local.minute


def _key(zone: ZoneInfo) -> tuple[Any, ...]:
    """Return a zone's first offset and its changes. No zone goes and comes back within a week."""
    first, last, week = minute_of(FIRST), minute_of(LAST), 7 * DAY
    offset = _shown(zone, first) - first
    changes = []
    for minute in range(first, last, week):
        before, after = (_shown(zone, at) - at for at in (minute, minute + week))
        if before != after:
            changes.append(Change(_turn(zone, minute, minute + week), before, after))
    return (offset, *changes)


def _turn(zone: ZoneInfo, before: int, after: int) -> int:
    """Return the first minute with the later offset."""
    offset = _shown(zone, after) - after
    while after - before > 1:
        middle = (before + after) // 2
        if _shown(zone, middle) - middle == offset:
            after = middle
        else:
            before = middle
    return after


def span(start: int, end: int, number: int = 0, **parts: Any) -> Weekly:
    """Return a span of every day."""
    return Weekly(f"n{number}", frozenset(range(7)), start, end, 1, **parts)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
