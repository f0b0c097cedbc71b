"""The connection gate: a minimum is raised only where the database bears the processes (ON-X10).

Two sums are asked, and both must fit into max_connections minus the reserve:

* as it would be: what is wanted of the raised service, and what runs now of every other one;
* while a new version comes: the same, with the overlap that a deployment of all of them brings.

The second one decides more often. It counts all services, not only the raised one, because one
push deploys them together (ON-X10: both of Onno's jobs need nothing but the tests), and because
what is deployed is not ours to refuse: a minimum that is held for nine hours has to bear it.
The first is the sum that people work out and is named first. What target tracking may add above
the minimum is in neither: `nightshift validate` shows the sum at the maximum.

Services are asked in the manifest's order, each with those before it as they were decided: the
first of two that do not fit together gets what it asks for. A service is never kept below its
base minimum, whatever the sums say: that is what its team runs, and not ours to take away.
What is lowered in the same run counts as it still runs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from nightshift.domain.capacity.connections import (
    Load,
    arithmetic,
    bounds,
    deploying,
    free,
    total,
)
from nightshift.domain.manifest.services import Service
from nightshift.domain.manifest.storage import Database

RULE = "ON-X10/GL-X03"
Outcome = Literal["fits", "capped", "refused"]


@dataclass(frozen=True, slots=True)
class Raise:
    """A minimum that is asked for."""

    service: str
    wanted: int
    kept: int  # what holds where it is refused: as it is, or the base minimum


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate lets through."""

    service: str
    outcome: Outcome
    minimum: int
    arithmetic: str = ""  # the sums that do not fit; "" where they do
    fix: str = ""  # what to do about it, a sentence


@dataclass(frozen=True, slots=True)
class Running:
    """The processes of a service that run now."""

    wanted: int  # as many as ECS or the group keeps
    present: int = 0  # tasks and instances that are there or are starting; more in a deployment


@dataclass(frozen=True, slots=True)
class Gate:
    """The database, and the processes that have connections to it."""

    database: Database | None
    services: Sequence[Service]  # of the workload
    running: Mapping[str, Running] = field(default_factory=dict)  # none: as the manifest desires

    def decide(self, raises: Sequence[Raise]) -> list[Verdict]:
        """Return a verdict for each; what is let through counts for those after it."""
        wanted = {raised.service: raised for raised in raises}
        counts = {service.name: self._now(service).wanted for service in self._using}
        verdicts = []
        for service in (each for each in self.services if each.name in wanted):
            verdict = self._verdict(wanted[service.name], counts)
            verdicts.append(verdict)
            if service.name in counts:
                counts[service.name] = max(counts[service.name], verdict.minimum)
        return verdicts

    @property
    def _using(self) -> list[Service]:
        return [service for service in self.services if service.uses_database]

    def _now(self, service: Service) -> Running:
        return self.running.get(service.name) or Running(service.capacity.desired)

    def _verdict(self, raised: Raise, counts: Mapping[str, int]) -> Verdict:
        database, name = self.database, raised.service
        if database is None or name not in counts:
            return Verdict(name, "fits", raised.wanted)
        with_it = {**counts, name: raised.wanted}
        if self._fits(database, with_it):
            return Verdict(name, "fits", raised.wanted)
        sums, fix = self._sums(database, with_it), self._fix(database, with_it)
        if database.over_budget == "refuse":
            return Verdict(name, "refused", raised.kept, sums, fix)
        fitting = (n for n in range(raised.wanted - 1, raised.kept, -1))
        most = next((n for n in fitting if self._fits(database, {**counts, name: n})), raised.kept)
        return Verdict(name, "capped", most, sums, fix)

    def _fits(self, database: Database, counts: Mapping[str, int]) -> bool:
        situations = (self._steady(counts), self._deploying(counts))
        return max(map(total, situations)) <= free(database)

    def _steady(self, counts: Mapping[str, int]) -> list[Load]:
        return [Load(service, counts[service.name]) for service in self._using]

    def _deploying(self, counts: Mapping[str, int]) -> list[Load]:
        return [
            Load(s, max(deploying(s, counts[s.name]), self._now(s).present)) for s in self._using
        ]

    def _sums(self, database: Database, counts: Mapping[str, int]) -> str:
        steady, during = self._steady(counts), self._deploying(counts)
        first = f"{arithmetic(steady)} of {bounds(database)} connections"
        if total(during) <= free(database):
            return first
        word = "and" if total(steady) > free(database) else "which fits, but"
        return f"{first}, {word} {arithmetic(during)} while a new version comes"

    def _fix(self, database: Database, counts: Mapping[str, int]) -> str:
        situations = (self._steady(counts), self._deploying(counts))
        processes = max(sum(load.processes for load in found) for found in situations)
        fits = free(database) // processes
        pools = f"set pool to {fits} or less ({free(database)} / {processes} processes), " * bool(
            fits
        )
        return f"{pools}put RDS Proxy in between, or take a larger instance class"
