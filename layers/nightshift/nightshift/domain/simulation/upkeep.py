"""Backups, maintenance, snapshots and drills that come while an environment is asleep."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest import weekly as week
from nightshift.domain.manifest.part import DAYS
from nightshift.domain.simulation.model import Conflict, Gravity, Sleep, Span
from nightshift.domain.windows.instants import resolve

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that comes again and again, and needs what sleeps."""

    what: str
    called: str  # backup window 03:00-04:00 UTC
    missed: str  # what is not done then
    fix: str
    times: tuple[Span, ...]


def missed(manifest: Manifest, sleeps: Sequence[Sleep], span: Span) -> Iterator[Conflict]:
    """Yield what comes in a sleep, with how often of how often."""
    for duty in _duties(manifest, span) if sleeps else ():
        asleep = [one for one in duty.times if any(sleep.span.meets(one) for sleep in sleeps)]
        if asleep:
            message = f"{duty.called} falls into the sleep; {duty.missed}"
            always = len(asleep) == len(duty.times)
            gravity = Gravity.WARNING if always else Gravity.INFO
            fix = duty.fix if always else f"accept it, or {duty.fix}"
            starts = tuple(found.start for found in asleep)
            yield Conflict(gravity, duty.what, message, fix, starts, len(duty.times))


def _duties(manifest: Manifest, span: Span) -> Iterator[Duty]:
    yield from _of_database(manifest, span)
    yield from _of_cache(manifest, span)
    yield from _of_backups(manifest, span)


def _of_database(manifest: Manifest, span: Span) -> Iterator[Duty]:
    database = manifest.database
    if database and database.backup_window and database.backup_retention_days:
        called = f"backup window {database.backup_window} UTC"
        fix = "move database.backup_window into the awake hours"
        times = _weekly(week.daily(database.backup_window), span)
        yield Duty("database", called, "RDS makes no automatic backup then", fix, times)
    if database and database.maintenance_window:
        called = f"maintenance window {database.maintenance_window} UTC"
        fix = "move database.maintenance_window into the awake hours"
        times = _weekly(week.weekly(database.maintenance_window), span)
        yield Duty("database", called, "RDS puts maintenance off", fix, times)


def _of_cache(manifest: Manifest, span: Span) -> Iterator[Duty]:
    cache = manifest.cache
    if cache and cache.snapshot_window and cache.asleep != "keep":
        called = f"snapshot window {cache.snapshot_window} UTC"
        fix = "move cache.snapshot_window into the awake hours"
        times = _weekly(week.daily(cache.snapshot_window), span)
        yield Duty("cache", called, "there is no cache then", fix, times)


def _of_backups(manifest: Manifest, span: Span) -> Iterator[Duty]:
    zone, backups = manifest.zone, manifest.backups
    snapshots = backups.snapshots
    if snapshots and snapshots.at and snapshots.days:
        wanted = {DAYS.index(day) for day in snapshots.days}
        times = _local(lambda day: day.weekday() in wanted, snapshots.at, zone, span)
        called, fix = f"snapshot at {snapshots.at:%H:%M}", "move backups.snapshots"
        yield Duty("database", called, "a stopped database has none made", fix, times)
    for drill in backups.drills:
        day = drill.day_of_month
        times = _local(lambda found, day=day: found.day == day, drill.at, zone, span)  # type: ignore[misc]
        called = f"{drill.kind} drill on day {drill.day_of_month} at {drill.at:%H:%M}"
        yield Duty("database", called, "it would find a stopped database", "move it", times)


def _weekly(spans: Sequence[week.Span], span: Span) -> tuple[Span, ...]:
    """Return when spans of a week in UTC come within a span."""
    monday = datetime.combine(span.start.astimezone(UTC).date(), time(), UTC)
    monday -= (monday.weekday() + WEEK_DAYS) * DAY
    found: list[Span] = []
    while monday < span.end:
        found += [Span(monday + start * MINUTE, monday + end * MINUTE) for start, end in spans]
        monday += WEEK_DAYS * DAY
    return tuple(sorted((one for one in found if one.start in span), key=lambda one: one.start))


def _local(asked: Callable[[date], bool], at: time, zone: ZoneInfo, span: Span) -> tuple[Span, ...]:
    """Return when a time of some days comes within a span."""
    day, last = (instant.astimezone(zone).date() for instant in (span.start, span.end))
    found: list[Span] = []
    while day <= last:
        instant = resolve(datetime.combine(day, at), zone)
        if asked(day) and instant in span:
            found.append(Span(instant, instant + MINUTE))
        day += DAY
    return tuple(found)
