"""What the minimum that was set until now saved, for the savings ledger.

A span is booked when it is over. What sleeps is booked by the environment; here the hours in
which the manifest lets it sleep are taken out, by its calendar.
"""

from collections.abc import Iterator
from datetime import datetime

from nightshift.domain.capacity.connection_gate import Gate, Raise
from nightshift.domain.capacity.outcome import Outcome
from nightshift.domain.manifest import Manifest
from nightshift.domain.savings import Booking
from nightshift.domain.savings.windows import baseline, scaled
from nightshift.domain.windows.of_manifest import of_environment


def bookings(outcome: Outcome, manifest: Manifest, gate: Gate) -> Iterator[Booking]:
    """Yield what the minima saved that are others from now on."""
    record = outcome.record
    if record is None or outcome.next_record().since == record.since:
        return
    for service in (each for each in manifest.services if each.name in record.minima):
        units, highest = record.minima[service.name], baseline(service)
        (verdict,) = gate.decide([Raise(service.name, highest, service.capacity.minimum)])
        for span in awake(manifest, record.since, outcome.at):
            found = scaled(
                manifest, service, units, span, reason=f"minimum {units}", most=verdict.minimum
            )
            yield from [found] if found is not None else []


def awake(
    manifest: Manifest, start: datetime, end: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the parts of a span in which the environment is meant to be awake."""
    calendar = of_environment(manifest)
    begin = start
    while begin < end:
        change = calendar.next_change(begin)
        stop = end if change is None else min(change, end)
        if calendar.value_at(begin):
            yield begin, stop
        begin = stop
