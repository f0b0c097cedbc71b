"""The connection budget: all pools of all processes fit into the database (ON-X10, GL-X03)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from nightshift.domain.capacity.connections import (
    USUAL_POOL,
    Load,
    arithmetic,
    bounds,
    deploying,
    free,
    total,
)
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, listed, warning
from nightshift.domain.manifest.services import Service, Window
from nightshift.domain.manifest.storage import Database
from nightshift.domain.manifest.weekly import WEEK, overlap, spans

RULE = "ON-X10/GL-X03"
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
    most = max(total(_loads(pooled, count)) for _, count in situations(pooled))
    if most > free(database):
        yield _over(database, pooled)
    unknown = [service for service in using if not service.pool]
    processes = sum(service.capacity.maximum for service in unknown)
    if most + processes * USUAL_POOL > free(database) and unknown:
        names = listed(service.name for service in unknown)
        yield warning(
            "NF-X18",
            ("services", manifest.services.index(unknown[0])),
            f"the pool of {names} is not stated; at their maximum {processes} processes with the "
            f"usual {USUAL_POOL} connections need {processes * USUAL_POOL} of {free(database)}",
            "set `pool:`, the database connections of one process, or uses_database: false",
        )


def situations(services: Sequence[Service]) -> Iterator[tuple[str, Count]]:
    """Yield each situation in which as many processes run as the manifest allows, by its name."""
    yield "base", lambda service: service.capacity.desired
    for name, minute in _openings_of_windows(services):
        yield name, partial(_at, minute=minute)
    yield "deployment of all", lambda service: deploying(service, service.capacity.desired)
    yield "maximum", lambda service: service.capacity.maximum


def _over(database: Database, services: Sequence[Service]) -> Finding:
    sums = [f"{name}: {arithmetic(_loads(services, n))}" for name, n in situations(services)]
    processes = max(sum(map(count, services)) for _, count in situations(services))
    fits = free(database) // processes
    message = f"pools need more than {bounds(database)} connections: {'; '.join(sums)}"
    fix = f"set pool: {fits} or less" if fits > 0 else "lower capacity.maximum"
    more = f"({free(database)} / {processes} processes), or lower maximum, or raise max_connections"
    return warning(RULE, ("database", "max_connections"), message, f"{fix} {more}")


def _loads(services: Iterable[Service], count: Count) -> list[Load]:
    return [Load(service, count(service)) for service in services]


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
