"""Who listens to our topics. Subscriptions have no tags: those of our topics are ours."""

from collections.abc import Iterator

from nightshift.adapters.reconcile.scene import WORKLOAD, Scene, only
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.resources import Kind, Observed, Resource

OBSERVES = frozenset({"sns:ListSubscriptions"})
PUTS = frozenset({"sns:Subscribe"})
DELETES = frozenset({"sns:Unsubscribe"})
# Stands for the ARN until the address confirms. Nobody can end such a subscription; SNS does after
# 48 hours (API_Subscribe, API_Unsubscribe, read 2026-11-21).
PENDING = "PendingConfirmation"


def observe(scene: Scene) -> Iterator[Observed]:
    """Yield the subscriptions of the topics that carry our tag."""
    pages = scene.clients("sns").get_paginator("list_subscriptions").paginate()
    for found in (found for page in pages for found in page["Subscriptions"]):
        arn = found["TopicArn"]
        if not scene.owns(scene.marked.get(arn, {})):
            continue
        name = f"{arn.rpartition(':')[2]} {found['Protocol']} {found['Endpoint']}"
        definition = normalised(only(found, "TopicArn", "Protocol", "Endpoint"))
        workload = scene.marked[arn][WORKLOAD]
        resource = Resource(Kind.SUBSCRIPTION, name, workload, definition)
        yield Observed(resource, owned=True, handle=found["SubscriptionArn"])


def put(scene: Scene, change: Change) -> None:
    """Subscribe; an address that listens already stays as it is."""
    scene.clients("sns").subscribe(**change.resource.definition)


def delete(scene: Scene, change: Change) -> None:
    """Unsubscribe; one that is gone is no error of SNS's, one that waits ends by itself."""
    if change.handle != PENDING:
        scene.clients("sns").unsubscribe(SubscriptionArn=change.handle)
