"""Backups and maintenance: not while a service is at its peak (ON-X23)."""

from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest import weekly as week
from nightshift.domain.manifest.findings import Finding, Path, warning
from nightshift.domain.manifest.services import Service, Window

NIGHT = 3 * 60  # minutes; where a free span is looked for first (ON-X23: 03:00-05:00 local)


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield UTC spans of RDS and ElastiCache that meet a window of a service, in local time."""
    peaks = [
        (service, window)
        for service in manifest.services
        for window in service.windows
        if window.minimum > service.capacity.minimum
    ]
    for path, found, text in _declared(manifest):
        for service, window in peaks:
            if any(week.overlap(local, _spans(window)) for local in _local(manifest, found)):
                yield _finding(manifest, path, text, (service, window))
                break


def _declared(manifest: Manifest) -> Iterator[tuple[Path, list[week.Span], str]]:
    """Yield (path, spans in UTC, as it is written)."""
    database, cache = manifest.database, manifest.cache
    daily = (
        ("database", "backup_window", database.backup_window if database else None),
        ("cache", "snapshot_window", cache.snapshot_window if cache else None),
    )
    weekly = (
        ("database", "maintenance_window", database.maintenance_window if database else None),
        ("cache", "maintenance_window", cache.maintenance_window if cache else None),
    )
    yield from (((part, field), week.daily(text), text) for part, field, text in daily if text)
    yield from (((part, field), week.weekly(text), text) for part, field, text in weekly if text)


def _local(manifest: Manifest, found: list[week.Span]) -> list[list[week.Span]]:
    return [week.moved(found, offset) for offset in week.offsets(manifest.zone)]


def _spans(window: Window) -> list[week.Span]:
    return week.spans(window.days, window.start, window.end)


def _finding(manifest: Manifest, path: Path, text: str, peak: tuple[Service, Window]) -> Finding:
    service, window = peak
    found = week.weekly(text) if text[0].isalpha() else week.daily(text)
    by_day = len(found) == 1
    here = " or ".join(next(week.shown(local, day=by_day)) for local in _local(manifest, found))
    message = (
        f"{text} UTC is {here} in {manifest.timezone}, inside the window {window.name!r} of "
        f"{service.name} ({', '.join(window.days)} {window.start:%H:%M}-{week.written(window.end)})"
    )
    return warning("ON-X23", path, message, _advice(manifest, found, by_day=by_day))


def _advice(manifest: Manifest, found: list[week.Span], *, by_day: bool) -> str:
    """Return the first span of the same length, from 03:00 local on, that meets no window."""
    peaks = [span for s in manifest.services for w in s.windows for span in _spans(w)]
    ahead = week.offsets(manifest.zone)[0]
    local = week.moved(found, ahead)
    for hours in range(24):
        at = (NIGHT + hours * 60 - local[0][0]) % week.DAY
        moved = week.moved(found, at)
        if not any(week.overlap(week.moved(moved, o), peaks) for o in week.offsets(manifest.zone)):
            there = next(week.shown(week.moved(moved, ahead), day=by_day))
            return f'move it, e.g. to "{next(week.shown(moved, day=by_day))}" ({there} local)'
    return "move it to the quietest hour, or end the window earlier"
