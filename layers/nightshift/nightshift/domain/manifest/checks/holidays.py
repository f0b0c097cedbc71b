"""Holidays: the country is one whose calendar is known, and who works on one names one."""

from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, error, listed, near, warning
from nightshift.domain.windows import holidays as calendars
from nightshift.domain.windows.of_manifest import holidays

SHOWN = 8  # subdivisions


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield countries and subdivisions that nobody knows, and days worked that are no holidays."""
    written = manifest.holidays
    faults = list(_unknown(written.country, written.subdivision))
    yield from faults
    if faults:
        return
    everything = holidays(manifest)
    for number, day in enumerate(written.worked):
        if everything.otherwise(day) is None:
            path = ("holidays", "worked", number)
            yield warning("M-33", path, f"{day} is no holiday", "correct the date, or remove it")


def _unknown(country: str | None, subdivision: str | None) -> Iterator[Finding]:
    if country is None:
        if subdivision is not None:
            fix = "add `country:`, or remove it"
            yield error("M-32", ("holidays", "subdivision"), "has no country", fix)
        return
    called = calendars.countries()
    if country not in called.values():
        meant = near(country, called)
        fix = f"did you mean {called[meant]}?" if meant else "write its two letters, e.g. KR or JP"
        message = f"no holidays are known of a country {country!r}"
        yield error("M-32", ("holidays", "country"), message, fix)
    elif subdivision is not None and subdivision not in (known := calendars.subdivisions(country)):
        meant = near(subdivision, known)
        some = listed(known[:SHOWN]) + (", ..." if len(known) > SHOWN else "")
        fix = f"did you mean {meant}?" if meant else f"remove it; known of {country}: {some}"
        message = f"no holidays are known of {subdivision!r} in {country}"
        yield error("M-32", ("holidays", "subdivision"), message, fix)
