"""Ceilings of the free tier: what would be left out, the least severe first (TQ-X28, TQ-B25)."""

from collections.abc import Iterator, Sequence

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, listed, warning
from nightshift.domain.manifest.part import Severity

RULE = "TQ-X28/TQ-B25"
RANK: dict[Severity, int] = {"critical": 0, "warning": 1, "info": 2}


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield what is beyond a ceiling that the manifest sets itself."""
    watch, free = manifest.watch, manifest.costs.free_tier
    alarms = [alarm.name for alarm in sorted(watch.alarms, key=lambda found: RANK[found.severity])]
    dashboards = [watch.dashboard.title] if watch.dashboard else []
    yield from _beyond(("watch", "alarms"), alarms, free.alarms, "alarms")
    yield from _beyond(("watch", "filters"), metrics(manifest), free.metrics, "custom metrics")
    yield from _beyond(("watch", "dashboard"), dashboards, free.dashboards, "dashboards")


def metrics(manifest: Manifest) -> list[str]:
    """Return the metrics of log filters, those that the most severe alarms watch first."""
    first: dict[str, int] = {}
    for alarm in manifest.watch.alarms:
        for metric in alarm.metrics:
            first[metric.metric] = min(RANK[alarm.severity], first.get(metric.metric, len(RANK)))
    names = dict.fromkeys(found.name for found in manifest.watch.filters)
    return sorted(names, key=lambda name: first.get(name, len(RANK)))


def _beyond(path: Path, names: Sequence[str], ceiling: int | None, what: str) -> Iterator[Finding]:
    if ceiling is not None and len(names) > ceiling:
        message = f"{len(names)} {what}, and the ceiling is {ceiling}; left out: "
        fix = f"remove {len(names) - ceiling}, or raise costs.free_tier"
        yield warning(RULE, path, message + listed(names[ceiling:]), fix)
