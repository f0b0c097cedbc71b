"""What carries our tag in a place: one listing of the Resource Groups Tagging API."""

from collections.abc import Iterator
from typing import Any

from nightshift.adapters.places import Clients
from nightshift.adapters.reconcile.scene import STACK, Tags
from nightshift.domain.reconcile.resources import Hub, Place

OBSERVES = frozenset({"tag:GetResources"})
PAGE = 100  # resources; API_GetResources, read 2026-11-21
GLOBAL_REGION = "us-east-1"  # which lists what belongs to no region: dashboards


def listed(clients: Clients, place: Place, hub: Hub, *, boards: bool) -> dict[str, Tags]:
    """Return the tags of our alarms, rules, topics and, with `boards`, dashboards, by ARN."""
    asked = [(place.region, ["cloudwatch:alarm", "events:rule", "sns"])]
    asked += [(GLOBAL_REGION, ["cloudwatch:dashboard"])] if boards else []
    return {
        found["ResourceARN"]: {tag["Key"]: tag["Value"] for tag in found["Tags"]}
        for region, types in asked
        for found in _pages(clients("resourcegroupstaggingapi", region=region), hub, types)
    }


def _pages(tagging: Any, hub: Hub, types: list[str]) -> Iterator[dict[str, Any]]:
    pages = tagging.get_paginator("get_resources").paginate(
        TagFilters=[{"Key": STACK, "Values": [hub.stack]}],
        ResourceTypeFilters=types,
        PaginationConfig={"PageSize": PAGE},
    )
    for page in pages:
        yield from page["ResourceTagMappingList"]
