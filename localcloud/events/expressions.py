"""Schedule expressions: `at(...)`, `rate(...)` and `cron(...)`, and when they fire.

EventBridge Scheduler User Guide "Schedule types", read 2026-11-20. Daylight saving time there:
"When the time shifts forward in the Spring, if a cron expression falls on a non-existent date and
time, your schedule invocation is skipped. When the time shifts backwards in the Fall, your
schedule runs only once and does not repeat its invocation." A day of rate() is 24 hours.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from localcloud.events import cron

EXPRESSION = re.compile(r"(at|rate|cron)\((.*)\)")
RATE = re.compile(r"(\d+) (minute|hour|day)(s?)")
SECONDS = {"minute": 60, "hour": 3600, "day": 86_400}
Firing = Callable[[datetime], datetime | None]


class InvalidExpressionError(ValueError):
    """The schedule expression (or its time zone) is not valid; the message says why."""


@dataclass(frozen=True, slots=True)
class At:
    """Fires once."""

    when: datetime

    def after(self, instant: datetime, anchor: datetime) -> datetime | None:  # noqa: ARG002
        """Return the time when it is later than `instant`."""
        return self.when if self.when > instant else None


@dataclass(frozen=True, slots=True)
class Rate:
    """Fires at the anchor and every period after it."""

    period: timedelta

    def after(self, instant: datetime, anchor: datetime) -> datetime | None:
        """Return the first anchor + n periods later than `instant`."""
        if instant < anchor:
            return anchor
        return anchor + ((instant - anchor) // self.period + 1) * self.period


@dataclass(frozen=True, slots=True)
class WallClock:
    """Fires by cron in a time zone."""

    fields: cron.Cron
    zone: ZoneInfo

    def after(self, instant: datetime, anchor: datetime) -> datetime | None:
        """Return the first time later than `instant`, not before the anchor."""
        start = max(instant, anchor - timedelta(microseconds=1))
        wall = start.astimezone(self.zone).replace(tzinfo=None)
        for found in self.fields.after(wall - timedelta(hours=3)):  # a shift back repeats wall time
            moment = found.replace(tzinfo=self.zone)  # fold 0: the first of two
            exact = moment.astimezone(UTC)
            is_real = exact.astimezone(self.zone).replace(tzinfo=None) == found
            if is_real and exact > start:
                return exact
        return None


Expression = At | Rate | WallClock


def parsed(text: str, zone: str = "UTC") -> Expression:
    """Return a Scheduler expression.

    Raises:
        InvalidExpressionError: not at(), rate() or cron(), or malformed.
    """
    match = EXPRESSION.fullmatch(text)
    if match is None:
        raise InvalidExpressionError(f"{text!r} is not at(...), rate(...) or cron(...)")
    kind, inner = match.groups()
    place = _zone(zone)
    if kind == "at":
        return _at(inner, place)
    if kind == "rate":
        return _rate(inner)
    try:
        return WallClock(cron.parse(inner), place)
    except cron.InvalidCronError as problem:
        raise InvalidExpressionError(f"cron({inner}): {problem}") from problem


def parsed_for_rule(text: str) -> Expression:
    """Return a rule's expression: rate() or cron() in UTC.

    Raises:
        InvalidExpressionError: anything else.
    """
    if text.startswith("at("):
        raise InvalidExpressionError("a rule takes rate(...) or cron(...); at(...) is Scheduler's")
    return parsed(text)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as problem:
        raise InvalidExpressionError(f"{name!r} is not a time zone") from problem


def _at(text: str, zone: ZoneInfo) -> At:
    try:
        wall = datetime.strptime(text, "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007 - the zone is added
    except ValueError as problem:
        raise InvalidExpressionError(f"at({text}): wanted at(yyyy-mm-ddThh:mm:ss)") from problem
    return At(wall.replace(tzinfo=zone).astimezone(UTC))


def _rate(text: str) -> Rate:
    match = RATE.fullmatch(text)
    if match is None or int(match.group(1)) < 1:
        raise InvalidExpressionError(f"rate({text}): wanted e.g. rate(5 minutes)")
    number, unit, plural = match.groups()
    if (int(number) == 1) == bool(plural):
        raise InvalidExpressionError(f"rate({text}): one {unit}, or several {unit}s")
    return Rate(timedelta(seconds=int(number) * SECONDS[unit]))
