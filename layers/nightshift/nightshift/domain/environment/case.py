"""One wish about one environment, and who asks."""

from dataclasses import dataclass
from datetime import datetime

from nightshift.domain.environment import prepared
from nightshift.domain.environment.assets import Wave
from nightshift.domain.environment.claims import Keep, Outcome
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.environment.prepared import Prepared
from nightshift.domain.environment.request import EnvironmentRequest
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.resources import Hub


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, and where what is known is kept."""

    table: str
    hub: Hub
    execution: str  # ARN
    token: str  # of this invocation: its writes are known by it
    at: datetime


@dataclass(frozen=True, slots=True)
class Case:
    """One wish about one environment."""

    request: EnvironmentRequest
    goal: Goal
    manifest: Manifest
    keep: Keep | None
    desk: Desk

    @property
    def name(self) -> str:
        """The workload's."""
        return self.manifest.name

    @property
    def waves(self) -> tuple[Wave, ...]:
        """What it consists of, in the order of the goal."""
        return prepared.ordered(self.manifest, self.desk.hub.stack, self.goal)

    @property
    def unless_wished(self) -> datetime | None:
        """The instant at which a schedule gives way to a person's wish; None: a person asks."""
        return self.desk.at if self.request.scheduled else None

    def stays(self, reason: str, outcome: Outcome = Outcome.STAY) -> Prepared:
        """Return that there is nothing to do."""
        return Prepared(outcome=outcome, reason=reason, goal=self.goal, workload=self.name)
