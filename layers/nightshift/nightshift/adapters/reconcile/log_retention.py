"""How long log groups are kept. The groups are their teams'; only this one setting is ours."""

from collections.abc import Iterator

from nightshift.adapters.reconcile.scene import Scene, only
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.resources import Kind, Observed, Resource

OBSERVES = frozenset({"logs:DescribeLogGroups"})
PUTS = frozenset({"logs:PutRetentionPolicy"})
DELETES: frozenset[str] = frozenset()
PAGE = 50  # log groups; API_DescribeLogGroups, read 2026-11-21


def observe(scene: Scene) -> Iterator[Observed]:
    """Yield every log group of the place; one that is kept for ever has the definition {}."""
    pages = (
        scene.clients("logs")
        .get_paginator("describe_log_groups")
        .paginate(PaginationConfig={"PageSize": PAGE})
    )
    for group in (group for page in pages for group in page["logGroups"]):
        definition = only(group, "retentionInDays")
        resource = Resource(Kind.LOG_RETENTION, group["logGroupName"], "", definition)
        yield Observed(resource, owned=True)


def put(scene: Scene, change: Change) -> None:
    """Set how long a group's lines are kept."""
    resource = change.resource
    scene.clients("logs").put_retention_policy(
        logGroupName=resource.name, retentionInDays=resource.definition["retentionInDays"]
    )


def delete(scene: Scene, change: Change) -> None:
    """Leave the retention: without one, lines would be kept, and paid for, for ever."""
