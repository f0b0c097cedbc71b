"""What is wanted of each service at an instant: its calendar's word, in the manifest's order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nightshift.domain.capacity.openings import PlannedOpening
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.services import Service
from nightshift.domain.windows.of_manifest import of_service
from nightshift.domain.windows.overrides import Override
from nightshift.domain.windows.spans import State
from nightshift.domain.windows.timeline import Timeline

BEFORE = timedelta(days=8)  # every weekly span has an edge within it
MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one service should be."""

    service: Service
    state: State
    since: datetime | None  # its last edge; None: there was none for days

    @property
    def name(self) -> str:
        """The service's name."""
        return self.service.name


@dataclass(frozen=True, slots=True)
class Asked:
    """What a workload asks for at an instant."""

    wanted: tuple[Wanted, ...]  # services that something is said about
    next_change: datetime | None  # None: nothing changes as far as one can see

    @property
    def since(self) -> datetime | None:
        """The last edge of any of them."""
        found = [one.since for one in self.wanted if one.since is not None]
        return max(found, default=None)


def asked(
    manifest: Manifest,
    overrides: Sequence[Override],
    openings: Sequence[PlannedOpening],
    at: datetime,
) -> Asked:
    """Return what is wanted of the services that have a window, an opening or a hold.

    One that had a hold or an opening is among them for as long as the ledger remembers it, so
    that it is brought back to its base. Any other service is not ours to change.
    """
    kept = [one for one in openings if not one.cancelled]
    named = {one.service for one in openings}.union(*(one.services for one in overrides))
    wanted, changes = [], []
    for service in manifest.services:
        if not (service.windows or service.dated or service.openings or service.name in named):
            continue
        spans = [one.dated() for one in kept if one.service == service.name]
        timeline = of_service(manifest, service, overrides, spans)
        wanted.append(Wanted(service, timeline.state_at(at), _since(timeline, at)))
        changes.append(timeline.next_change(at))
    return Asked(tuple(wanted), _first(changes))


def _since(timeline: Timeline, at: datetime) -> datetime | None:
    return max((edge.at for edge in timeline.edges(at - BEFORE, at + MOMENT)), default=None)


def _first(changes: Iterable[datetime | None]) -> datetime | None:
    return min((change for change in changes if change is not None), default=None)
