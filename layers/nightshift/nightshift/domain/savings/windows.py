"""What a scaling window avoided: without it, its highest minimum would have run all the time."""

from datetime import datetime
from typing import TYPE_CHECKING

from nightshift.domain.prices import keys
from nightshift.domain.savings.booking import Avoided, Booking, hours, priced

if TYPE_CHECKING:
    from nightshift.domain.manifest import Manifest
    from nightshift.domain.manifest.services import Service


def baseline(service: "Service") -> int:
    """Return what would run without windows; openings do not count, they only ever add."""
    minimums: list[int] = [window.minimum for window in service.windows]
    minimums += [span.minimum for span in getattr(service, "dated", ())]
    return max(service.capacity.minimum, *minimums, 0)


def scaled(
    manifest: "Manifest",
    service: "Service",
    units: int,
    *,
    start: datetime,
    end: datetime,
    reason: str,
) -> Booking | None:
    """Return what a span with a minimum of `units` avoided; None where it avoided nothing."""
    fewer = baseline(service) - units
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
