"""Windows, dated spans and openings: of each kind no two want different numbers at once."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import combinations

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error, warning
from nightshift.domain.manifest.part import DAYS
from nightshift.domain.manifest.services import Opening, Service, Window
from nightshift.domain.manifest.weekly import DAY, minutes, same_day
from nightshift.domain.windows.of_manifest import instant, opened

LATER = "let it end later"


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield spans that never hold, and those of which only one could."""
    for number, service in enumerate(manifest.services):
        here: Path = ("services", number)
        yield from _days(here, service)
        yield from _overlaps(here, service)
        yield from _dated(here, service, manifest)
        yield from _openings(here, service)
    for number, found in enumerate(manifest.awake.exceptions if manifest.awake else ()):
        if instant(found.end, manifest.zone) <= instant(found.start, manifest.zone):
            path = ("awake", "exceptions", number, "end")
            yield error(
                "M-10", path, f"is not after its start, {found.start:%Y-%m-%d %H:%M}", LATER
            )


def _days(here: Path, service: Service) -> Iterator[Finding]:
    """Yield windows that begin on no day between their first and their last."""
    for number, window in enumerate(service.windows):
        first, last = _between(window)
        if not _begins(window, range(first, last + 1)):
            message = f"there is no {', '.join(window.days)} from its first_day to its last_day"
            fix = "let it be later, or change the days"
            yield error("M-10", (*here, "windows", number, "last_day"), message, fix)


def _overlaps(here: Path, service: Service) -> Iterator[Finding]:
    kept = [
        (number, window)
        for number, window in enumerate(service.windows)
        if window.overnight != same_day(window.start, window.end)  # else M-31 speaks of it
    ]
    for (_, one), (number, other) in combinations(kept, 2):
        if hold_at_once(one, other):
            message = f"overlaps with the window {one.name!r}, and only one minimum can hold"
            fix = "change the days or times of one, or make one window of them"
            yield error("M-11", (*here, "windows", number), message, fix)


def hold_at_once(one: Window, other: Window) -> bool:
    """Say whether there is a minute that is in both; holidays apart."""
    start, end = minutes(one.start, one.end)
    start2, end2 = minutes(other.start, other.end)
    for shift in (-1, 0, 1):  # days from a beginning of the one to a beginning of the other
        later = shift * DAY
        if start < end2 + later and start2 + later < end:
            (first, last), (first2, last2) = _between(one), _between(other)
            both = range(max(first, first2 - shift), min(last, last2 - shift) + 1)
            if any(
                _begins(other, [day + shift]) for day in both[: len(DAYS)] if _begins(one, [day])
            ):
                return True
    return False


def _begins(window: Window, days: range | list[int]) -> bool:
    return any(DAYS[(day - 1) % len(DAYS)] in window.days for day in days[: len(DAYS)])


def _between(window: Window) -> tuple[int, int]:
    """Return the first and the last day, as ordinals; 1 is a Monday."""
    first, last = window.first_day or date.min, window.last_day or date.max
    return first.toordinal(), last.toordinal()


def _dated(here: Path, service: Service, manifest: Manifest) -> Iterator[Finding]:
    zone = manifest.zone
    kept: list[tuple[str, datetime, datetime]] = []
    for number, span in enumerate(service.dated):
        start, end = instant(span.start, zone), instant(span.end, zone)
        path = (*here, "dated", number)
        if end <= start:
            message = f"is not after its start, {span.start:%Y-%m-%d %H:%M}"
            yield error("M-10", (*path, "end"), message, LATER)
            continue
        other = next((name for name, first, last in kept if start < last and first < end), None)
        if other is not None:
            message = f"overlaps with {other!r}, and only one minimum can hold"
            yield error("M-11", path, message, "let one end before the other starts")
        kept.append((span.name, start, end))


def _openings(here: Path, service: Service) -> Iterator[Finding]:
    """Yield openings that meet before the first of them is over: the greater number holds."""
    raised = sorted(
        ((opened(opening), number, opening) for number, opening in enumerate(service.openings)),
        key=lambda found: found[0].start,
    )
    for (span, _, one), (span2, number, other) in combinations(raised, 2):
        if span2.start < span.end and one.capacity != other.capacity:
            yield _met(here, number, one, other)


def _met(here: Path, number: int, one: Opening, other: Opening) -> Finding:
    message = (
        f"its lead begins at {_shown(other, -other.lead_minutes)}, before {one.name!r} is over at "
        f"{_shown(one, one.stay_minutes)}: until then {max(one.capacity, other.capacity)} run"
    )
    fix = "shorten lead_minutes or the other's stay_minutes, or let both have one capacity"
    return warning("M-34", (*here, "openings", number), message, fix)


def _shown(opening: Opening, later: int) -> str:
    return f"{opening.at + timedelta(minutes=later):%Y-%m-%d %H:%M}"
