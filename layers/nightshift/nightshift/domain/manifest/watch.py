"""What is watched: log groups and filters, alarms, saved queries, the dashboard."""

from typing import Literal, Self

from pydantic import Field, model_validator

from nightshift.domain.manifest.part import Part, Row, Severity


class Metric(Part):
    """One time series of CloudWatch. `id` is its name in expressions."""

    id: str = Field(default="m1", pattern=r"^[a-z][A-Za-z0-9_]*$")
    namespace: str
    metric: str
    statistic: str = "Average"  # Average, Sum, Minimum, Maximum, SampleCount, or p95
    dimensions: dict[str, str] = Field(
        default={},
        description=(
            "of a load balancer or target group without the id that AWS gives: app/<name>, "
            "net/<name>, targetgroup/<name>; a value with its id is taken as it is"
        ),
    )
    label: str | None = None


class LogGroup(Part):
    """A log group of the workload's team; we set how long it is kept."""

    name: str
    retention_days: int = Field(ge=1)


class LogFilter(Part):
    """Count the lines of a log group that match, as a metric of the filter's name."""

    name: str  # of the metric: ApiErrors
    group: str
    pattern: str  # CloudWatch's filter pattern
    namespace: str  # of the metric, e.g. Onno/Logs


class LogQuery(Part):
    """A saved Logs Insights query."""

    name: str
    row: Row
    groups: tuple[str, ...] = ()
    query: str


class Alarm(Part):
    """A CloudWatch alarm.

    Of one metric, of an `expression` over several, or of the anomaly band around the first one
    (`band`: standard deviations).
    """

    name: str  # as the source writes it: Database_CPU_High
    row: Row
    severity: Severity
    summary: str  # one sentence for the person who is woken
    metrics: tuple[Metric, ...] = Field(min_length=1)
    expression: str | None = None
    band: float | None = Field(default=None, gt=0)
    compare: Literal[">", ">=", "<", "<=", "below-band", "above-band", "outside-band"]
    threshold: float | None = None
    period_seconds: int = Field(ge=10)
    evaluate: int = Field(ge=1)  # periods looked at
    breaching: int | None = Field(default=None, ge=1)  # of them; None: all
    missing: Literal["breaching", "notBreaching", "ignore", "missing"] = "missing"
    topics: tuple[str, ...] = ()  # names of `notifications.topics`
    runbook: str | None = None

    @model_validator(mode="after")
    def _threshold_or_band(self) -> Self:
        if (self.band is None) == (self.threshold is None):
            raise ValueError("give either threshold, or band with compare: below-band")
        if (self.band is not None) != self.compare.endswith("-band"):
            raise ValueError(f"compare: {self.compare!r} does not fit; a band is below-band, ...")
        return self


class Widget(Part):
    """One field of the dashboard. A row of the dashboard is 24 wide."""

    title: str
    row: Row
    kind: Literal["metrics", "numbers", "log", "text", "alarms"]
    metrics: tuple[Metric, ...] = ()
    expression: str | None = None  # over `metrics`, drawn instead of them
    query: str | None = None  # Logs Insights, of a log widget
    groups: tuple[str, ...] = ()  # log groups of `query`
    text: str | None = None  # Markdown
    target: float | None = None  # drawn as a line
    width: int = Field(default=8, ge=1, le=24)
    height: int = Field(default=6, ge=1, le=1000)
    period_seconds: int = Field(default=300, ge=60)


class Dashboard(Part):
    """The workload's CloudWatch dashboard."""

    title: str
    widgets: tuple[Widget, ...] = Field(min_length=1, max_length=500)


class Watch(Part):
    """Everything that `reconcile` keeps in place to watch the workload."""

    log_groups: tuple[LogGroup, ...] = ()
    filters: tuple[LogFilter, ...] = ()
    queries: tuple[LogQuery, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    dashboard: Dashboard | None = None
