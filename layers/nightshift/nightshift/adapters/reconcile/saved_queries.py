"""Saved queries of Logs Insights. They have no tags: those in our folder are ours."""

from collections.abc import Iterator
from typing import Any

from nightshift.adapters.reconcile.scene import Scene, gone_is_fine, only
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.resources import Kind, Observed, Resource

OBSERVES = frozenset({"logs:DescribeQueryDefinitions"})
PUTS = frozenset({"logs:PutQueryDefinition"})
DELETES = frozenset({"logs:DeleteQueryDefinition"})
PAGE = 1000  # queries; API_DescribeQueryDefinitions, read 2026-11-21


def observe(scene: Scene) -> Iterator[Observed]:
    """Yield the queries named <stack>/<workload>/<name>."""
    for found in _listed(scene):
        name = found["name"]
        definition = normalised(only(found, "queryString", "logGroupNames"))
        resource = Resource(Kind.SAVED_QUERY, name, name.split("/")[1], definition)
        yield Observed(resource, owned=True, handle=found["queryDefinitionId"])


def _listed(scene: Scene) -> Iterator[dict[str, Any]]:
    # botocore has no paginator for this call.
    asked = {"queryDefinitionNamePrefix": f"{scene.hub.stack}/", "maxResults": PAGE}
    token: dict[str, str] | None = {}
    while token is not None:
        page = scene.clients("logs").describe_query_definitions(**asked, **token)
        yield from page["queryDefinitions"]
        token = {"nextToken": page["nextToken"]} if page.get("nextToken") else None


def put(scene: Scene, change: Change) -> None:
    """Set a query; with its id it replaces the one that is there."""
    known = {"queryDefinitionId": change.handle} if change.handle else {}
    scene.logs.put_query_definition(
        name=change.resource.name, **change.resource.definition, **known
    )


def delete(scene: Scene, change: Change) -> None:
    """Delete a query."""
    with gone_is_fine():
        scene.clients("logs").delete_query_definition(queryDefinitionId=change.handle)
