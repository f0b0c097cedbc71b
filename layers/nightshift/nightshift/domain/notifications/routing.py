"""Decide which channels a notice takes, and whether it goes at once or waits.

A workload without a route for the severity has the default one: SNS, to topics of its own for that
severity where it has them, else to the stack's. What ends an incident goes to PagerDuty whatever
the route of its own severity says, because there it may have been opened.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from nightshift.domain.notifications.notice import Channel, Effect, Notice

if TYPE_CHECKING:
    from nightshift.domain.manifest.notifications import Notifications

UTC_ZONE = ZoneInfo("UTC")
DEFAULT_REPEAT = timedelta(minutes=60)
UNHELD = frozenset({"pagerduty"})  # it groups by its own keys


class Timing(StrEnum):
    """When a message leaves."""

    NOW = "now"
    MINUTE = "minute"  # now, where it is its minute's first; else when the minute is over
    LATER = "later"  # when the quiet hours end


@dataclass(frozen=True, slots=True)
class Rules:
    """How one workload's people are told; without a manifest, nothing but the default route."""

    notifications: "Notifications | None" = None
    zone: ZoneInfo = UTC_ZONE
    account: str = ""  # where the workload's own topics are
    region: str = ""

    @property
    def repeat(self) -> timedelta:
        """How long a repeat is the same message."""
        found = self.notifications
        return timedelta(minutes=found.repeat_minutes) if found else DEFAULT_REPEAT


@dataclass(frozen=True, slots=True)
class Way:
    """One channel a notice takes."""

    channel: Channel
    timing: Timing
    due: datetime | None = None  # of what waits


@dataclass(frozen=True, slots=True)
class Plan:
    """All of `to` are told; where one fails, the first of `otherwise` that works."""

    to: tuple[Way, ...]
    otherwise: tuple[Channel, ...] = ()


def decide(notice: Notice, rules: Rules) -> Plan:
    """Return the ways of a notice."""
    if notice.silent:
        paged = rules.notifications is not None and _pages(rules.notifications)
        return Plan((Way("pagerduty", Timing.NOW),) if paged else ())
    to, otherwise = _route(notice, rules.notifications)
    kept = tuple(channel for channel in to if channel != notice.avoid)
    if not kept:  # the only channel is the one that fails
        kept = tuple(channel for channel in otherwise if channel != notice.avoid)[:1] or ("sns",)
    ways = tuple(_way(channel, notice, rules) for channel in kept)
    return Plan(ways, tuple(c for c in otherwise if c not in kept and c != notice.avoid))


def fallbacks(severity: str, rules: Rules) -> tuple[Channel, ...]:
    """Return what carries a message of this severity where its channel fails."""
    routes = rules.notifications.routes if rules.notifications else {}
    route = routes.get(severity)  # type: ignore[call-overload]
    return route.otherwise if route else ()


def _route(
    notice: Notice, found: "Notifications | None"
) -> tuple[Sequence[Channel], Sequence[Channel]]:
    route = found.routes.get(notice.severity) if found else None
    to: tuple[Channel, ...] = route.to if route else ("sns",)
    ends = notice.effect in (Effect.RESOLVE, Effect.ACKNOWLEDGE)
    if found and ends and _pages(found) and "pagerduty" not in to:
        to = (*to, "pagerduty")
    return to, route.otherwise if route else ()


def _pages(found: "Notifications") -> bool:
    return any("pagerduty" in route.to for route in found.routes.values())


def _way(channel: Channel, notice: Notice, rules: Rules) -> Way:
    if channel in UNHELD:
        return Way(channel, Timing.NOW)
    quiet = rules.notifications.quiet_hours if rules.notifications else None
    if quiet and notice.severity == "info":
        end = quiet_until(notice.at, quiet.start, quiet.end, zone=rules.zone)
        if end:
            return Way(channel, Timing.LATER, end)
    return Way(channel, Timing.MINUTE, next_minute(notice.at))


def next_minute(at: datetime) -> datetime:
    """Return the end of the minute of `at`."""
    return at.replace(second=0, microsecond=0) + timedelta(minutes=1)


def quiet_until(at: datetime, start: time, end: time, *, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours around `at` are over, in UTC; None where it is not quiet.

    `start` after `end` is a span over midnight. Clocks that change make it longer or shorter.
    """
    today = at.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        last = day + timedelta(days=1) if end <= start else day
        begins, ends = _instant(day, start, zone), _instant(last, end, zone)
        if start != end and begins <= at < ends:
            return ends
    return None


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    local = datetime.combine(day, clock.replace(tzinfo=None))
    return local.replace(tzinfo=zone).astimezone(UTC_ZONE)
