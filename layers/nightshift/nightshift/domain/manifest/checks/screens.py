"""Logs and the dashboard: days CloudWatch knows, and widgets with something to draw."""

from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error
from nightshift.domain.manifest.watch import Widget

# API_PutRetentionPolicy, read 2026-11-21.
RETENTION_DAYS = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731),
    *(1096, 1827, 2192, 2557, 2922, 3288, 3653),
)
NEEDS = {
    "metrics": ("metrics",),
    "numbers": ("metrics",),
    "log": ("query", "groups"),
    "text": ("text",),
    "alarms": (),
}


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield retentions that CloudWatch does not have, and widgets that would be empty."""
    for number, group in enumerate(manifest.watch.log_groups):
        days = group.retention_days
        if days not in RETENTION_DAYS:
            nearest = min(RETENTION_DAYS, key=lambda allowed: abs(allowed - days))
            path = ("watch", "log_groups", number, "retention_days")
            fix = f"write {nearest}, the nearest it has"
            yield error("M-22", path, f"CloudWatch Logs cannot keep {days} days", fix)
    dashboard = manifest.watch.dashboard
    for number, widget in enumerate(dashboard.widgets if dashboard else ()):
        yield from _widget(("watch", "dashboard", "widgets", number), widget)


def _widget(here: Path, widget: Widget) -> Iterator[Finding]:
    for field in NEEDS[widget.kind]:
        if not getattr(widget, field):
            message = f"{widget.title!r} is a widget of kind {widget.kind} and has no {field}"
            yield error("M-25", here, message, f"add `{field}:`, or change its kind")
    if widget.period_seconds % 60:
        path = (*here, "period_seconds")
        message = f"{widget.period_seconds} s are no whole minutes"
        yield error("M-25", path, message, "write a multiple of 60")
