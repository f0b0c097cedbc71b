"""How many database connections the processes of services open, in one situation or another.

The one place with this arithmetic: `nightshift validate` asks it about a manifest (ON-X10), the
connection gate about what is about to run.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from nightshift.domain.manifest.services import EcsService, Service
from nightshift.domain.manifest.storage import Database

USUAL_POOL = 10  # connections; what node-postgres and HikariCP take where nothing is said
TWO_SETS = ("blue-green", "canary")  # strategies that run the old and the new version whole


@dataclass(frozen=True, slots=True)
class Load:
    """The processes of one service, and what they open."""

    service: Service
    processes: int

    @property
    def connections(self) -> int:
        """How many connections they open at most."""
        return self.processes * pool(self.service)

    def __str__(self) -> str:
        guess = "" if self.service.pool else ", pool not stated"
        return f"{self.processes} x {pool(self.service)} ({self.service.name}{guess})"


def pool(service: Service) -> int:
    """Return the connections of one process; the usual number where nobody stated it."""
    return service.pool or USUAL_POOL


def total(found: Iterable[Load]) -> int:
    """Return how many connections they open together."""
    return sum(load.connections for load in found)


def arithmetic(found: Collection[Load]) -> str:
    """Return the sum as a person checks it: `4 x 20 (api) + 2 x 20 (ws) = 120`."""
    running = [load for load in found if load.processes]
    return f"{' + '.join(map(str, running)) or 'nothing'} = {total(running)}"


def free(database: Database) -> int:
    """Return the connections that services may open: some are kept for people (U-19)."""
    return database.max_connections - database.reserve_connections


def bounds(database: Database) -> str:
    """Return them as a person checks it: `100 - 10 = 90`."""
    return f"{database.max_connections} - {database.reserve_connections} = {free(database)}"


def deploying(service: Service, count: int) -> int:
    """Return how many of `count` processes run while a new version comes beside the old one.

    ECS rounds maximum_percent down (API_DeploymentConfiguration, read 2026-11-21); blue/green and
    canary run two whole sets. Instances are replaced one for one.
    """
    how = service.deployment
    if how.strategy in TWO_SETS:
        return count * 2
    if isinstance(service, EcsService):
        return max(count, count * how.maximum_percent // 100)
    return count
