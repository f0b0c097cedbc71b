"""CloudWatch dashboards. They belong to an account, whatever region is asked."""

import json
from collections.abc import Iterator

from nightshift.adapters.reconcile.scene import (
    WORKLOAD,
    Scene,
    gone_is_fine,
    is_marked_otherwise,
    tag_list,
)
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.resources import Kind, Observed, Resource

# No call lists bodies: one GetDashboard each.
OBSERVES = frozenset(
    {"cloudwatch:ListDashboards", "cloudwatch:GetDashboard", "cloudwatch:ListTagsForResource"}
)
PUTS = frozenset({"cloudwatch:PutDashboard", "cloudwatch:TagResource"})
DELETES = frozenset({"cloudwatch:DeleteDashboards"})


def observe(scene: Scene) -> Iterator[Observed]:
    """Yield the dashboards whose name begins as ours do; foreign ones without their body."""
    cloudwatch = scene.clients("cloudwatch")
    pages = cloudwatch.get_paginator("list_dashboards").paginate(DashboardNamePrefix=scene.prefix)
    for entry in (entry for page in pages for entry in page["DashboardEntries"]):
        name = entry["DashboardName"]
        tags = scene.tags(
            scene.arn("cloudwatch", f"dashboard/{name}", everywhere=True),
            lambda arn: cloudwatch.list_tags_for_resource(ResourceARN=arn)["Tags"],
        )
        owned = scene.owns(tags)
        body = cloudwatch.get_dashboard(DashboardName=name)["DashboardBody"] if owned else "{}"
        definition = normalised(json.loads(body))
        resource = Resource(Kind.DASHBOARD, name, tags.get(WORKLOAD, ""), definition)
        yield Observed(resource, owned=owned, the_stacks=scene.is_the_stacks(tags))


def put(scene: Scene, change: Change) -> None:
    """Set a dashboard; CloudWatch ignores the tags for one that exists."""
    cloudwatch, resource = scene.clients("cloudwatch"), change.resource
    tags = tag_list(scene.hub, resource.workload)
    body = json.dumps(resource.definition, ensure_ascii=False, separators=(",", ":"))
    cloudwatch.put_dashboard(DashboardName=resource.name, DashboardBody=body, Tags=tags)
    if is_marked_otherwise(change):
        arn = scene.arn("cloudwatch", f"dashboard/{resource.name}", everywhere=True)
        cloudwatch.tag_resource(ResourceARN=arn, Tags=tags)


def delete(scene: Scene, change: Change) -> None:
    """Delete a dashboard."""
    with gone_is_fine():
        scene.clients("cloudwatch").delete_dashboards(DashboardNames=[change.resource.name])
