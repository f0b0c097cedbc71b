"""Spans of time: none is empty, and no two windows of a service hold at once."""

from collections.abc import Iterator
from datetime import time
from itertools import combinations

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest import weekly as week
from nightshift.domain.manifest.findings import Finding, Path, error
from nightshift.domain.manifest.part import EndOfSpan
from nightshift.domain.manifest.services import Service
from nightshift.domain.manifest.weekly import overlap, spans

MAINTENANCE = "maintenance_window"
# Minutes; RDS: CreateDBInstance, ElastiCache: CreateReplicationGroup, read 2026-11-21.
DATABASE_LEAST, CACHE_LEAST = 30, 60


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield spans that end when they start, and windows that overlap."""
    for path, start, end in _spans(manifest):
        if start == end:
            message = f"starts and ends at {start:%H:%M}"
            yield error("M-10", path, message, "let it end later; before its start is the next day")
    for number, service in enumerate(manifest.services):
        yield from _overlaps(("services", number, "windows"), service)
    database, cache = manifest.database, manifest.cache
    if database:
        both = (database.backup_window, "backup_window", database.maintenance_window)
        yield from _of_aws("database", *both, least=DATABASE_LEAST)
    if cache:
        both = (cache.snapshot_window, "snapshot_window", cache.maintenance_window)
        yield from _of_aws("cache", *both, least=CACHE_LEAST)


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


def _spans(manifest: Manifest) -> Iterator[tuple[Path, time, EndOfSpan]]:
    for number, service in enumerate(manifest.services):
        for n, window in enumerate(service.windows):
            yield ("services", number, "windows", n, "end"), window.start, window.end
    if manifest.awake:
        yield ("awake", "stop"), manifest.awake.start, manifest.awake.stop
    if quiet := manifest.notifications.quiet_hours:
        yield ("notifications", "quiet_hours", "end"), quiet.start, quiet.end


def _overlaps(path: Path, service: Service) -> Iterator[Finding]:
    kept = [(n, window) for n, window in enumerate(service.windows) if window.start != window.end]
    for (_, one), (number, other) in combinations(kept, 2):
        both = [spans(window.days, window.start, window.end) for window in (one, other)]
        if overlap(*both):
            message = f"overlaps with the window {one.name!r}, and only one minimum can hold"
            fix = "change the days or times of one, or make one window of them"
            yield error("M-11", (*path, number), message, fix)
