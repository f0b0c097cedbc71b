"""When something is due for a workload, and what: windows, openings, sleep, backups and drills.

A function that is called at a boundary looks at the manifest again; a boundary only says when. It
may find nothing to do: on a holiday, before a window's first day, or while something is held.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.hours import Hours
from nightshift.domain.manifest.services import Service, Window
from nightshift.domain.reconcile.desired import timing
from nightshift.domain.reconcile.desired.gaps import jumped
from nightshift.domain.windows.of_manifest import (
    instant,
    of_environment,
    of_hours,
    of_window,
    opened,
)

VERIFY_MINUTES = 60  # after the backup window, in which the backup itself only begins
# Scheduler fires within 60 s of its minute: until then a boundary is not behind us.
FIRES_WITHIN = timedelta(minutes=2)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
UTC_ZONE = "UTC"


@dataclass(frozen=True, slots=True)
class Boundary:
    """One task of a workload and when it is due."""

    purpose: str  # the middle of the schedule's name
    task: str
    expression: str
    zone: str  # IANA
    service: str | None = None
    more: Mapping[str, str | int] = field(default_factory=dict)  # of the task's event


def boundaries(manifest: Manifest, now: datetime | None) -> Iterator[Boundary]:
    """Yield the workload's boundaries; a dated one that lies before `now` is not among them."""
    for service in manifest.services:
        for window in service.windows:
            if now is None or not _over(window, now):
                yield from _window(manifest, service, window, now)
        for purpose, due in _dated(manifest, service):
            if _ahead(due, now):
                yield _once(manifest, (purpose, "apply-window"), due, service.name)
    if manifest.awake is not None:
        yield from _sleep(manifest, manifest.awake, now)
        yield from _exceptions(manifest, manifest.awake, now)
    yield from _backups(manifest)
    for drill in manifest.backups.drills:
        due_monthly = timing.monthly(drill.day_of_month, drill.at)
        task = f"{drill.kind}-drill"
        yield Boundary(task, task, due_monthly, manifest.timezone)


def _ahead(due: datetime, now: datetime | None) -> bool:
    return now is None or due + FIRES_WITHIN > now


def _once(
    manifest: Manifest, named: tuple[str, str], due: datetime, service: str | None = None
) -> Boundary:
    purpose, task = named
    return Boundary(purpose, task, timing.once(due, manifest.zone), manifest.timezone, service)


def _over(window: Window, now: datetime) -> bool:
    """Say whether a window has begun for the last time two days ago: it has ended since."""
    return window.last_day is not None and window.last_day < (now - 2 * DAY).date()


def _window(
    manifest: Manifest, service: Service, window: Window, now: datetime | None
) -> Iterator[Boundary]:
    span = of_window(window)
    for edge, minute in (("start", span.start), ("end", span.end)):
        due = timing.weekly(window.days, timing.MIDNIGHT, minute)
        task = "apply-window"
        yield Boundary(f"{window.name}-{edge}", task, due, manifest.timezone, service.name)
        for gap in jumped(span, minute, manifest.zone, now):
            if _ahead(gap, now):
                purpose, expression = f"{window.name}-jump-{edge}", timing.once(gap, UTC)
                yield Boundary(purpose, task, expression, UTC_ZONE, service.name)


def _dated(manifest: Manifest, service: Service) -> Iterator[tuple[str, datetime]]:
    for opening in service.openings:
        raised = opened(opening)
        yield f"{opening.name}-lead", raised.start
        yield f"{opening.name}-over", raised.end
    for span in service.dated:
        yield f"{span.name}-start", instant(span.start, manifest.zone)
        yield f"{span.name}-end", instant(span.end, manifest.zone)


def _sleep(manifest: Manifest, awake: Hours, now: datetime | None) -> Iterator[Boundary]:
    span, notice = of_hours(awake), awake.notice_minutes
    due = {"environment-start": (span.start, 0), "environment-stop": (span.end, 0)}
    if notice:
        due["announce-stop"] = (span.end, notice)
    for task, (minute, before) in due.items():
        more = {"minutes": before} if before else {}
        weekly = timing.weekly(awake.days, timing.MIDNIGHT, minute - before)
        yield Boundary(task, task, weekly, manifest.timezone, more=more)
        for gap in jumped(span, minute, manifest.zone, now, before=before):
            if _ahead(gap, now):
                yield Boundary(f"jump-{task}", task, timing.once(gap, UTC), UTC_ZONE, more=more)


def _exceptions(manifest: Manifest, awake: Hours, now: datetime | None) -> Iterator[Boundary]:
    """Yield the edges of exceptions at which the environment is to wake or to sleep."""
    wanted = of_environment(manifest)
    edges = {instant(at, manifest.zone) for one in awake.exceptions for at in (one.start, one.end)}
    for due in sorted(edges):
        up = wanted.value_at(due)
        if wanted.value_at(due - MINUTE) == up:
            continue
        task = "environment-start" if up else "environment-stop"
        if _ahead(due, now):
            yield _once(manifest, (f"once-{task}", task), due)
        told = due - timedelta(minutes=awake.notice_minutes)
        if told < due and not up and _ahead(told, now):
            expression = timing.once(told, manifest.zone)
            more = {"minutes": awake.notice_minutes}
            task = "announce-stop"
            yield Boundary(f"once-{task}", task, expression, manifest.timezone, more=more)


def _backups(manifest: Manifest) -> Iterator[Boundary]:
    snapshots, copies = manifest.backups.snapshots, manifest.backups.copy_to
    if snapshots is not None and snapshots.days and snapshots.at is not None:
        due = timing.weekly(snapshots.days, snapshots.at)
        yield Boundary("backup-weekly", "backup", due, manifest.timezone, more={"kind": "weekly"})
    ended = _backed_up(manifest)
    if copies is not None and ended is None:
        due = timing.every(copies.every_hours, timing.MIDNIGHT)
        yield Boundary("copy-backups", "copy-backups", due, manifest.timezone)
    if copies is not None and ended is not None:
        due = timing.every(copies.every_hours, ended)  # a copy is as old as the backup it is of
        yield Boundary("copy-backups", "copy-backups", due, UTC_ZONE)
    if ended is not None:
        due = timing.daily(ended, VERIFY_MINUTES)
        yield Boundary("verify-backups", "verify-backups", due, UTC_ZONE)


def _backed_up(manifest: Manifest) -> time | None:
    """Return when the database's backup window ends, UTC as RDS has it; None without a window."""
    database = manifest.database
    if database is None or database.backup_window is None:
        return None
    return time.fromisoformat(database.backup_window.rpartition("-")[2])
