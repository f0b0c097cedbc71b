"""The workload's SNS topics and who listens to them."""

from collections.abc import Iterator

from nightshift.domain.reconcile.desired.site import Site
from nightshift.domain.reconcile.resources import Kind, Resource


def resources(site: Site) -> Iterator[Resource]:
    """Yield topics and subscriptions; the cache's topic needs no entry of its own."""
    for topic in site.manifest.notifications.topics:
        yield site.resource(Kind.TOPIC, topic.name, {})
        for listener in topic.subscriptions:
            name = f"{topic.name} {listener.protocol} {listener.endpoint}"
            definition = {
                "TopicArn": site.topic_arn(topic.name),
                "Protocol": listener.protocol,
                "Endpoint": listener.endpoint,
            }
            yield site.resource(Kind.SUBSCRIPTION, name, definition)
    cache = site.manifest.cache
    if cache is not None and cache.topic is not None:
        yield site.resource(Kind.TOPIC, cache.topic, {})
