"""How many of a service run, as AWS tells it: ECS services and EC2 Auto Scaling groups."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Suspended:
    """What a scalable target does not do at present."""

    scale_in: bool = False
    scale_out: bool = False
    scheduled: bool = False


@dataclass(frozen=True, slots=True)
class Target:
    """A scalable target of Application Auto Scaling: between what and what a service may be."""

    minimum: int  # tasks
    maximum: int  # tasks
    suspended: Suspended = field(default_factory=Suspended)


@dataclass(frozen=True, slots=True, order=True)
class ServiceName:
    """An ECS service in its cluster, both by name."""

    cluster: str
    service: str

    def __str__(self) -> str:
        return f"{self.cluster}/{self.service}"


@dataclass(frozen=True, slots=True)
class EcsSize:
    """How many tasks an ECS service has, and may have."""

    desired: int
    running: int
    pending: int
    deployments: int  # 1: one version runs; more: a new one comes beside the old one
    target: Target | None = None  # None: nobody scales it

    @property
    def steady(self) -> bool:
        """Whether all that should run does, in one version."""
        return self.running == self.desired and self.pending == 0 and self.deployments == 1


@dataclass(frozen=True, slots=True)
class GroupSize:
    """How many instances an EC2 Auto Scaling group has, and may have."""

    minimum: int
    maximum: int
    desired: int
    in_service: int
    suspended: frozenset[str] = frozenset()  # processes: Launch, Terminate, AZRebalance, ...
