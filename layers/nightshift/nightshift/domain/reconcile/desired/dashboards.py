"""The workload's CloudWatch dashboard (Dashboard Body Structure and Syntax, read 2026-11-20)."""

from collections.abc import Iterable
from typing import Any

from nightshift.domain.manifest.watch import Alarm, Dashboard, Metric, Widget
from nightshift.domain.reconcile.desired.alarms import free_id
from nightshift.domain.reconcile.desired.layout import COLUMNS, flow
from nightshift.domain.reconcile.desired.site import Site
from nightshift.domain.reconcile.resources import Kind, Resource

HEADER_HEIGHT = 2
ALARMS_LIMIT = 100  # of one alarm widget


def resource(site: Site, dashboard: Dashboard, alarms: Iterable[Alarm]) -> Resource:
    """Return the dashboard; its alarm widgets show `alarms`, those that are there."""
    arns = [site.alarm_arn(alarm.name) for alarm in alarms]
    drawn = [_header(site, dashboard), *(_drawn(site, part, arns) for part in dashboard.widgets)]
    sizes = [(COLUMNS, HEADER_HEIGHT), *((part.width, part.height) for part in dashboard.widgets)]
    widgets = [
        {"type": kind, "x": x, "y": y, "width": width, "height": height, "properties": properties}
        for (kind, properties), (x, y), (width, height) in zip(
            drawn, flow(sizes), sizes, strict=True
        )
    ]
    name = f"{site.hub.stack}-{site.manifest.name}"
    return site.resource(Kind.DASHBOARD, name, {"widgets": widgets})


def _header(site: Site, dashboard: Dashboard) -> tuple[str, dict[str, Any]]:
    where = f"{site.manifest.name} in {site.place}, times in {site.manifest.timezone}"
    return "text", {"markdown": f"# {dashboard.title}\n\n{where}"}


def _drawn(site: Site, widget: Widget, alarm_arns: list[str]) -> tuple[str, dict[str, Any]]:
    """Return the widget's type and its properties."""
    match widget.kind:
        case "text":
            return "text", _text(widget, widget.text or "")
        case "alarms" if not alarm_arns:
            return "text", _text(widget, "This workload has no alarms.")
        case "alarms":
            return "alarm", {"title": widget.title, "alarms": alarm_arns[:ALARMS_LIMIT]}
        case "log":
            return "log", _log(site, widget)
        case "metrics" | "numbers":
            return "metric", _metric(site, widget)


def _text(widget: Widget, text: str) -> dict[str, Any]:
    return {"markdown": f"### {widget.title}\n\n{text}".rstrip()}


def _log(site: Site, widget: Widget) -> dict[str, Any]:
    sources = [f"SOURCE '{group}'" for group in widget.groups]
    return {
        "title": widget.title,
        "region": site.place.region,
        "view": "table",
        "query": "\n| ".join([*sources, (widget.query or "").strip()]),
    }


def _metric(site: Site, widget: Widget) -> dict[str, Any]:
    statistic = widget.metrics[0].statistic if widget.metrics else "Average"
    numbers = widget.kind == "numbers"
    title = widget.title
    properties: dict[str, Any] = {
        "view": "singleValue" if numbers else "timeSeries",
        "region": site.place.region,
        "period": widget.period_seconds,
        "stat": statistic,
        "metrics": _lines(site, widget, statistic),
    }
    if widget.target is not None and numbers:
        title = f"{title} (target {widget.target:g})"  # a number has no axis to draw it on
    elif widget.target is not None:
        line = {"label": "target", "value": widget.target}
        properties["annotations"] = {"horizontal": [line]}
    return {"title": title, **properties}


def _lines(site: Site, widget: Widget, statistic: str) -> list[list[Any]]:
    if widget.expression is None:
        return [_line(site, metric, statistic) for metric in widget.metrics]
    name = free_id("e1", widget.metrics)
    result = {"expression": widget.expression, "label": widget.title, "id": name}
    hidden = [
        _line(site, metric, statistic, id=metric.id, visible=False) for metric in widget.metrics
    ]
    return [[result], *hidden]


def _line(site: Site, metric: Metric, statistic: str, **options: Any) -> list[Any]:
    """Return `[namespace, name, dimension, value, ..., {what differs from the widget's own}]`."""
    if metric.label is not None:
        options["label"] = metric.label
    if metric.statistic != statistic:
        options["stat"] = metric.statistic
    region = site.metric_region(metric.namespace)
    if region != site.place.region:
        options["region"] = region
    dimensions = [part for pair in metric.dimensions.items() for part in pair]
    return [metric.namespace, metric.metric, *dimensions, *([options] if options else [])]
