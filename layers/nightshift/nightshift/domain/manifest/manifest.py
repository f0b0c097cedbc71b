"""The whole of a manifest: one system in one environment, as its team declares it.

Nothing about a system stands in code. Ids in a manifest's comments and `row` fields name the row
of the requirements behind a value; `assumed` lists what the source leaves open.
"""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from nightshift.domain.manifest.costs import Costs
from nightshift.domain.manifest.hours import Holidays, Hours
from nightshift.domain.manifest.meetings import Meetings
from nightshift.domain.manifest.network import Network
from nightshift.domain.manifest.notifications import Notifications
from nightshift.domain.manifest.part import (
    AccountId,
    Part,
    Region,
    Row,
    WorkloadName,
    Zone,
    ZoneName,
)
from nightshift.domain.manifest.recovery import Backups, Target
from nightshift.domain.manifest.secrets import Secret
from nightshift.domain.manifest.services import Service
from nightshift.domain.manifest.storage import Bucket, Cache, Database
from nightshift.domain.manifest.watch import Watch


class Milestone(Part):
    """A change the source plans, with what triggers it; it is only ever proposed."""

    row: Row
    trigger: str
    change: str
    monthly_usd: float | None = None  # what the whole month costs then
    added_usd: float | None = None  # or what it adds to the month; below 0 it saves


class Objective(Part):
    """What the service promises its users; reports compare it with what was (ON-I05, NF-B20)."""

    row: Row
    measure: str  # with its unit: uptime-percent, api-p95-ms, page-ms
    target: float


class Manifest(Part):
    """One workload: `<product>-<environment>`."""

    name: WorkloadName
    product: WorkloadName
    environment: Literal["dev", "staging", "prod"]
    account: AccountId
    role_arn: Annotated[
        str | None,
        Field(pattern=r"^arn:aws[a-z-]*:iam::\d{12}:role/[\w+=,.@/-]+$"),
    ] = None  # in another account: the role that nightshift assumes there
    external_id: Annotated[str, Field(min_length=2, max_length=1224)] | None = None
    region: Region
    recovery_region: Region | None = None
    zones: tuple[ZoneName, ...] = ()
    timezone: Zone
    managed_by: Literal["terraform", "cloudformation", "console"] | None = None
    # What the source leaves open and this manifest fills: path of the field -> row (U-04), or D
    # where the row only derives it. `nightshift validate` lists them as defaults.
    assumed: dict[str, Row] = {}
    awake: Hours | None = None  # None: always (production)
    holidays: Holidays = Holidays()
    services: tuple[Service, ...] = ()
    database: Database | None = None
    cache: Cache | None = None
    network: Network | None = None
    buckets: tuple[Bucket, ...] = ()
    secrets: tuple[Secret, ...] = ()
    watch: Watch = Watch()
    costs: Costs = Costs()
    backups: Backups = Backups()
    recovery: tuple[Target, ...] = ()
    objectives: tuple[Objective, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    notifications: Notifications = Notifications()
    meetings: Meetings | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The workload's time zone."""
        return ZoneInfo(self.timezone)
