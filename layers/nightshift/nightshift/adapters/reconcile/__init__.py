"""Look at what is in a place, and change it: one module per kind, each with the same three calls.

`observe(scene)` yields what is there, `put(scene, change)` sets it (twice is once),
`delete(scene, change)` takes it away (what is gone already is no error).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import ModuleType

from nightshift.adapters import aws, places
from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.reconcile import (
    alarms,
    dashboards,
    event_rules,
    log_retention,
    marks,
    metric_filters,
    saved_queries,
    schedules,
    subscriptions,
    topics,
)
from nightshift.adapters.reconcile.scene import Scene
from nightshift.domain.errors import RefusedError
from nightshift.domain.reconcile.plan import Action, Change
from nightshift.domain.reconcile.resources import Hub, Kind, Observed, Place

KINDS: dict[Kind, ModuleType] = {
    Kind.TOPIC: topics,
    Kind.SUBSCRIPTION: subscriptions,
    Kind.LOG_RETENTION: log_retention,
    Kind.METRIC_FILTER: metric_filters,
    Kind.SAVED_QUERY: saved_queries,
    Kind.EVENT_RULE: event_rules,
    Kind.ALARM: alarms,
    Kind.DASHBOARD: dashboards,
    Kind.SCHEDULE: schedules,
}
ACTIONS: Actions = {
    "observe": places.ACTIONS["clients"].union(
        marks.OBSERVES, *(module.OBSERVES for module in KINDS.values())
    ),
    "apply": places.ACTIONS["clients"].union(
        *(module.PUTS | module.DELETES for module in KINDS.values())
    ),
}


# How the services of our kinds say that a quota is used up (their API references, read
# 2026-11-21). Elsewhere the third of them is a throttle; none of these services uses it so.
QUOTAS = (
    "LimitExceeded",
    "LimitExceededFault",
    "LimitExceededException",
    "ServiceQuotaExceededException",
    "SubscriptionLimitExceeded",
    "TopicLimitExceeded",
)


def observe(place: Place, hub: Hub, kinds: Iterable[Kind]) -> list[Observed]:
    """Return what of these kinds is in a place and is ours, or has the name of something of ours.

    Raises:
        RefusedError: the place cannot be entered, or a listing is denied.
        TransientError: throttled, or no answer.
    """
    wanted, clients = tuple(kinds), places.clients(place)
    with translated(str(place)):
        marked = marks.listed(clients, place, hub, boards=Kind.DASHBOARD in wanted)
        scene = Scene(place, hub, clients, marked)
        return [found for kind in wanted for found in KINDS[kind].observe(scene)]


def apply(place: Place, hub: Hub, change: Change) -> None:
    """Make one change; made twice, it is as made once.

    Raises:
        RefusedError: AWS says no; the message names the place and the resource.
        TransientError: throttled, or no answer.
    """
    scene = Scene(place, hub, places.clients(place), {})
    kind, resource = KINDS[change.resource.kind], change.resource
    what = f"{place}: {resource.kind} {resource.name}"
    with translated(what), _within_quotas(what):
        if change.action is Action.DELETE:
            kind.delete(scene, change)
            return
        kind.put(scene, change)
        if change.action is Action.REPLACE and change.before is not None:
            kind.delete(scene, replace(change, resource=change.before))


@contextmanager
def _within_quotas(what: str) -> Iterator[None]:
    """Refuse what a quota of the account does not let in: it will not, however often we ask.

    Raises:
        RefusedError: it names the quota as AWS does, and what to do.
    """
    from botocore.exceptions import ClientError

    try:
        yield
    except ClientError as problem:
        if aws.code(problem) not in QUOTAS:
            raise
        raise RefusedError(
            f"{what}: a quota of the account is used up; ask for fewer in the manifests, or for "
            f"more under Service Quotas ({problem})"
        ) from problem
