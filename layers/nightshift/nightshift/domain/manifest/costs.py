"""Money: budgets, what a month is planned to cost, prices as the source quotes them, ceilings."""

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from nightshift.domain.manifest.part import Part, Row


class Budget(Part):
    """A sum not to exceed. `aws` is what Cost Explorer sees, `all-in` has outside services too."""

    scope: Literal["aws", "all-in"]
    period: Literal["daily", "monthly"]
    usd: Decimal = Field(gt=0)
    warn_percent: int = 80  # of the forecast (CM-B31)
    alert_percent: int = 100  # of the actual sum (CM-B32)


class CostLine(Part):
    """One planned line of the bill."""

    row: Row
    name: str
    monthly_usd: Decimal = Field(ge=0)
    outside: bool = False  # not on the AWS bill


class Prices(Part):
    """Prices the source quotes; never used without their date."""

    as_of: date | None = None
    usd: dict[str, Decimal] = {}  # nat-gateway-hour, alb-month, log-gb, ...


class FreeTier(Part):
    """Ceilings of the free tier: what may not be passed, and where to warn."""

    alarms: int | None = None
    metrics: int | None = None  # custom metrics
    dashboards: int | None = None
    log_gb: Decimal | None = None  # a month
    log_warn_gb: Decimal | None = None
    ec2_hours: int | None = None
    database_hours: int | None = None
    database_gb: int | None = None
    cache_hours: int | None = None
    image_mb: int | None = None
    ci_minutes: int | None = None
    s3_gb: int | None = None
    api_requests: int | None = None


class Costs(Part):
    """The workload's money."""

    budgets: tuple[Budget, ...] = ()
    lines: tuple[CostLine, ...] = ()
    prices: Prices = Prices()
    free_tier: FreeTier = FreeTier()
