"""How long logs are kept, which lines are counted, and the queries people open at night."""

from collections.abc import Iterable, Iterator

from nightshift.domain.manifest.watch import LogFilter
from nightshift.domain.reconcile.desired.site import Site
from nightshift.domain.reconcile.resources import Kind, Resource


def resources(site: Site, filters: Iterable[LogFilter]) -> Iterator[Resource]:
    """Yield retention, metric filters (those that the ceiling leaves) and saved queries."""
    for group in site.manifest.watch.log_groups:
        keep = {"retentionInDays": group.retention_days}
        yield site.resource(Kind.LOG_RETENTION, group.name, keep)
    for counted in filters:
        yield _filter(site, counted)
    for query in site.manifest.watch.queries:
        name = f"{site.hub.stack}/{site.manifest.name}/{query.name}"
        definition = {"queryString": query.query, "logGroupNames": list(query.groups)}
        yield site.resource(Kind.SAVED_QUERY, name, definition)


def _filter(site: Site, counted: LogFilter) -> Resource:
    transformation = {
        "metricName": counted.name,
        "metricNamespace": counted.namespace,
        "metricValue": "1",
        "defaultValue": 0,  # a minute without a match is a zero, not a gap
    }
    definition = {
        "logGroupName": counted.group,
        "filterPattern": counted.pattern,
        "metricTransformations": [transformation],
    }
    return site.resource(Kind.METRIC_FILTER, site.named(counted.name), definition)
