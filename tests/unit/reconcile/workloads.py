"""Workloads for the tests: small manifests by hand, whole ones by hypothesis, and what is there."""

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired import Desired, desired
from nightshift.domain.reconcile.difference import UNMODIFIED, difference
from nightshift.domain.reconcile.plan import Plan
from nightshift.domain.reconcile.resources import Hub, Kind, Observed, Place, Resource

HOME = "123456789012"
SEOUL = "ap-northeast-2"
HUB = Hub(
    "nightshift",
    HOME,
    SEOUL,
    f"arn:aws:iam::{HOME}:role/scheduler",
    f"arn:aws:sqs:{SEOUL}:{HOME}:dead",
    f"arn:aws:iam::{HOME}:role/forwarding",
)
DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS = DAYS[:5]
CPU = {
    "namespace": "AWS/RDS",
    "metric": "CPUUtilization",
    "dimensions": {"DBInstanceIdentifier": "shop-db"},
}


def manifest(**parts: Any) -> Manifest:
    """Return the manifest of a workload that has only `parts`."""
    return Manifest.model_validate(
        {
            "name": "shop-prod",
            "product": "shop",
            "environment": "prod",
            "account": HOME,
            "region": SEOUL,
            "timezone": "Asia/Seoul",
            **parts,
        }
    )


def alarm(name: str = "Database_CPU_High", **parts: Any) -> dict[str, Any]:
    """Return an alarm of the database's CPU."""
    return {
        "name": name,
        "row": "ON-A1",
        "severity": "warning",
        "summary": "The database is busy.",
        "metrics": [CPU],
        "compare": ">",
        "threshold": 80,
        "period_seconds": 300,
        "evaluate": 2,
        **parts,
    }


def service(name: str = "api", **parts: Any) -> dict[str, Any]:
    """Return an ECS service."""
    return {
        "name": name,
        "runtime": "ecs",
        "cluster": "shop",
        "service": f"shop-{name}",
        "cpu": 256,
        "memory_mb": 512,
        "capacity": {"desired": 2, "minimum": 2, "maximum": 10},
        **parts,
    }


def window(name: str = "weekdays", **parts: Any) -> dict[str, Any]:
    """Return an office-hours window."""
    return {
        "name": name,
        "days": WEEKDAYS,
        "start": "09:00",
        "end": "18:00",
        "minimum": 4,
        **parts,
    }


def wanted(*manifests: Manifest, kind: Kind | None = None) -> list[Resource]:
    """Return all desired resources, of one kind or of all."""
    found = desired(manifests, HUB)
    return [
        resource
        for resources in found.resources.values()
        for resource in resources
        if kind in (None, resource.kind)
    ]


def there(resource: Resource, **changed: Any) -> Observed:
    """Return the resource as an adapter finds it; `changed` members were edited by hand."""
    definition = {**resource.definition, **changed}
    if resource.kind is Kind.SCHEDULE and not changed:
        definition = UNMODIFIED
    found = Resource(resource.kind, resource.name, resource.workload, definition)
    return Observed(found, owned=True, handle=f"handle of {resource.name}")


def settled(found: Desired, place: Place) -> list[Observed]:
    """Return a place in which everything is as it should be."""
    groups = {
        resource.definition["logGroupName"]
        for resource in found.at(place)
        if resource.kind is Kind.METRIC_FILTER
    } - {resource.name for resource in found.at(place) if resource.kind is Kind.LOG_RETENTION}
    endless = [Resource(Kind.LOG_RETENTION, name, "", {}) for name in sorted(groups)]
    return [there(resource) for resource in (*found.at(place), *endless)]


def planned(found: Desired, place: Place, observed: Iterable[Observed]) -> Plan:
    """Return the plan of one place."""
    return difference(place, found.at(place), observed, found.left_out_at(place))


def whole(
    name: str = "shop-prod", *, watch: dict[str, Any] | None = None, **parts: Any
) -> Manifest:
    """Return a manifest with at least one resource of each kind; `watch` replaces parts of it."""
    return manifest(
        name=name,
        notifications={
            "topics": [
                {
                    "name": f"{name}-alerts",
                    "subscriptions": [{"protocol": "email", "endpoint": "ops@shop.example"}],
                }
            ]
        },
        services=[service(windows=[window()])],
        watch={
            "log_groups": [{"name": f"/ecs/{name}", "retention_days": 30}],
            "filters": [
                {"name": "Errors", "group": f"/ecs/{name}", "pattern": "ERROR", "namespace": "Shop"}
            ],
            "queries": [
                {"name": "errors", "row": "ON-A1", "groups": [f"/ecs/{name}"], "query": "limit 20"}
            ],
            "alarms": [alarm(topics=[f"{name}-alerts"])],
            "dashboard": {
                "title": "Shop",
                "widgets": [
                    {"title": "CPU", "row": "ON-A1", "kind": "metrics", "metrics": [CPU]},
                    {"title": "Alarms", "row": "ON-A1", "kind": "alarms"},
                ],
            },
            **(watch or {}),
        },
        **parts,
    )


_names = st.lists(st.from_regex(r"[A-Z][a-z]{1,5}", fullmatch=True), unique=True, max_size=4)
_labels = st.from_regex(r"[a-z][a-z0-9-]{0,19}", fullmatch=True)
_times = st.times().map(lambda at: f"{at:%H:%M}")
_windows = st.builds(
    window,
    name=_labels,
    days=st.lists(st.sampled_from(DAYS), min_size=1, max_size=7, unique=True),
    start=_times,
    end=_times,
)
_alarm_forms: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {"metrics": [{**CPU, "statistic": "p95"}]},
        {"expression": "100 * m1", "severity": "critical"},
        {"band": 2.0, "threshold": None, "compare": "below-band", "severity": "info"},
    ]
)


@st.composite
def manifests(draw: st.DrawFn, name: str = "shop-prod") -> Manifest:
    """Return manifests of zero to some thirty resources."""
    groups = [f"/ecs/{part}" for part in draw(_names)]
    filters = [
        {"name": part, "group": group, "pattern": "", "namespace": "Shop/Logs"}
        for part, group in zip(draw(_names), groups, strict=False)
    ]
    alarms = [alarm(part, **draw(_alarm_forms)) for part in draw(_names)]
    topics = [{"name": f"{name}-{part}"} for part in draw(_names)]
    ceilings = st.none() | st.integers(0, 4)
    return manifest(
        name=name,
        services=[
            service(part.lower(), windows=draw(st.lists(_windows, max_size=2)))
            for part in draw(_names)
        ],
        notifications={"topics": topics},
        costs={"free_tier": {"alarms": draw(ceilings), "metrics": draw(ceilings)}},
        awake=draw(st.none() | st.builds(_hours, _times, _times)),
        watch={
            "log_groups": [{"name": group, "retention_days": 7} for group in groups],
            "filters": filters,
            "alarms": alarms,
        },
    )


def _hours(start: str, stop: str) -> dict[str, Any]:
    return {"days": WEEKDAYS, "start": start, "stop": stop}
