"""Names that lead to another part of the manifest: what they lead to is there."""

from collections.abc import Collection, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error, listed, near
from nightshift.domain.manifest.services import EcsService

Reference = tuple[Path, str]  # where it is written, the name it leads to
SHOWN = 8  # names of what there is


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield every name that leads nowhere, and services that wait for each other."""
    secrets = [secret.name for secret in manifest.secrets]
    services = [service.name for service in manifest.services]
    topics = [topic.name for topic in manifest.notifications.topics]
    groups = [group.name for group in manifest.watch.log_groups]
    of_tasks = list(_task_secrets(manifest))
    told = {name for _, name in of_tasks}
    others = ((path, name) for path, name in _secrets(manifest) if name not in told)
    yield from _absent("ON-X11", "secret", secrets, of_tasks)
    yield from _absent("M-08", "secret", secrets, others)
    yield from _absent("M-08", "service", services, _services(manifest))
    yield from _absent("M-08", "topic", topics, _topics(manifest))
    yield from _absent("M-08", "log group", groups, _groups(manifest))
    if manifest.network and manifest.network.load_balancers:
        yield from _absent(
            "M-08", "load balancer", manifest.network.load_balancers, _balancers(manifest)
        )
    if manifest.database:
        users = [manifest.database.user, *manifest.database.users]
        named = ((("secrets", n, "user"), s.user) for n, s in enumerate(manifest.secrets) if s.user)
        yield from _absent("M-08", "database user", users, named)
    yield from _cycle(manifest)


def _absent(
    rule: str, what: str, known: Collection[str], references: Iterable[Reference]
) -> Iterator[Finding]:
    """Yield one finding per name, at the first of the fields that write it."""
    absent: dict[str, list[Path]] = {}
    for path, name in references:
        if name not in known:
            absent.setdefault(name, []).append(path)
    for name, (first, *more) in absent.items():
        meant = near(name, known)
        some = listed(list(known)[:SHOWN])
        fix = f"did you mean {meant}?" if meant else f"declare it, or name one of: {some}"
        also = f"; {len(more)} more field(s) name it" if more else ""
        yield error(rule, first, f"there is no {what} {name!r} in this manifest{also}", fix)


def _task_secrets(manifest: Manifest) -> Iterator[Reference]:
    for number, service in enumerate(manifest.services):
        if isinstance(service, EcsService):
            for variable, name in service.secrets.items():
                yield ("services", number, "secrets", variable), name


def _secrets(manifest: Manifest) -> Iterator[Reference]:
    channels = manifest.notifications.channels
    if manifest.cache and manifest.cache.auth_secret:
        yield ("cache", "auth_secret"), manifest.cache.auth_secret
    if manifest.meetings:
        yield ("meetings", "database_secret"), manifest.meetings.database_secret
    top = ("notifications", "channels")
    if channels.slack and channels.slack.webhook.secret:
        yield (*top, "slack", "webhook", "secret"), channels.slack.webhook.secret
    if channels.pagerduty and channels.pagerduty.routing_key.secret:
        yield (*top, "pagerduty", "routing_key", "secret"), channels.pagerduty.routing_key.secret


def _services(manifest: Manifest) -> Iterator[Reference]:
    for number, service in enumerate(manifest.services):
        for n, name in enumerate(service.depends_on):
            yield ("services", number, "depends_on", n), name
    for number, secret in enumerate(manifest.secrets):
        for n, name in enumerate(secret.consumers):
            yield ("secrets", number, "consumers", n), name


def _balancers(manifest: Manifest) -> Iterator[Reference]:
    for number, service in enumerate(manifest.services):
        if service.load_balancer:
            name = service.load_balancer.split("/")[1]
            yield ("services", number, "load_balancer"), name


def _topics(manifest: Manifest) -> Iterator[Reference]:
    for number, alarm in enumerate(manifest.watch.alarms):
        for n, name in enumerate(alarm.topics):
            yield ("watch", "alarms", number, "topics", n), name
    if manifest.cache and manifest.cache.topic:
        yield ("cache", "topic"), manifest.cache.topic


def _groups(manifest: Manifest) -> Iterator[Reference]:
    watch = manifest.watch
    for number, found in enumerate(watch.filters):
        yield ("watch", "filters", number, "group"), found.group
    for number, query in enumerate(watch.queries):
        for n, name in enumerate(query.groups):
            yield ("watch", "queries", number, "groups", n), name
    for number, widget in enumerate(watch.dashboard.widgets if watch.dashboard else ()):
        for n, name in enumerate(widget.groups):
            yield ("watch", "dashboard", "widgets", number, "groups", n), name


def _cycle(manifest: Manifest) -> Iterator[Finding]:
    waits = {service.name: service.depends_on for service in manifest.services}
    if len(waits) < len(manifest.services):
        return  # M-07 speaks of the name that stands twice
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as problem:
        circle = problem.args[1]
        number = list(waits).index(next(name for name in circle if name in waits))
        message = f"services wait for each other: {' -> '.join(reversed(circle))}"
        fix = "remove one of the dependencies; none of them could be started first"
        yield error("M-26", ("services", number, "depends_on"), message, fix)
