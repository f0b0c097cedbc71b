"""AWS cron expressions: six fields, evaluated in local wall time.

Grammar: EventBridge Scheduler User Guide "Schedule types", "Cron-based schedules", read 2026-11-20.
No package is used: of PyPI's, croniter reads five-field Unix cron (0-6, no `?`, `W`, `LW`), and
pyawscron gives up after ten steps (29 February), and reads neither `LW` nor `1-5,10-50/10`.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import product

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
WEEKDAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")  # 1 to 7
FIELDS = ("minutes", "hours", "day-of-month", "month", "day-of-week", "year")
LAST_YEAR = 2199
DAY = re.compile(r"L(-(?P<before>\d+))?|(?P<work>\d+|L)W")
WEEKDAY = re.compile(r"(?P<last>[A-Z]{3}|\d)L|(?P<nth>[A-Z]{3}|\d)#(?P<week>[1-5])")


@dataclass(frozen=True, slots=True)
class Range:
    """What a field may hold."""

    field: str
    low: int
    high: int
    names: tuple[str, ...] = ()  # for low, low + 1, ...


MINUTE, HOUR = Range("minutes", 0, 59), Range("hours", 0, 23)
DAY_OF_MONTH, MONTH = Range("day-of-month", 1, 31), Range("month", 1, 12, MONTHS)
DAY_OF_WEEK, YEAR = Range("day-of-week", 1, 7, WEEKDAYS), Range("year", 1970, LAST_YEAR)


class InvalidCronError(ValueError):
    """The expression is not AWS cron; the message says which field and why."""


@dataclass(frozen=True, slots=True)
class Cron:
    """A parsed expression; days by number, or by a word that depends on the month."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: tuple[int, ...]
    years: tuple[int, ...]
    days: tuple[int, ...]
    weekdays: tuple[int, ...]  # 1 Sunday to 7 Saturday
    day_word: str = ""  # L, L-3, LW, 15W
    weekday_word: str = ""  # 5L, 3#2

    def after(self, wall: datetime) -> Iterator[datetime]:
        """Yield every matching wall time later than `wall`, in order."""
        start = wall.replace(second=0, microsecond=0) + timedelta(minutes=1)
        for day in self._days_from(start.date()):
            for hour, minute in product(self.hours, self.minutes):
                found = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - wall
                if found >= start:
                    yield found

    def _days_from(self, first: date) -> Iterator[date]:
        years = (year for year in self.years if year >= first.year)
        for year, month in product(years, self.months):
            if (year, month) >= (first.year, first.month):
                yield from (d for d in self.days_of(year, month) if d >= first)

    def days_of(self, year: int, month: int) -> list[date]:
        """Return the matching days of one month, in order."""
        length = calendar.monthrange(year, month)[1]
        days = [date(year, month, number) for number in range(1, length + 1)]
        if self.day_word:
            return _by_day_word(self.day_word, days)
        if self.weekday_word:
            return _by_weekday_word(self.weekday_word, days)
        if self.weekdays:
            return [day for day in days if number_of_weekday(day) in self.weekdays]
        return [day for day in days if day.day in self.days]


def number_of_weekday(day: date) -> int:
    """Return 1 for Sunday to 7 for Saturday."""
    return day.isoweekday() % 7 + 1


def parse(fields: str) -> Cron:
    """Return the expression between the brackets of `cron(...)`.

    Raises:
        InvalidCronError: not six fields, or a field is out of range or malformed.
    """
    parts = fields.upper().split()
    if len(parts) != len(FIELDS):
        raise InvalidCronError(f"{len(parts)} fields, wanted 6: {' '.join(FIELDS)}")
    minute, hour, day, month, weekday, year = parts
    if (day == "?") == (weekday == "?"):
        raise InvalidCronError("exactly one of day-of-month and day-of-week must be ?")
    day_word = day if DAY.fullmatch(day) else ""
    weekday_word = _weekday_word(weekday)
    return Cron(
        minutes=_numbers(MINUTE, minute),
        hours=_numbers(HOUR, hour),
        months=_numbers(MONTH, month),
        years=_numbers(YEAR, year),
        days=() if day == "?" or day_word else _numbers(DAY_OF_MONTH, day),
        weekdays=() if weekday == "?" or weekday_word else _numbers(DAY_OF_WEEK, weekday),
        day_word=_checked_day_word(day_word),
        weekday_word=weekday_word,
    )


def _numbers(limits: Range, text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in text.split(","):
        span, slash, step = part.partition("/")
        first, dash, last = span.partition("-")
        start = limits.low if span == "*" else _number(limits, first)
        end = limits.high if span == "*" or (slash and not dash) else start
        if dash:
            end = _number(limits, last)
        if start > end:
            raise InvalidCronError(f"{limits.field}: range {span} runs backwards")
        if slash and (not step.isdigit() or int(step) < 1):
            raise InvalidCronError(f"{limits.field}: step {step!r} is not a positive number")
        found.update(range(start, end + 1, int(step) if slash else 1))
    return tuple(sorted(found))


def _number(limits: Range, text: str) -> int:
    if text in limits.names:
        return limits.names.index(text) + 1
    if not text.isdigit() or not limits.low <= int(text) <= limits.high:
        wanted = f"a number from {limits.low} to {limits.high}"
        raise InvalidCronError(f"{limits.field}: {text!r} is not {wanted}")
    return int(text)


def _checked_day_word(word: str) -> str:
    match = DAY.fullmatch(word)
    if match:
        number = match.group("before") or match.group("work")
        if number and number != "L":
            _number(DAY_OF_MONTH, number)
    return word


def _weekday_word(text: str) -> str:
    """Return `5L` or `3#2` with the weekday as a number; '' where `text` is none of these."""
    if text == "L":
        return "7L"  # the last day of the week of the month: the last Saturday
    match = WEEKDAY.fullmatch(text)
    if match is None:
        return ""
    name = match.group("last") or match.group("nth")
    number = _number(DAY_OF_WEEK, name)
    return f"{number}#{match.group('week')}" if match.group("nth") else f"{number}L"


def _by_day_word(word: str, days: list[date]) -> list[date]:
    if word.startswith("L-"):
        index = len(days) - 1 - int(word[2:])
        return [days[index]] if index >= 0 else []
    if word == "L":
        return [days[-1]]
    wanted = len(days) if word == "LW" else int(word[:-1])
    if wanted > len(days):
        return []
    workdays = (day for day in days if day.isoweekday() <= 5)
    return [min(workdays, key=lambda day: abs(day.day - wanted))]


def _by_weekday_word(word: str, days: list[date]) -> list[date]:
    number = int(word[0])
    same = [day for day in days if number_of_weekday(day) == number]
    if word.endswith("L"):
        return [same[-1]]
    week = int(word[2:])
    return same[week - 1 : week]
