"""What `reconcile` keeps in place, counted with plain boto3."""

import json
from collections import Counter
from typing import Any

from demo.cloud import REGION, Cloud
from demo.record import Dashboard, Kept
from nightshift.adapters import manifests

STACK = "nightshift"


def dashboards(cloud: Cloud) -> tuple[Dashboard, ...]:
    """Return the dashboards of the account, by name."""
    client = cloud.client("cloudwatch")
    names = sorted(entry["DashboardName"] for entry in _dashboards(client))
    bodies = (client.get_dashboard(DashboardName=name)["DashboardBody"] for name in names)
    return tuple(
        Dashboard(name, json.loads(body)) for name, body in zip(names, bodies, strict=True)
    )


def counted(cloud: Cloud) -> tuple[Kept, ...]:
    """Return one row per workload: kind -> how many are there."""
    workloads = manifests.every()
    regions = sorted({manifest.region for manifest in workloads})
    kept = {manifest.name: Counter[str]() for manifest in workloads}
    for kind, prefix, names in _named(cloud, regions):
        for workload, counts in kept.items():
            counts[kind] += sum(name.startswith(prefix.format(workload)) for name in names)
    retained = _retained(cloud, regions)
    for manifest in workloads:
        groups = {group.name for group in manifest.watch.log_groups}
        kept[manifest.name]["log retention"] = len(groups & retained)
    return tuple(Kept(workload, dict(+counts)) for workload, counts in sorted(kept.items()))


def _named(cloud: Cloud, regions: list[str]) -> list[tuple[str, str, list[str]]]:
    schedules = _pages(cloud, REGION, "scheduler", ("list_schedules", "Schedules"))
    found = [
        ("schedules", "{}.", [entry["Name"] for entry in schedules]),
        (
            "dashboards",
            STACK + "-{}",
            [entry["DashboardName"] for entry in _dashboards(cloud.client("cloudwatch"))],
        ),
    ]
    for region in regions:
        alarms = _pages(cloud, region, "cloudwatch", ("describe_alarms", "MetricAlarms"))
        filters = _pages(cloud, region, "logs", ("describe_metric_filters", "metricFilters"))
        queries = cloud.client("logs", region).describe_query_definitions()["queryDefinitions"]
        found += [
            ("alarms", STACK + "-{}-", [entry["AlarmName"] for entry in alarms]),
            ("log filters", STACK + "-{}-", [entry["filterName"] for entry in filters]),
            ("saved queries", STACK + "/{}/", [entry["name"] for entry in queries]),
        ]
    return found


def _retained(cloud: Cloud, regions: list[str]) -> set[str]:
    return {
        group["logGroupName"]
        for region in regions
        for group in _pages(cloud, region, "logs", ("describe_log_groups", "logGroups"))
        if "retentionInDays" in group
    }


def _dashboards(client: Any) -> list[dict[str, Any]]:
    pages = client.get_paginator("list_dashboards").paginate(DashboardNamePrefix=f"{STACK}-")
    return [entry for page in pages for entry in page["DashboardEntries"]]


def _pages(
    cloud: Cloud, region: str, service: str, listing: tuple[str, str]
) -> list[dict[str, Any]]:
    operation, key = listing
    pages = cloud.client(service, region).get_paginator(operation).paginate()
    return [entry for page in pages for entry in page[key]]
