"""When something is due for a workload, and what: windows, openings, sleep, backups and drills.

A function that is called at a boundary looks at the manifest again; a boundary only says when.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.weekly import minutes
from nightshift.domain.reconcile.desired import timing

VERIFY_MINUTES = 60  # after the backup window, in which the backup itself only begins
# Scheduler fires within 60 s of its minute: until then a boundary is not behind us.
FIRES_WITHIN = timedelta(minutes=2)
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
    yield from _windows(manifest)
    yield from _openings(manifest, now)
    yield from _sleep(manifest)
    yield from _backups(manifest)
    for drill in manifest.backups.drills:
        due = timing.monthly(drill.day_of_month, drill.at)
        task = f"{drill.kind}-drill"
        yield Boundary(task, task, due, manifest.timezone)


def _windows(manifest: Manifest) -> Iterator[Boundary]:
    for service in manifest.services:
        for window in service.windows:
            _, ends = minutes(window.start, window.end)
            edges = {
                "start": timing.weekly(window.days, window.start),
                "end": timing.weekly(window.days, timing.MIDNIGHT, ends),
            }
            for edge, due in edges.items():
                purpose = f"{window.name}-{edge}"
                yield Boundary(purpose, "apply-window", due, manifest.timezone, service.name)


def _openings(manifest: Manifest, now: datetime | None) -> Iterator[Boundary]:
    for service in manifest.services:
        for opening in service.openings:
            at = opening.at.astimezone(UTC)  # sums of local times go wrong when clocks change
            edges = {
                "lead": at - timedelta(minutes=opening.lead_minutes),
                "over": at + timedelta(minutes=opening.stay_minutes),
            }
            for edge, due in edges.items():
                if now is None or due + FIRES_WITHIN > now:
                    expression = timing.once(due, manifest.zone)
                    purpose = f"{opening.name}-{edge}"
                    yield Boundary(
                        purpose, "apply-window", expression, manifest.timezone, service.name
                    )


def _sleep(manifest: Manifest) -> Iterator[Boundary]:
    awake = manifest.awake
    if awake is None:
        return
    _, stops = minutes(awake.start, awake.stop)
    announced = stops - awake.notice_minutes
    due = {
        "environment-start": timing.weekly(awake.days, awake.start),
        "environment-stop": timing.weekly(awake.days, timing.MIDNIGHT, stops),
        "announce-stop": timing.weekly(awake.days, timing.MIDNIGHT, announced),
    }
    for task, expression in due.items():
        more = {"minutes": awake.notice_minutes} if task == "announce-stop" else {}
        yield Boundary(task, task, expression, manifest.timezone, more=more)


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
