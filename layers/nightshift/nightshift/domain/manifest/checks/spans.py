"""Spans of time: none is empty, and each ends on the day it says."""

from collections.abc import Iterator
from datetime import time

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest import weekly as week
from nightshift.domain.manifest.findings import Finding, Path, error
from nightshift.domain.manifest.hours import Hours
from nightshift.domain.manifest.part import EndOfSpan
from nightshift.domain.manifest.services import Window

MAINTENANCE = "maintenance_window"
# Minutes; RDS: CreateDBInstance, ElastiCache: CreateReplicationGroup, read 2026-11-21.
DATABASE_LEAST, CACHE_LEAST = 30, 60


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield spans that end when they start or before, and AWS's windows that it refuses."""
    for path, span, end in _spans(manifest):
        yield from _overnight(path, span.start, end, overnight=span.overnight)
    quiet = manifest.notifications.quiet_hours
    if quiet and quiet.start == quiet.end:
        message = f"starts and ends at {quiet.start:%H:%M}"
        fix = "let it end later; before its start is the next day"
        yield error("M-10", ("notifications", "quiet_hours", "end"), message, fix)
    database, cache = manifest.database, manifest.cache
    if database:
        both = (database.backup_window, "backup_window", database.maintenance_window)
        yield from _of_aws("database", *both, least=DATABASE_LEAST)
    if cache:
        both = (cache.snapshot_window, "snapshot_window", cache.maintenance_window)
        yield from _of_aws("cache", *both, least=CACHE_LEAST)


def _spans(manifest: Manifest) -> Iterator[tuple[Path, Window | Hours, EndOfSpan]]:
    for number, service in enumerate(manifest.services):
        for n, window in enumerate(service.windows):
            yield ("services", number, "windows", n, "end"), window, window.end
    if manifest.awake:
        yield ("awake", "stop"), manifest.awake, manifest.awake.stop


def _overnight(path: Path, start: time, end: EndOfSpan, *, overnight: bool) -> Iterator[Finding]:
    """Yield a span that ends on another day than it says."""
    later, written, field = week.same_day(start, end), week.written(end), path[-1]
    if overnight and later:
        message = f"{field} {written} is on the day it starts, at {start:%H:%M}"
        fix = f"remove `overnight`, or let `{field}` be before {start:%H:%M}"
        yield error("M-31", (*path[:-1], "overnight"), message, fix)
    elif not overnight and start == end:
        fix = "let it end later; with `overnight: true` it lasts a whole day"
        yield error("M-10", path, f"starts and ends at {written}", fix)
    elif not overnight and not later:
        message = f"{written} is before it starts, {start:%H:%M}"
        fix = "add `overnight: true` if it ends on the next day"
        midnight = '; that day\'s midnight is "24:00"' if end == time(0) else ""
        yield error("M-31", path, message, fix + midnight)


def _of_aws(
    part: str, daily: str | None, field: str, weekly: str | None, *, least: int
) -> Iterator[Finding]:
    """Yield windows in UTC that RDS or ElastiCache refuses: too short, or both at once."""
    found = {field: week.daily(daily) if daily else [], MAINTENANCE: []}
    found[MAINTENANCE] = week.weekly(weekly) if weekly else []
    for name, spans_there in found.items():
        if any(end - start < least or end - start >= week.DAY for start, end in spans_there):
            message = f"is shorter than the {least} minutes that AWS asks for, or has no end"
            yield error("M-28", (part, name), message, "let it end later")
            return
    if week.overlap(found[field], found[MAINTENANCE]):
        message = f"{weekly} UTC is in the {field}, {daily}, and AWS refuses that"
        yield error("M-28", (part, MAINTENANCE), message, "let it begin when the other has ended")
