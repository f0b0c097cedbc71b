"""Dimensions of load balancers and target groups, which end in an id that AWS gives.

A manifest says `app/shop`; CloudWatch's measurements are under `app/shop/50dc6c495c0c9188`, and
under another id when the load balancer is made anew (Elastic Load Balancing User Guide, CloudWatch
metrics, read 2026-11-21).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from nightshift.domain.manifest.watch import Alarm, Metric, Watch, Widget
from nightshift.domain.reconcile.desired.site import Site
from nightshift.domain.reconcile.resources import Place

NAMESPACES = frozenset({"AWS/ApplicationELB", "AWS/NetworkELB"})
THINGS = {"LoadBalancer": "load balancer", "TargetGroup": "target group"}  # by dimension
FULL = re.compile(r"[^/]+/[^/]+/[0-9a-f]+")

FullValues = Mapping[str, str]  # app/shop -> app/shop/50dc6c495c0c9188


def short_values(site: Site) -> frozenset[str]:
    """Return the values without an id that the workload's alarms and dashboard name."""
    watch = site.manifest.watch
    widgets = watch.dashboard.widgets if watch.dashboard is not None else ()
    parts: tuple[Alarm | Widget, ...] = (*watch.alarms, *widgets)
    return frozenset(
        value for part in parts for metric in part.metrics for _, value in _short(metric)
    )


def completed(site: Site, full: FullValues) -> Site:
    """Return the site with the values that `full` knows; others stay short."""
    if short_values(site).isdisjoint(full):
        return site
    watch = _completed(site.manifest.watch, full)
    return replace(site, manifest=site.manifest.model_copy(update={"watch": watch}))


def unknown(place: Place, metric: Metric) -> str | None:
    """Return why a metric has no measurements there: it is of something that does not exist."""
    for name, value in _short(metric):
        return (
            f"{THINGS[name]} {value} does not exist in {place}: the alarm would never see a "
            "value; create it or correct the name"
        )
    return None


def _completed(watch: Watch, full: FullValues) -> Watch:
    alarms = tuple(
        alarm.model_copy(update={"metrics": _filled(alarm.metrics, full)}) for alarm in watch.alarms
    )
    board = watch.dashboard
    if board is not None:
        widgets = tuple(
            widget.model_copy(update={"metrics": _filled(widget.metrics, full)})
            for widget in board.widgets
        )
        board = board.model_copy(update={"widgets": widgets})
    return watch.model_copy(update={"alarms": alarms, "dashboard": board})


def _filled(metrics: Iterable[Metric], full: FullValues) -> tuple[Metric, ...]:
    return tuple(_with_ids(metric, full) for metric in metrics)


def _with_ids(metric: Metric, full: FullValues) -> Metric:
    ids = {name: full[value] for name, value in _short(metric) if value in full}
    return metric.model_copy(update={"dimensions": metric.dimensions | ids}) if ids else metric


def _short(metric: Metric) -> Iterator[tuple[str, str]]:
    """Yield the dimensions, name and value, that lack their id."""
    if metric.namespace in NAMESPACES:
        for name, value in metric.dimensions.items():
            if name in THINGS and not FULL.fullmatch(value):
                yield name, value
