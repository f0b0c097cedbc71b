"""What runs: ECS services and EC2 hosts, their capacity, windows, deployments and connections."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from nightshift.domain.manifest.part import (
    Day,
    EndOfSpan,
    Label,
    LoadBalancer,
    Moment,
    Part,
    Row,
    SecretName,
    TimeOfDay,
    assumed,
    matching,
)

ALL = 100  # percent


class Capacity(Part):
    """How many run: tasks of an ECS service, or instances of an EC2 host."""

    desired: int = Field(ge=0)
    minimum: int = Field(ge=0)
    maximum: int = Field(ge=0)


class TargetTracking(Part):
    """Keep one metric near a value."""

    metric: Literal["cpu", "memory", "requests", "connections"]
    target: float = Field(gt=0)  # percent; requests a minute and target; connections a task
    scale_out_seconds: int | None = Field(default=None, ge=0)  # cooldown
    scale_in_seconds: int | None = Field(default=None, ge=0)  # cooldown

    @model_validator(mode="after")
    def _percent(self) -> Self:
        if self.metric in ("cpu", "memory") and self.target > ALL:
            raise ValueError("write at most 100 percent as the target of cpu or memory")
        return self


class StepScaling(Part):
    """Change the number at once where CPU passes a bound (TQ-B06)."""

    cpu_percent: float = Field(gt=0, le=100)
    compare: Literal[">", "<"]
    change: int  # instances
    after_seconds: int = Field(default=0, ge=0)


class Growth(Part):
    """What a milestone makes of a service; it is only ever proposed (TQ-X07)."""

    row: Row
    capacity: Capacity
    tracking: tuple[TargetTracking, ...] = ()
    steps: tuple[StepScaling, ...] = ()


class Window(Part):
    """A weekly span, in the workload's zone, of another minimum."""

    name: Label
    days: tuple[Day, ...] = Field(min_length=1)  # on which it begins
    start: TimeOfDay
    end: EndOfSpan
    overnight: bool = False  # `end` is on the next day
    minimum: int = Field(ge=0)
    holidays: Literal["skip", "keep"] = "skip"  # whether it begins on a holiday
    first_day: date | None = None
    last_day: date | None = None  # it still begins on it


class DatedSpan(Part):
    """A span that comes once, of another minimum; above the weekly windows."""

    name: Label
    start: Moment
    end: Moment
    minimum: int = Field(ge=0)


class Opening(Part):
    """A dated event for which capacity is there beforehand (TQ-B07)."""

    name: Label
    at: AwareDatetime
    capacity: int = Field(ge=1)
    lead_minutes: int = assumed("U-05", 15, ge=0)
    stay_minutes: int = assumed("U-05", 60, ge=1)


class Deployment(Part):
    """How a new version gets out."""

    strategy: Literal["rolling", "blue-green", "canary", "force-new"] = "rolling"
    maximum_percent: int = Field(default=200, ge=100)
    minimum_healthy_percent: int = Field(default=100, ge=0, le=100)
    circuit_breaker_failures: int | None = Field(default=None, ge=1)
    bake_minutes: int | None = Field(default=None, ge=0)
    rollback_seconds: int | None = Field(default=None, ge=0)
    canary_percents: tuple[Annotated[int, Field(ge=1, le=100)], ...] = ()
    approval: bool = False
    approval_timeout_hours: int = assumed("U-17", 24, ge=1)
    snapshot_before: bool = False
    migration: tuple[str, ...] = ()  # the command of a one-off task

    @model_validator(mode="after")
    def _growing(self) -> Self:
        if list(self.canary_percents) != sorted(set(self.canary_percents)):
            raise ValueError("write canary_percents from the smallest to the largest")
        return self


class Image(Part):
    """Where its image is kept."""

    repository: str
    tag: str  # as the task definition names it: latest, git-sha, ...
    immutable_tags: bool = False
    keep_newest: int | None = Field(default=None, ge=1)
    scan_on_push: bool = False


class Health(Part):
    """How one sees that it is well. No path: a TCP connection."""

    path: Annotated[str, matching("/.*", "must begin with /")] | None = None
    interval_seconds: int | None = Field(default=None, ge=1)
    timeout_seconds: int | None = Field(default=None, ge=1)
    retries: int | None = Field(default=None, ge=1)  # failed checks until it is ill
    successes: int | None = Field(default=None, ge=1)  # checks until it is well again
    grace_seconds: int | None = Field(default=None, ge=0)


class _Service(Part):
    name: Label
    port: int | None = Field(default=None, ge=1, le=65535)
    capacity: Capacity
    health: Health = Health()
    tracking: tuple[TargetTracking, ...] = ()
    steps: tuple[StepScaling, ...] = ()
    windows: tuple[Window, ...] = ()
    dated: tuple[DatedSpan, ...] = ()  # the last that holds wins
    openings: tuple[Opening, ...] = ()
    growth: Growth | None = None
    drain_seconds: int | None = Field(default=None, ge=0)
    pool: int | None = Field(default=None, ge=1)  # database connections of one process
    pool_timeout_seconds: int | None = Field(
        default=None, ge=1
    )  # how long a request waits for one of them
    uses_database: bool = True
    depends_on: tuple[str, ...] = ()  # other services' names
    image: Image | None = None
    deployment: Deployment = Deployment()
    load_balancer: LoadBalancer | None = (
        None  # its name, as CloudWatch's dimension begins: app/codemate-alb
    )
    target_group: str | None = None
    paths: tuple[str, ...] = ()  # what the load balancer routes to it
    sticky: bool = False  # a client stays with its target


class EcsService(_Service):
    """A service on ECS Fargate."""

    runtime: Literal["ecs"]
    cluster: str
    service: str
    task_family: str | None = None
    cpu: int = Field(ge=1)  # units, 1024 = 1 vCPU
    memory_mb: int = Field(ge=1)
    architecture: Literal["X86_64", "ARM64"] | None = None
    spot_weight: int | None = Field(default=None, ge=0, le=100)  # percent of the tasks
    on_demand_base: int | None = Field(default=None, ge=0)
    environment: dict[str, str] = {}
    secrets: dict[
        str, SecretName
    ] = {}  # variable -> name of the secret, as the task definition has it
    required: tuple[str, ...] = ()  # variables the code cannot do without (ON-X48)


class Ec2Service(_Service):
    """Instances: an Auto Scaling group, or single instances found by their Name tag."""

    runtime: Literal["ec2"]
    instance_type: str
    autoscaling_group: str | None = None
    instance_name: str | None = None  # the tag Name
    volume_gb: int | None = Field(default=None, ge=1)
    containers: tuple[str, ...] = ()  # what runs on each instance, where that is not `name`


Service = Annotated[EcsService | Ec2Service, Field(discriminator="runtime")]
