"""The hours of each thing over a span, those that were avoided, and what they cost."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from nightshift.domain.manifest import Manifest
from nightshift.domain.prices import hourly, keys
from nightshift.domain.savings import Booking, asleep, parked, scaled
from nightshift.domain.savings.booking import CENT_OF_A_CENT, hours
from nightshift.domain.simulation.budget import Units, most
from nightshift.domain.simulation.model import Account, Course, Sleep, Span, Stretch
from nightshift.domain.simulation.sleeping import goes_on

DATABASE, CACHE, NAT = "database", "cache", "nat"


def of_services(
    manifest: Manifest, courses: Sequence[Course], bookings: Sequence[Booking]
) -> Iterator[Account]:
    """Yield the account of each service."""
    for service, course in zip(manifest.services, courses, strict=True):
        ran = sum(
            (s.value * hours(s.span.end - s.span.start) for s in course.stretches), Decimal(0)
        )
        own = [booking for booking in bookings if booking.what == service.name]
        yield _account(manifest, (service.name, keys.of_service(service)), ran, own)


def of_parts(manifest: Manifest, span: Span, bookings: Sequence[Booking]) -> Iterator[Account]:
    """Yield the account of what else can be stopped."""
    for what, thing, units in _parts(manifest):
        own = [booking for booking in bookings if booking.what == what]
        slept = sum((booking.unit_hours for booking in own), Decimal(0))
        ran = units * hours(span.end - span.start) - slept
        yield _account(manifest, (what, thing), ran, own)


def of_sleeps(
    manifest: Manifest, span: Span, sleeps: Sequence[Sleep], ran_before: Mapping[datetime, Units]
) -> Iterator[Booking]:
    """Yield what each sleep avoided within the span; `ran_before`: a sleep's start -> what ran."""
    cache, sleepless = manifest.cache, {kept.label for kept in goes_on(manifest)}
    for sleep in sleeps:
        found, before = sleep.span.within(span), ran_before[sleep.span.start]
        things = parked(
            manifest,
            units={name: count for name, count in before.items() if name not in sleepless},
            database=manifest.database is not None,
            cache=cache is not None and cache.asleep != "keep",
            nat=_has_instance(manifest),
        )
        ran = {DATABASE: [(woken.start, woken.end) for woken in sleep.woken]}
        yield from asleep(manifest, things, found.start, found.end, ran=ran, reason=sleep.reason)


def of_windows(
    manifest: Manifest, wanted: Mapping[str, Sequence[Stretch]], sleeps: Sequence[Sleep]
) -> Iterator[Booking]:
    """Yield what windows avoided while awake, of what the connection gate would have let run."""
    granted = most(manifest)
    for service in manifest.services:
        for stretch in wanted[service.name]:
            for part in awake(stretch.span, sleeps):
                found = scaled(
                    manifest,
                    service,
                    stretch.value,
                    (part.start, part.end),
                    reason=stretch.reason,
                    most=granted[service.name],
                )
                if found is not None:
                    yield found


def awake(span: Span, sleeps: Sequence[Sleep]) -> Iterator[Span]:
    """Yield the parts of a span outside of sleeps, which are in order."""
    start = span.start
    for sleep in sleeps:
        if sleep.span.meets(span):
            if sleep.span.start > start:
                yield Span(start, sleep.span.start)
            start = sleep.span.end
    if start < span.end:
        yield Span(start, span.end)


def _account(
    manifest: Manifest, called: tuple[str, str], ran: Decimal, bookings: Sequence[Booking]
) -> Account:
    what, thing = called
    price = hourly(manifest, thing)
    by_kind = {"sleep": Decimal(0), "window": Decimal(0)}
    for booking in bookings:
        by_kind[booking.kind] += booking.unit_hours
    return Account(
        what=what,
        thing=thing,
        ran_hours=ran,
        slept_hours=by_kind["sleep"],
        scaled_hours=by_kind["window"],
        ran_usd=(price.usd_per_hour * ran).quantize(CENT_OF_A_CENT) if price else None,
        price=price,
        bookings=tuple(bookings),
    )


def _parts(manifest: Manifest) -> Iterator[tuple[str, str, int]]:
    """Yield what it is, the name of its price, and of how many units it is made."""
    if manifest.database:
        yield DATABASE, keys.of_database(manifest.database), 1
    if manifest.cache:
        yield CACHE, keys.of_node(manifest.cache), manifest.cache.nodes
    if _has_instance(manifest):
        yield NAT, keys.NAT_INSTANCE, 1


def _has_instance(manifest: Manifest) -> bool:
    return manifest.network is not None and manifest.network.nat.design == "instance"
