"""When an environment is awake, and the days on which nobody works."""

from datetime import date
from typing import Literal

from pydantic import Field

from nightshift.domain.manifest.part import (
    Day,
    EndOfSpan,
    Moment,
    Part,
    TimeOfDay,
    assumed,
)


class OwnHoliday(Part):
    """A day off that no country's calendar has."""

    date: date
    name: str = Field(min_length=1, max_length=60)


class Holidays(Part):
    """Days on which no window begins, but those that say `holidays: keep`."""

    country: str | None = None  # two letters: KR, JP
    subdivision: str | None = None  # as the library `holidays` calls it
    dates: tuple[OwnHoliday, ...] = ()
    worked: tuple[date, ...] = ()  # days of the country's on which the team works all the same


class AwakeException(Part):
    """Dated hours that are otherwise than the week's; the last that holds wins."""

    keep: Literal["awake", "asleep"]
    start: Moment
    end: Moment
    reason: str = Field(min_length=1, max_length=200)


class Hours(Part):
    """When an environment is awake, in the workload's zone; outside of it everything is stopped."""

    days: tuple[Day, ...] = Field(min_length=1)
    start: TimeOfDay
    stop: EndOfSpan
    overnight: bool = False  # `stop` is on the next day
    holidays: Literal["skip", "keep"] = "skip"
    exceptions: tuple[AwakeException, ...] = ()
    notice_minutes: int = assumed("U-04", 15, ge=0, le=240)  # before a stop; 0: none
