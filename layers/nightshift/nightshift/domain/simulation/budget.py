"""What the connection gate lets through: how many may run of what is wanted (ON-X10, GL-X03)."""

from collections.abc import Mapping
from dataclasses import dataclass

from nightshift.domain.capacity.connection_gate import Gate, Raise, Running, Verdict
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.services import Service
from nightshift.domain.savings import baseline

Units = Mapping[str, int]  # service -> how many


@dataclass(frozen=True, slots=True)
class Ruling:
    """How many run, and what the gate said of those that are fewer than wanted."""

    units: Units
    against: Mapping[str, Verdict]  # service -> refused, or capped


def rule(manifest: Manifest, running: Units, wanted: Units) -> Ruling:
    """Return how many of each service run once `wanted` was asked for."""
    raises = [
        Raise(service.name, wanted[service.name], _kept(service, running))
        for service in manifest.services
        if wanted[service.name] > running[service.name]
    ]
    there = {name: Running(count) for name, count in running.items()}
    verdicts = Gate(manifest.database, manifest.services, there).decide(raises)
    units = dict(wanted) | {verdict.service: verdict.minimum for verdict in verdicts}
    against = {found.service: found for found in verdicts if found.outcome != "fits"}
    return Ruling(units, against)


def most(manifest: Manifest) -> Units:
    """Return how many of each service could run all the time, of what its windows ask at most."""
    resting = {service.name: at_rest(service) for service in manifest.services}
    highest = {service.name: baseline(service) for service in manifest.services}
    wanted = {name: max(resting[name], count) for name, count in highest.items()}
    granted = rule(manifest, resting, wanted).units
    return {name: min(count, highest[name]) for name, count in granted.items()}


def at_rest(service: Service) -> int:
    """Return how many run outside of everything: as desired where no calendar has a say."""
    said = service.windows or service.dated or service.openings
    return service.capacity.minimum if said else service.capacity.desired


def _kept(service: Service, running: Units) -> int:
    return max(running[service.name], service.capacity.minimum)
