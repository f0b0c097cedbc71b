"""What the manifests ask for, as resources in places. Pure: it does not know what is there."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired import (
    alarms,
    dashboards,
    forwarding,
    load_balancers,
    logs,
    schedules,
    topics,
)
from nightshift.domain.reconcile.desired.ceilings import allowed
from nightshift.domain.reconcile.desired.load_balancers import FullValues
from nightshift.domain.reconcile.desired.site import Site, located
from nightshift.domain.reconcile.plan import LeftOut
from nightshift.domain.reconcile.resources import Hub, Kind, Place, Resource

__all__ = ["Desired", "concerned", "desired", "short_values"]


@dataclass(frozen=True, slots=True)
class Desired:
    """All resources that should be, by place; the stack's own place is always among them."""

    resources: Mapping[Place, tuple[Resource, ...]]
    left_out: tuple[LeftOut, ...]
    homes: Mapping[str, Place]  # workload -> where its resources are
    boards: Mapping[str, Place]  # account -> the place from which its dashboards are kept
    hub: Hub

    def at(self, place: Place) -> tuple[Resource, ...]:
        """Return the resources of one place, in the order of `Kind`."""
        return self.resources.get(place, ())

    def left_out_at(self, place: Place) -> tuple[LeftOut, ...]:
        """Return what the workloads of one place have to do without."""
        return tuple(entry for entry in self.left_out if self.homes[entry.workload] == place)

    def kinds_at(self, place: Place) -> tuple[Kind, ...]:
        """Return what is looked for in one place.

        At the stack's own place its own rules listen, and elsewhere nothing has schedules.
        An account's dashboards are the same seen from every region (CloudWatch User Guide,
        Dashboards, read 2026-11-20): seen from a second one they would be leftovers there.
        """
        elsewhere = set()
        elsewhere.add(Kind.EVENT_RULE if place == self.hub.place else Kind.SCHEDULE)
        if place != self.boards.get(place.account):
            elsewhere.add(Kind.DASHBOARD)
        return tuple(kind for kind in Kind if kind not in elsewhere)


def desired(
    manifests: Iterable[Manifest],
    hub: Hub,
    now: datetime | None = None,
    known: Mapping[Place, FullValues] | None = None,
    *,
    asleep: Collection[str] = (),
) -> Desired:
    """Return what the manifests ask for; dated boundaries before `now` are over.

    `known` are the load balancers and target groups that are there, of those in `short_values`:
    an alarm of another one is left out. Alarms of workloads that are `asleep` are mute.

    Raises:
        RefusedError: a workload's account cannot be entered as its manifest says.
    """
    there = known or {}
    sites = [
        replace(
            load_balancers.completed(site, there.get(site.place, {})),
            asleep=site.manifest.name in asleep,
        )
        for site in located(manifests, hub)
    ]
    boards = _boards(sites, hub)
    left_out: list[LeftOut] = []
    found: dict[Place, dict[tuple[str, ...], Resource]] = defaultdict(dict)
    for place in (hub.place, *(site.place for site in sites)):
        found[place] = {}
    for site in sites:
        for place, resource in _of(site, boards, now, left_out):
            other = found[place].setdefault(resource.key, resource)
            if other.definition != resource.definition:
                left_out.append(_twice(resource, other))
    databases = {site.place for site in sites if site.manifest.database is not None}
    ordered = {}
    for place, entries in found.items():
        here = entries.values()
        rules = forwarding.resources(place, hub, here, databases=place in databases)
        ordered[place] = _ordered((*rules, *here))
    homes = {site.manifest.name: site.place for site in sites}
    return Desired(ordered, tuple(left_out), homes, boards, hub)


def concerned(
    manifests: Iterable[Manifest], hub: Hub, workloads: Iterable[str]
) -> tuple[Place, ...]:
    """Return the places of these workloads, none given: of all; the hub has their schedules.

    Raises:
        RefusedError: a workload's account cannot be entered as its manifest says.
    """
    sites = located(manifests, hub)
    boards, asked = _boards(sites, hub), frozenset(workloads)
    homes = [site.place for site in sites if not asked or site.manifest.name in asked]
    chosen = {hub.place, *homes, *(boards[home.account] for home in homes)}
    every = dict.fromkeys((hub.place, *(site.place for site in sites)))
    return tuple(place for place in every if place in chosen)


def short_values(
    manifests: Iterable[Manifest], hub: Hub, places: Iterable[Place]
) -> dict[Place, frozenset[str]]:
    """Return what has to be looked up, where, to know what should be in `places`.

    A dashboard may be kept from another place than its load balancers are in.

    Raises:
        RefusedError: a workload's account cannot be entered as its manifest says.
    """
    sites, looked_at = located(manifests, hub), frozenset(places)
    boards = _boards(sites, hub)
    asked: dict[Place, frozenset[str]] = defaultdict(frozenset)
    for site in sites:
        values = load_balancers.short_values(site)
        if values and looked_at & {site.place, boards[site.place.account]}:
            asked[site.place] |= values
    return dict(asked)


def _of(
    site: Site, boards: Mapping[str, Place], now: datetime | None, left_out: list[LeftOut]
) -> Iterator[tuple[Place, Resource]]:
    """Yield the workload's resources with their places; what is not made goes to `left_out`."""
    chosen = allowed(site)
    left_out.extend((*chosen.left_out, *schedules.left_out(site)))
    for resource in (
        *topics.resources(site),
        *logs.resources(site, chosen.filters),
        *alarms.resources(site, chosen.alarms),
    ):
        yield site.place, resource
    if chosen.dashboard is not None:
        board = dashboards.resource(site, chosen.dashboard, chosen.alarms)
        yield boards[site.place.account], board
    for schedule in schedules.resources(site, now):
        yield site.hub.place, schedule


def _boards(sites: Iterable[Site], hub: Hub) -> dict[str, Place]:
    """Return one place per account: the stack's own, or the account's first by region."""
    boards = {hub.account: hub.place}
    for site in sorted(sites, key=lambda site: site.place.region):
        boards.setdefault(site.place.account, site.place)
    return boards


def _twice(resource: Resource, other: Resource) -> LeftOut:
    reason = (
        f"{other.workload} asks for it too, and otherwise; "
        "give one of them another name, or both the same definition"
    )
    return LeftOut(resource.kind, resource.name, resource.workload, None, reason)


def _ordered(resources: Iterable[Resource]) -> tuple[Resource, ...]:
    order = {kind: number for number, kind in enumerate(Kind)}
    return tuple(sorted(resources, key=lambda resource: order[resource.kind]))
