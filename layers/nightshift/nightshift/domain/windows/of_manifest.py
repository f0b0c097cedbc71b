"""The calendars of a manifest: how many of a service, and whether its environment is awake."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.hours import Hours
from nightshift.domain.manifest.part import DAYS
from nightshift.domain.manifest.services import DatedSpan, Opening, Service, Window
from nightshift.domain.manifest.weekly import minutes
from nightshift.domain.windows import overrides as held
from nightshift.domain.windows.holidays import Holidays
from nightshift.domain.windows.instants import resolve
from nightshift.domain.windows.overrides import Override
from nightshift.domain.windows.spans import Calendar, Dated, Weekly
from nightshift.domain.windows.timeline import Timeline

HOURS = "hours"  # the name of the span in which an environment is awake


def of_service(
    manifest: Manifest,
    service: Service,
    overrides: Sequence[Override] = (),
    openings: Sequence[Dated] = (),
) -> Timeline:
    """Return how many of a service are wanted at least; `openings` beyond the manifest's own."""
    calendar = Calendar(
        zone=manifest.zone,
        weekly=tuple(of_window(window) for window in service.windows),
        dated=tuple(_dated(span, manifest.zone) for span in service.dated),
        overrides=held.of_service(overrides, service.name),
        openings=(*(opened(opening) for opening in service.openings), *openings),
        base=service.capacity.minimum,
        holidays=holidays(manifest),
    )
    return Timeline(calendar)


def changes_size(manifest: Manifest) -> bool:
    """Tell whether a service is wanted in another size at times: in a window, for an opening."""
    return any(one.windows or one.dated or one.openings for one in manifest.services)


def of_environment(manifest: Manifest, overrides: Sequence[Override] = ()) -> Timeline:
    """Return whether an environment is awake (1) or asleep (0); without `awake` it never sleeps."""
    hours, zone = manifest.awake, manifest.zone
    if hours is None:
        return Timeline(Calendar(zone, base=1, outside="always awake"))
    calendar = Calendar(
        zone=zone,
        weekly=(of_hours(hours),),
        dated=tuple(_exceptions(hours, zone)),
        overrides=held.of_environment(overrides),
        holidays=holidays(manifest),
        outside="outside of awake hours",
    )
    return Timeline(calendar)


def opened(opening: Opening) -> Dated:
    """Return from when to when an opening raises what is wanted."""
    return Dated(
        opening.name,
        opening.at - timedelta(minutes=opening.lead_minutes),
        opening.at + timedelta(minutes=opening.stay_minutes),
        opening.capacity,
        f"opening {opening.name}",
    )


def holidays(manifest: Manifest) -> Holidays:
    """Return the manifest's holidays."""
    written = manifest.holidays
    return Holidays(
        written.country,
        written.subdivision,
        {own.date: own.name for own in written.dates},
        frozenset(written.worked),
    )


def of_window(window: Window) -> Weekly:
    """Return the weekly span of a window."""
    start, end = minutes(window.start, window.end)
    return Weekly(
        window.name,
        frozenset(DAYS.index(day) for day in window.days),
        start,
        end,
        window.minimum,
        skip_holidays=window.holidays == "skip",
        first_day=window.first_day,
        last_day=window.last_day,
    )


def of_hours(hours: Hours) -> Weekly:
    """Return the weekly span in which an environment is awake."""
    start, end = minutes(hours.start, hours.stop)
    days = frozenset(DAYS.index(day) for day in hours.days)
    skip = hours.holidays == "skip"
    return Weekly(HOURS, days, start, end, 1, skip_holidays=skip, reason="awake hours")


def _dated(span: DatedSpan, zone: ZoneInfo) -> Dated:
    start, end = instant(span.start, zone), instant(span.end, zone)
    return Dated(span.name, start, end, span.minimum, f"dated window {span.name}")


def _exceptions(hours: Hours, zone: ZoneInfo) -> list[Dated]:
    return [
        Dated(
            f"keep-{found.keep}",
            instant(found.start, zone),
            instant(found.end, zone),
            int(found.keep == "awake"),
            f"kept {found.keep}: {found.reason}",
        )
        for found in hours.exceptions
    ]


def instant(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant of a moment of a manifest: with an offset, or local in the zone."""
    return resolve(moment, zone) if moment.tzinfo is None else moment
