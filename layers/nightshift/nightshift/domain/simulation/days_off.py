"""Holidays: the spans that do not begin because of them."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nightshift.domain.simulation.model import Action, Kind, Span
from nightshift.domain.windows.holidays import Holidays
from nightshift.domain.windows.instants import resolve
from nightshift.domain.windows.spans import Calendar, Weekly
from nightshift.domain.windows.timeline import Timeline

DAY = timedelta(days=1)


def skipped(what: str, timeline: Timeline, span: Span) -> Iterator[Action]:
    """Yield the weekly spans that a holiday skips, at the instant at which they would begin."""
    calendar = timeline.calendar
    for day in days(calendar.zone, span):
        holiday = calendar.holidays.name_of(day)
        for weekly in calendar.weekly if holiday else ():
            at = _begin(calendar, weekly, day)
            if weekly.skip_holidays and weekly.asks_for(day) and at in span:
                called = weekly.reason or f"window {weekly.name}"
                text = f"{called} left out"
                yield Action(at, Kind.HOLIDAY, what, text, f"holiday {holiday}")


def named(zone: ZoneInfo, holidays: Holidays, span: Span) -> Iterator[tuple[date, str]]:
    """Yield the holidays that a span touches."""
    for day in days(zone, span):
        name = holidays.name_of(day)
        begins = resolve(datetime.combine(day, time()), zone)
        if name is not None and begins < span.end:
            yield day, name


def days(zone: ZoneInfo, span: Span) -> Iterator[date]:
    """Yield the local days that a span touches."""
    day = span.start.astimezone(zone).date()
    last = span.end.astimezone(zone).date()
    while day <= last:
        yield day
        day += DAY


def _begin(calendar: Calendar, weekly: Weekly, day: date) -> datetime:
    return resolve(datetime.combine(day, time()) + timedelta(minutes=weekly.start), calendar.zone)
