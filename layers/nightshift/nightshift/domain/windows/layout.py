"""A calendar's spans as seconds after 1970, and what holds between their edges."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from nightshift.domain.windows.instants import resolve
from nightshift.domain.windows.spans import Calendar, Dated, Weekly

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
# The local days whose spans may touch a UTC day: a span lasts 24 hours, 25 with a fold, and local
# time is up to 12 hours behind UTC's or 14 ahead of it.
DAYS_BEFORE, DAYS_AFTER = 2, 1


class Placed(NamedTuple):
    """A span between two instants, in seconds. Both are the same where a gap swallowed it."""

    start: int
    stop: int
    span: Weekly | Dated


@dataclass(frozen=True, slots=True)
class Block:
    """What holds from each of some instants on; the first is the block's beginning."""

    instants: list[int]  # seconds
    values: list[int]
    holders: list[Weekly | Dated | None]  # None: the base


def seconds(at: datetime) -> int:
    """Return the whole seconds after 1970 of an aware instant."""
    return int((at - EPOCH).total_seconds() // 1)


def instant(second: int) -> datetime:
    """Return the instant of so many seconds after 1970."""
    return EPOCH + timedelta(seconds=second)


def placed(spans: Iterable[Dated]) -> list[Placed]:
    """Return dated spans in their order; one that ends before it starts never holds."""
    found = (Placed(seconds(span.start), seconds(span.end), span) for span in spans)
    return [span for span in found if span.start <= span.stop]


def within(spans: Iterable[Placed], first: int, last: int) -> list[Placed]:
    """Return the spans that touch [first, last)."""
    return [span for span in spans if span.start < last and span.stop >= first]


def weekly(calendar: Calendar, first: int, last: int) -> Iterator[Placed]:
    """Yield the weekly spans that touch [first, last), the later ones of the calendar first."""
    days = list(_days(first, last))
    for span in reversed(calendar.weekly):
        begins = [
            day
            for day in days
            if span.asks_for(day)
            and not (span.skip_holidays and calendar.holidays.name_of(day) is not None)
        ]
        yield from within((on(calendar, span, day) for day in begins), first, last)


def skipped(calendar: Calendar, at: int) -> str | None:
    """Return the holiday because of which a span does not hold at an instant, if there is one."""
    for day in _days(at, at):
        name = calendar.holidays.name_of(day)
        for span in calendar.weekly if name is not None else ():
            if span.skip_holidays and span.asks_for(day):
                found = on(calendar, span, day)
                if found.start <= at < found.stop:
                    return name
    return None


def on(calendar: Calendar, span: Weekly, day: date) -> Placed:
    """Return the weekly span that begins on a day."""
    midnight = datetime.combine(day, time())
    start, stop = (
        seconds(resolve(midnight + timedelta(minutes=minute), calendar.zone))
        for minute in (span.start, span.end)
    )
    return Placed(start, stop, span)


def laid_out(
    base: int, holding: list[Placed], raising: list[Placed], ends: tuple[int, int]
) -> Block:
    """Return what holds between two seconds; of `holding` the last wins, `raising` only raise."""
    first, last = ends
    edges = {second for span in (*holding, *raising) for second in span[:2]}
    instants = sorted({first, *(second for second in edges if first < second < last)})
    place = {second: number for number, second in enumerate(instants)}
    values = [base] * len(instants)
    holders: list[Weekly | Dated | None] = [None] * len(instants)
    for start, stop, span in holding:
        for number in range(place.get(start, 0), place.get(stop, len(instants))):
            values[number], holders[number] = span.value, span
    for start, stop, span in raising:
        for number in range(place.get(start, 0), place.get(stop, len(instants))):
            if span.value > values[number]:
                values[number], holders[number] = span.value, span
    return Block(instants, values, holders)


def _days(first: int, last: int) -> Iterator[date]:
    day = instant(first).date() - DAYS_BEFORE * DAY
    until = instant(last).date() + DAYS_AFTER * DAY
    while day <= until:
        yield day
        day += DAY
