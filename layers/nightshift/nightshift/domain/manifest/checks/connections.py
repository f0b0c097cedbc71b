"""The connection budget: all pools of all processes fit into the database (ON-X10, GL-X03)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, listed, warning
from nightshift.domain.manifest.services import EcsService, Service, Window
from nightshift.domain.manifest.storage import Database
from nightshift.domain.manifest.weekly import WEEK, overlap, spans

RULE = "ON-X10/GL-X03"
USUAL_POOL = 10  # connections; what node-postgres and HikariCP take where nothing is said
Count = Callable[[Service], int]  # processes of a service in one situation


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield one finding with the arithmetic of every situation, where one of them does not fit.

    Also (NF-X18) the services whose pool nobody stated, where it could matter.
    """
    database = manifest.database
    if database is None:
        return
    using = [service for service in manifest.services if service.uses_database]
    pooled = [service for service in using if service.pool]
    free = database.max_connections - database.reserve_connections
    wanted = {name: _sum(pooled, count) for name, count in situations(pooled)}
    if max(wanted.values()) > free:
        yield _over(database, pooled, free)
    unknown = [service for service in using if not service.pool]
    processes = sum(service.capacity.maximum for service in unknown)
    if max(wanted.values()) + processes * USUAL_POOL > free and unknown:
        names = listed(service.name for service in unknown)
        yield warning(
            "NF-X18",
            ("services", manifest.services.index(unknown[0])),
            f"the pool of {names} is not stated; at their maximum {processes} processes with the "
            f"usual {USUAL_POOL} connections need {processes * USUAL_POOL} of {free}",
            "set `pool:`, the database connections of one process, or uses_database: false",
        )


def situations(services: Sequence[Service]) -> Iterator[tuple[str, Count]]:
    """Yield each situation in which as many processes run as the manifest allows, by its name."""
    yield "base", lambda service: service.capacity.desired
    for name, minute in _openings_of_windows(services):
        yield name, partial(_at, minute=minute)
    yield "deployment of all", _deploying
    yield "maximum", lambda service: service.capacity.maximum


def _over(database: Database, services: Sequence[Service], free: int) -> Finding:
    sums = [f"{name}: {_terms(services, count)}" for name, count in situations(services)]
    processes = max(sum(map(count, services)) for _, count in situations(services))
    fits = free // processes
    message = (
        f"pools need more than {database.max_connections} - {database.reserve_connections} in "
        f"reserve = {free} connections: {'; '.join(sums)}"
    )
    fix = f"set pool: {fits} or less" if fits > 0 else "lower capacity.maximum"
    more = f"({free} / {processes} processes), or lower maximum, or raise max_connections"
    return warning(RULE, ("database", "max_connections"), message, f"{fix} {more}")


def _terms(services: Sequence[Service], count: Count) -> str:
    terms = (f"{count(s)}x{s.pool} {s.name}" for s in services if count(s))
    return f"{' + '.join(terms)} = {_sum(services, count)}"


def _sum(services: Iterable[Service], count: Count) -> int:
    return sum(count(service) * (service.pool or 0) for service in services)


def _openings_of_windows(services: Sequence[Service]) -> Iterator[tuple[str, int]]:
    """Yield (name, first minute) of each window: where most of them hold, one of them begins."""
    seen = set()
    for service in services:
        for window in service.windows:
            minutes = [start % WEEK for start, _ in _spans(window)]
            worst = max(minutes, key=lambda minute: sum(_at(s, minute) for s in services))
            if (window.name, worst) not in seen:
                seen.add((window.name, worst))
                yield f"window {window.name}", worst


def _at(service: Service, minute: int) -> int:
    holds = (w.minimum for w in service.windows if overlap(_spans(w), [(minute, minute + 1)]))
    return max(service.capacity.desired, *holds, 0)


def _spans(window: Window) -> list[tuple[int, int]]:
    return spans(window.days, window.start, window.end)


def _deploying(service: Service) -> int:
    """Return how many run while a new version comes beside the old one.

    ECS rounds maximum_percent down (API_DeploymentConfiguration, read 2026-11-21); blue/green and
    canary run two whole sets. Instances are replaced one for one.
    """
    desired, how = service.capacity.desired, service.deployment
    if how.strategy in ("blue-green", "canary"):
        return desired * 2
    if isinstance(service, EcsService):
        return max(desired, desired * how.maximum_percent // 100)
    return desired
