"""Backups, and how fast and how completely each thing must come back."""

from typing import Literal

from pydantic import Field

from nightshift.domain.manifest.part import Day, Part, Region, Row, TimeOfDay


class Snapshots(Part):
    """Manual snapshots, in the workload's zone. No `days`: only before deployments."""

    days: tuple[Day, ...] = ()
    at: TimeOfDay | None = None
    retention_days: int = Field(ge=1)


class RegionCopy(Part):
    """What is copied to another region beforehand, so that a recovery there can begin."""

    region: Region
    method: Literal["snapshot-copies", "replicated-backups"]
    every_hours: int = Field(default=24, ge=1)
    retention_days: int = Field(default=7, ge=1)
    images: bool = False
    secrets: bool = False


class Drill(Part):
    """A rehearsal on a schedule: the given day of the month, in the workload's zone."""

    kind: Literal["restore", "region"]
    day_of_month: int = Field(ge=1, le=28)
    at: TimeOfDay


class Backups(Part):
    """How the workload is backed up beyond RDS's own daily backup."""

    snapshots: Snapshots | None = None
    copy_to: RegionCopy | None = None
    drills: tuple[Drill, ...] = ()


class Target(Part):
    """One row of the recovery register (6.2). None: the source states none."""

    scope: Literal[
        "database", "cache", "files", "code", "region", "zone", "service", "host", "queue"
    ]
    row: Row | None = None
    rto_minutes: float | None = Field(default=None, ge=0)
    rpo_minutes: float | None = Field(default=None, ge=0)
    method: str | None = None
