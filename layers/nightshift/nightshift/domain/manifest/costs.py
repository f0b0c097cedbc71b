"""Money: budgets, what a month is planned to cost, prices as the source quotes them, ceilings."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from nightshift.domain.manifest.part import Part, Row


class Budget(Part):
    """A sum not to exceed. `aws` is what Cost Explorer sees, `all-in` has outside services too."""

    scope: Literal["aws", "all-in"]
    period: Literal["daily", "monthly"]
    usd: Decimal = Field(gt=0)
    warn_percent: int = Field(default=80, ge=1)  # of the forecast (CM-B31)
    alert_percent: int = Field(default=100, ge=1)  # of the actual sum (CM-B32)


class CostLine(Part):
    """One planned line of the bill."""

    row: Row
    name: str
    monthly_usd: Decimal = Field(ge=0)
    up_to_usd: Decimal | None = None  # where the source gives a range: its upper end
    outside: bool = False  # not on the AWS bill


class Credit(Part):
    """Money from AWS that is used up before the bill is (CM-B36)."""

    row: Row
    name: str
    usd: Decimal = Field(gt=0)


class Prices(Part):
    """Prices the source quotes; never used without their date."""

    as_of: date | None = None
    # nat-gateway-hour, fargate-0.5-1-month, log-gb, ... (names: docs/manifests.md)
    usd: dict[str, Annotated[Decimal, Field(ge=0)]] = {}


Limit = Annotated[int, Field(ge=0)]
Volume = Annotated[Decimal, Field(ge=0)]


class FreeTier(Part):
    """Ceilings of the free tier: what may not be passed, and where to warn."""

    alarms: Limit | None = None
    metrics: Limit | None = None  # custom metrics
    dashboards: Limit | None = None
    log_gb: Volume | None = None  # a month
    log_warn_gb: Volume | None = None
    ec2_hours: Limit | None = None
    database_hours: Limit | None = None
    database_gb: Limit | None = None
    cache_hours: Limit | None = None
    image_mb: Limit | None = None
    ci_minutes: Limit | None = None
    s3_gb: Limit | None = None
    s3_reads: Limit | None = None  # GET and the like, a month
    s3_writes: Limit | None = None  # PUT and the like, a month
    lambda_requests: Limit | None = None
    api_requests: Limit | None = None


class Costs(Part):
    """The workload's money."""

    budgets: tuple[Budget, ...] = ()
    lines: tuple[CostLine, ...] = ()
    stated_usd: Decimal | None = None  # the month's total as the source writes it, where the lines
    # give another; reports show both (GL-X01)
    baselines: dict[str, Decimal] = {}  # other monthly totals the source names (ON-X33)
    uncosted: tuple[str, ...] = ()  # in use, but in no line of the source (ON-X35, NF-X06)
    credits: tuple[Credit, ...] = ()
    prices: Prices = Prices()
    free_tier: FreeTier = FreeTier()
