"""What a sleeping environment did not run. Storage goes on, and is not counted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from nightshift.domain.prices import keys
from nightshift.domain.savings.booking import Avoided, Booking, hours, priced

if TYPE_CHECKING:
    from nightshift.domain.manifest import Manifest

Span = tuple[datetime, datetime]  # [start, end)
NEVER: Mapping[str, Sequence[Span]] = {}


@dataclass(frozen=True, slots=True)
class Parked:
    """One thing that ran, and was stopped or deleted for the night."""

    what: str  # a service's name, or database, cache, nat
    thing: str  # of prices.keys
    units: int
    stopped_at: datetime | None = None  # None: when the environment was
    started_at: datetime | None = None


def parked(
    manifest: "Manifest",
    *,
    units: Mapping[str, int],
    database: bool = False,
    cache: bool = False,
    nat: bool = False,
) -> tuple[Parked, ...]:
    """Return what was stopped: services by what they ran, the others where we stopped them.

    `cache` says that it was deleted: one that is kept costs as before.
    """
    services = {service.name: service for service in manifest.services}
    found = [
        Parked(name, keys.of_service(services[name]), count)
        for name, count in units.items()
        if count > 0
    ]
    if database and manifest.database:
        found.append(Parked("database", keys.of_database(manifest.database), 1))
    if cache and manifest.cache:
        found.append(Parked("cache", keys.of_node(manifest.cache), manifest.cache.nodes))
    if nat:
        found.append(Parked("nat", keys.NAT_INSTANCE, 1))
    return tuple(found)


def asleep(
    manifest: "Manifest",
    things: Iterable[Parked],
    start: datetime,
    end: datetime,
    *,
    ran: Mapping[str, Sequence[Span]] = NEVER,
    reason: str = "asleep",
) -> list[Booking]:
    """Return one booking per thing that did not run; `ran`: thing -> when it ran all the same.

    That is a database which AWS started after seven days, until it was stopped again.
    """
    found = [_avoided(thing, (start, end), ran.get(thing.what, ()), reason) for thing in things]
    return [priced(manifest, each) for each in found if each.hours > 0]


def _avoided(thing: Parked, span: Span, ran: Sequence[Span], reason: str) -> Avoided:
    start, end = thing.stopped_at or span[0], thing.started_at or span[1]
    stood = (end - start) - _covered(ran, start, end)
    return Avoided(
        what=thing.what,
        kind="sleep",
        thing=thing.thing,
        units=thing.units,
        start=start,
        end=end,
        hours=hours(stood),
        reason=reason,
    )


def _covered(spans: Iterable[Span], start: datetime, end: datetime) -> timedelta:
    """Return how long any of the spans holds between two instants; none counts twice."""
    total, reached = timedelta(), start
    for begin, finish in sorted(spans):
        first, last = max(begin, reached), min(finish, end)
        if last > first:
            total, reached = total + (last - first), last
    return total
