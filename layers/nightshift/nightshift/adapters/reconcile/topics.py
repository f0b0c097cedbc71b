"""SNS topics of the workloads, under the names their manifests give."""

from collections.abc import Iterator

from nightshift.adapters.reconcile.scene import WORKLOAD, Scene, is_marked_otherwise, tag_list
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.resources import Kind, Observed, Resource

OBSERVES = frozenset({"sns:ListTopics"})
PUTS = frozenset({"sns:CreateTopic", "sns:TagResource"})
DELETES = frozenset({"sns:DeleteTopic"})


def observe(scene: Scene) -> Iterator[Observed]:
    """Yield every topic of the place: their names do not tell whose they are."""
    pages = scene.clients("sns").get_paginator("list_topics").paginate()
    for topic in (topic for page in pages for topic in page["Topics"]):
        arn = topic["TopicArn"]
        tags = scene.marked.get(arn, {})
        resource = Resource(Kind.TOPIC, arn.rpartition(":")[2], tags.get(WORKLOAD, ""), {})
        yield Observed(resource, owned=scene.owns(tags), handle=arn)


def put(scene: Scene, change: Change) -> None:
    """Create a topic; SNS's own default policy lets alarms of the same account publish to it."""
    sns, resource = scene.clients("sns"), change.resource
    tags = tag_list(scene.hub, resource.workload)
    if is_marked_otherwise(change):  # CreateTopic refuses one that is there with other tags
        sns.tag_resource(ResourceArn=scene.arn("sns", resource.name), Tags=tags)
        return
    sns.create_topic(Name=resource.name, Tags=tags)


def delete(scene: Scene, change: Change) -> None:
    """Delete a topic and its subscriptions; one that is gone is no error of SNS's."""
    arn = change.handle or scene.arn("sns", change.resource.name)
    scene.clients("sns").delete_topic(TopicArn=arn)
