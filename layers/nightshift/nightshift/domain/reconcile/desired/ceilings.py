"""What the workload's ceilings leave of its filters, alarms and dashboard (TQ-X28).

The most severe stay. What goes is named with the numbers; nothing disappears silently.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from nightshift.domain.manifest.watch import Alarm, Dashboard, LogFilter
from nightshift.domain.reconcile.desired import load_balancers
from nightshift.domain.reconcile.desired.site import Site
from nightshift.domain.reconcile.plan import LeftOut
from nightshift.domain.reconcile.resources import Kind

ROW = "TQ-X28"
_RANK = {"critical": 0, "warning": 1, "info": 2}
_WATCHED_BY_NOBODY = len(_RANK)

MetricName = tuple[str, str]  # namespace, name
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is made of the workload's watch."""

    filters: tuple[LogFilter, ...]
    alarms: tuple[Alarm, ...]
    dashboard: Dashboard | None
    left_out: tuple[LeftOut, ...]


def allowed(site: Site) -> Allowed:
    """Return what the ceilings of `costs.free_tier` leave, in the manifest's order."""
    watch = site.manifest.watch
    metrics = _metrics(site)
    filters = tuple(counted for counted in watch.filters if _metric(counted) in metrics)
    lost = {_metric(counted) for counted in watch.filters} - metrics
    unfit = {alarm.name: _unfit(site, alarm, lost) for alarm in watch.alarms}
    fitting = [alarm for alarm in watch.alarms if unfit[alarm.name] is None]
    ceiling = site.manifest.costs.free_tier.alarms
    alarms = _most_severe(fitting, ceiling, lambda alarm: _RANK[alarm.severity])
    dashboard = None if site.manifest.costs.free_tier.dashboards == 0 else watch.dashboard
    left_out = (
        *_without_filters(site, filters, metrics | lost),
        *_without_alarms(site, alarms, unfit),
        *_without_dashboard(site, dashboard),
    )
    return Allowed(filters, alarms, dashboard, left_out)


def _metrics(site: Site) -> set[MetricName]:
    """Return the custom metrics that may be: those of filters; others the team itself publishes."""
    rank: dict[MetricName, int] = {}
    for alarm in site.manifest.watch.alarms:
        for metric in alarm.metrics:
            name = (metric.namespace, metric.metric)
            rank[name] = min(rank.get(name, _WATCHED_BY_NOBODY), _RANK[alarm.severity])
    names = list(dict.fromkeys(_metric(counted) for counted in site.manifest.watch.filters))
    ceiling = site.manifest.costs.free_tier.metrics
    return set(_most_severe(names, ceiling, lambda name: rank.get(name, _WATCHED_BY_NOBODY)))


def _most_severe(
    entries: Iterable[Entry], ceiling: int | None, rank: Callable[[Entry], int]
) -> tuple[Entry, ...]:
    ordered = list(entries)
    kept = sorted(range(len(ordered)), key=lambda place: rank(ordered[place]))[:ceiling]
    return tuple(ordered[place] for place in sorted(kept))


def _unfit(site: Site, alarm: Alarm, lost: set[MetricName]) -> tuple[str | None, str] | None:
    """Return row and reason why an alarm cannot be, whatever the ceiling; None where it can."""
    if len(alarm.metrics) > 1 and alarm.expression is None and alarm.band is None:
        return None, "it has several metrics and no expression over them; write the expression"
    for metric in alarm.metrics:
        region = site.metric_region(metric.namespace)
        if region != site.place.region:
            return None, (
                f"{metric.namespace} is kept in {region} only, and an alarm stands beside its "
                "metrics; use costs.budgets, or a manifest for that region"
            )
        if (metric.namespace, metric.metric) in lost:
            return ROW, f"its metric {metric.metric} was left out, and would never have a value"
        unknown = load_balancers.unknown(site.place, metric)
        if unknown is not None:
            return None, unknown
    return None


def _without_filters(
    site: Site, kept: Iterable[LogFilter], asked: set[MetricName]
) -> Iterator[LeftOut]:
    reason = _over("metrics", site.manifest.costs.free_tier.metrics, len(asked))
    held = {_metric(counted) for counted in kept}
    for counted in site.manifest.watch.filters:
        if _metric(counted) not in held:
            yield site.left_out(Kind.METRIC_FILTER, site.named(counted.name), reason, ROW)


def _without_alarms(
    site: Site, kept: Iterable[Alarm], unfit: dict[str, tuple[str | None, str] | None]
) -> Iterator[LeftOut]:
    watch = site.manifest.watch
    over = ROW, _over("alarms", site.manifest.costs.free_tier.alarms, len(watch.alarms))
    held = {alarm.name for alarm in kept}
    for alarm in watch.alarms:
        if alarm.name not in held:
            row, reason = unfit[alarm.name] or over
            yield site.left_out(Kind.ALARM, site.named(alarm.name), reason, row)


def _without_dashboard(site: Site, kept: Dashboard | None) -> Iterator[LeftOut]:
    if kept is None and site.manifest.watch.dashboard is not None:
        name = f"{site.hub.stack}-{site.manifest.name}"
        yield site.left_out(Kind.DASHBOARD, name, _over("dashboards", 0, 1), ROW)


def _over(what: str, ceiling: int | None, asked: int) -> str:
    return (
        f"the ceiling is {ceiling} {what} and {asked} are asked for; the most severe were kept. "
        f"Raise costs.free_tier.{what}, or ask for fewer"
    )


def _metric(counted: LogFilter) -> MetricName:
    return counted.namespace, counted.name
