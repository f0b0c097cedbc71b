"""Schedule expressions of EventBridge Scheduler: cron(minute hour day month weekday year), at().

A cron expression names local minutes, so that a schedule keeps to the clock on the wall when the
zone changes its offset (EventBridge Scheduler User Guide, Schedule types, read 2026-11-20).
"""

from collections.abc import Iterable
from datetime import datetime, time, tzinfo

from nightshift.domain.manifest.part import DAYS

DAY = 24 * 60  # minutes
MIDNIGHT = time(0)


def weekly(days: Iterable[str], at: time, later: int = 0) -> str:
    """Return the expression of `later` minutes (also less than 0) after `at` on each of `days`."""
    shift, minute_of_day = divmod(at.hour * 60 + at.minute + later, DAY)
    hour, minute = divmod(minute_of_day, 60)
    on = {(DAYS.index(day) + shift) % len(DAYS) for day in days}
    if len(on) == len(DAYS):
        return _cron(minute, hour)
    return f"cron({minute} {hour} ? * {','.join(DAYS[day].upper() for day in sorted(on))} *)"


def daily(at: time, later: int = 0) -> str:
    """Return the expression of `later` minutes after `at`, every day."""
    return weekly(DAYS, at, later)


def monthly(day: int, at: time) -> str:
    """Return the expression of one day of each month."""
    return _cron(at.minute, at.hour, day)


def every(hours: int, first: time) -> str:
    """Return the expression of every so many hours, at `first` among others.

    Where they do not divide a day no cron expression says it; a rate begins at its creation.
    """
    if 24 % hours:
        return f"rate({hours} hours)"
    chosen = sorted((first.hour + step) % 24 for step in range(0, 24, hours))
    return _cron(first.minute, "*" if hours == 1 else ",".join(str(hour) for hour in chosen))


def once(instant: datetime, zone: tzinfo) -> str:
    """Return the expression of one instant, as the zone's clocks show it, to the minute."""
    return f"at({instant.astimezone(zone):%Y-%m-%dT%H:%M}:00)"


def _cron(minute: int, hour: int | str, day: int | str = "*") -> str:
    return f"cron({minute} {hour} {day} * ? *)"
