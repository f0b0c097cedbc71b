"""What a calendar is made of: weekly spans, dated ones, and what holds outside of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from nightshift.domain.windows.holidays import NONE, Holidays

DAY = 24 * 60  # minutes


@dataclass(frozen=True, slots=True)
class Weekly:
    """A span of local time on some days of the week.

    A holiday, and a day before the first or after the last, is a day on which it does not begin.
    """

    name: str
    days: frozenset[int]  # on which it begins; 0 is Monday
    start: int  # minutes after midnight
    end: int  # minutes after the same midnight; at most a day later than `start`
    value: int
    skip_holidays: bool = True
    first_day: date | None = None
    last_day: date | None = None
    reason: str = ""  # for people; without one it is a window of that name

    def __post_init__(self) -> None:
        if not 0 <= self.start < DAY or not self.start < self.end <= self.start + DAY:
            raise ValueError(f"{self.name} lasts from minute {self.start} to {self.end}")

    def asks_for(self, day: date) -> bool:
        """Whether it begins on a day, were there no holidays."""
        return (
            day.weekday() in self.days
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )


@dataclass(frozen=True, slots=True)
class Dated:
    """A span between two instants. The start is in it, the end is not."""

    name: str
    start: datetime  # UTC
    end: datetime  # UTC
    value: int
    reason: str = ""  # for people; without one it is a window of that name

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError(f"{self.name} has an instant without an offset")


@dataclass(frozen=True, slots=True)
class Calendar:
    """One value over time: how many run, or whether an environment is awake.

    The newest override that holds wins, else the last dated span, else the first weekly one,
    else `base`; openings then raise it.
    """

    zone: ZoneInfo
    weekly: tuple[Weekly, ...] = ()
    dated: tuple[Dated, ...] = ()  # the last wins
    overrides: tuple[Dated, ...] = ()  # the last wins
    openings: tuple[Dated, ...] = ()  # they raise only: the greatest wins
    base: int = 0
    holidays: Holidays = NONE
    outside: str = "outside of every window"  # the reason of `base`


@dataclass(frozen=True, slots=True)
class State:
    """What holds at an instant, and why."""

    value: int
    name: str | None  # of the span that holds; None: `base`
    reason: str  # a part of a sentence: "window office-hours", "holiday Chuseok"
    until: datetime | None  # when another value or span holds; None: not within 400 days


@dataclass(frozen=True, slots=True)
class Edge:
    """An instant at which a span starts or stops."""

    at: datetime  # UTC
    name: str
    kind: Literal["start", "stop"]
    value: int  # of the calendar from then on
