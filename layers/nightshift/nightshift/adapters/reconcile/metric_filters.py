"""Metric filters of log groups. They have no tags: those with our prefix are ours."""

import re
from collections.abc import Iterator

from nightshift.adapters.reconcile.scene import Scene, gone_is_fine, only
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.resources import Kind, Observed, Resource

OBSERVES = frozenset({"logs:DescribeMetricFilters"})
PUTS = frozenset({"logs:PutMetricFilter"})
DELETES = frozenset({"logs:DeleteMetricFilter"})
PAGE = 50  # filters; API_DescribeMetricFilters, read 2026-11-21
MEMBERS = ("filterPattern", "logGroupName", "metricTransformations")
# A workload's name has no capitals, a metric's begins with one: <workload>-<metric>.
NAME = re.compile(r"([a-z][a-z0-9-]*)-[^-].*")


def observe(scene: Scene) -> Iterator[Observed]:
    """Yield the filters of all log groups whose name begins as ours do."""
    pages = (
        scene.clients("logs")
        .get_paginator("describe_metric_filters")
        .paginate(PaginationConfig={"PageSize": PAGE})  # the API takes no prefix without a group
    )
    for found in (found for page in pages for found in page["metricFilters"]):
        name = found["filterName"]
        if name.startswith(scene.prefix):
            parts = NAME.fullmatch(name.removeprefix(scene.prefix))
            definition = normalised(only(found, *MEMBERS))
            resource = Resource(
                Kind.METRIC_FILTER, name, parts.group(1) if parts else "", definition
            )
            yield Observed(resource, owned=True)


def put(scene: Scene, change: Change) -> None:
    """Set a filter."""
    resource = change.resource
    scene.logs.put_metric_filter(filterName=resource.name, **resource.definition)


def delete(scene: Scene, change: Change) -> None:
    """Delete a filter from the group it is in."""
    with gone_is_fine():
        scene.clients("logs").delete_metric_filter(
            filterName=change.resource.name,
            logGroupName=change.resource.definition["logGroupName"],
        )
