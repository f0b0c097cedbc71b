"""Play a span of time of some workloads: nothing is called, and no clock is looked at."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from nightshift.domain.manifest import Manifest
from nightshift.domain.simulation import accounts, conflicts, days_off, sleeping, upkeep
from nightshift.domain.simulation.capacity import Player
from nightshift.domain.simulation.clock_changes import swallowed
from nightshift.domain.simulation.model import (
    Action,
    Conflict,
    Doors,
    Kind,
    Play,
    Simulation,
    Sleep,
    Span,
    Stretch,
)
from nightshift.domain.windows.instants import resolve
from nightshift.domain.windows.of_manifest import holidays, of_environment, of_service, opened
from nightshift.domain.windows.timeline import Timeline

ORDER = {kind: number for number, kind in enumerate(Kind)}


def play(manifests: Iterable[Manifest], start: datetime, end: datetime) -> Simulation:
    """Return what would be done from `start` until `end`; naive ones are local to each workload."""
    return Simulation(tuple(one(manifest, start, end) for manifest in manifests))


def one(manifest: Manifest, start: datetime, end: datetime) -> Play:
    """Return what would be done for one workload."""
    return _Scene.of(manifest, Span(*(instant(at, manifest) for at in (start, end)))).play()


def instant(at: datetime, manifest: Manifest) -> datetime:
    """Return an instant; a naive one is on the wall of the workload's zone."""
    return resolve(at, manifest.zone) if at.tzinfo is None else at


@dataclass(frozen=True, slots=True)
class _Scene:
    """One workload and its calendars."""

    manifest: Manifest
    span: Span
    environment: Timeline
    services: Mapping[str, Timeline]
    sleeps: tuple[Sleep, ...]

    @classmethod
    def of(cls, manifest: Manifest, span: Span) -> "_Scene":
        environment = of_environment(manifest)
        services = {service.name: of_service(manifest, service) for service in manifest.services}
        sleeps = sleeping.sleeps(manifest, environment, span)
        return cls(manifest, span, environment, services, sleeps)

    def play(self) -> Play:
        player = Player(self.manifest, self.services, self.sleeps, self.span)
        courses = player.play()
        actions = sorted(
            (*self._of_environment(), *player.actions), key=lambda a: (a.at, ORDER[a.kind])
        )
        bookings = [
            *accounts.of_sleeps(self.manifest, self.span, self.sleeps, player.parked),
            *accounts.of_windows(self.manifest, self._wanted(), self.sleeps),
        ]
        return Play(
            workload=self.manifest.name,
            environment=self.manifest.environment,
            zone=self.manifest.zone,
            span=self.span,
            sleeps=self.sleeps,
            sleepless=self.manifest.awake is None,
            goes_on=sleeping.goes_on(self.manifest),
            courses=courses,
            actions=tuple(actions),
            conflicts=tuple(self._conflicts(actions)),
            accounts=(
                *accounts.of_services(self.manifest, courses, bookings),
                *accounts.of_parts(self.manifest, self.span, bookings),
            ),
            openings=tuple(self._openings()),
            holidays=tuple(days_off.named(self.manifest.zone, holidays(self.manifest), self.span)),
        )

    def _wanted(self) -> dict[str, list[Stretch]]:
        return {
            name: sleeping.stretches(timeline, self.span)
            for name, timeline in self.services.items()
        }

    def _openings(self) -> Iterator[Doors]:
        for service in self.manifest.services:
            for opening in service.openings:
                raised = opened(opening)
                found = Span(raised.start, raised.end)
                if found.meets(self.span):
                    yield Doors(service.name, opening.name, opening.at, found)

    def _of_environment(self) -> Iterator[Action]:
        calendars = {sleeping.ENVIRONMENT: self.environment, **self.services}
        for what, timeline in calendars.items():
            yield from days_off.skipped(what, timeline, self.span)
        for action in sleeping.actions(self.manifest, self.environment, self.span):
            if action.at in self.span:
                yield action

    def _conflicts(self, actions: Sequence[Action]) -> list[Conflict]:
        calendars = {sleeping.ENVIRONMENT: self.environment, **self.services}
        found = (
            *conflicts.production(self.manifest),
            *conflicts.refused(actions),
            *conflicts.declared(self.manifest),
            *conflicts.openings(self.manifest, self.sleeps, self.span),
            *upkeep.missed(self.manifest, self.sleeps, self.span),
            *conflicts.windows(self.manifest, actions),
            *swallowed(calendars, self.span),
        )
        return sorted(found, key=lambda conflict: conflict.gravity != "warning")
