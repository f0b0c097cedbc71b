"""What a scaling window avoided: without it, its highest minimum would have run all the time."""

from typing import TYPE_CHECKING

from nightshift.domain.prices import keys
from nightshift.domain.savings.booking import Avoided, Booking, hours, priced
from nightshift.domain.savings.environment import Span

if TYPE_CHECKING:
    from nightshift.domain.manifest import Manifest
    from nightshift.domain.manifest.services import Service


def baseline(service: "Service") -> int:
    """Return what would run without windows; openings do not count, they only ever add."""
    weekly = (window.minimum for window in service.windows)
    dated = (span.minimum for span in service.dated)
    return max((service.capacity.minimum, *weekly, *dated))


def scaled(
    manifest: "Manifest",
    service: "Service",
    units: int,
    span: Span,
    *,
    reason: str,
    most: int | None = None,
) -> Booking | None:
    """Return what a span with a minimum of `units` avoided; None where it avoided nothing.

    `most` is what could run at all, where the connection budget refuses the highest minimum: what
    could not run is not saved.
    """
    start, end = span
    fewer = (baseline(service) if most is None else most) - units
    if fewer <= 0 or end <= start:
        return None
    found = Avoided(
        what=service.name,
        kind="window",
        thing=keys.of_service(service),
        units=fewer,
        start=start,
        end=end,
        hours=hours(end - start),
        reason=reason,
    )
    return priced(manifest, found)
