"""The difference between what should be in a place and what is there, as a plan.

What does not carry our mark is never touched, whatever its name (docs/adr/0011).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nightshift.domain.reconcile.desired.schedules import family
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import Action, Change, LeftOut, Plan
from nightshift.domain.reconcile.resources import TAGGED, Kind, Observed, Place, Resource

# Found of a schedule that nobody changed since we made it, and that was therefore not read: its
# name says what it is.
UNMODIFIED = {"unmodified": True}
ORDER = {kind: number for number, kind in enumerate(Kind)}

Key = tuple[str, ...]


@dataclass(slots=True)
class _There:
    """What was found in a place."""

    things: Mapping[Key, Observed]
    groups: frozenset[str]  # log groups
    foreign_topics: frozenset[str]
    again: list[Observed] = field(default_factory=list)  # owned, of a key that is in `things`
    # Owned schedules that nobody wants any more, by their name without the digest.
    outdated: dict[str, list[Observed]] = field(default_factory=lambda: defaultdict(list))


def difference(
    place: Place,
    wanted: Iterable[Resource],
    found: Iterable[Observed],
    left_out: Iterable[LeftOut] = (),
) -> Plan:
    """Return the changes that turn `found` into `wanted`, in the order in which to make them.

    `found` holds every log group that the manifests name, also only in a filter: as LOG_RETENTION,
    {} where its logs never expire. One that is missing there does not exist yet. It holds nothing
    of a kind that is not kept from this place (`Desired.kinds_at`): that would be a leftover.
    `left_out` is what was left out before, and goes into the plan.
    """
    asked = {resource.key: resource for resource in wanted}
    there = _sorted_out(asked, found)
    changes: list[Change] = []
    without = list(left_out)
    matching = 0
    for resource in sorted(asked.values(), key=lambda resource: ORDER[resource.kind]):
        match _decide(resource, there):
            case Change() as change:
                changes.append(change)
            case LeftOut() as entry:
                without.append(entry)
            case None:
                matching += 1
    return Plan(place, (*changes, *_deletions(asked, there, changes)), tuple(without), matching)


def _sorted_out(asked: Mapping[Key, Resource], found: Iterable[Observed]) -> _There:
    things: dict[Key, Observed] = {}
    # A saved query's name may be there twice: one whose answer was lost was put again.
    again = [one for one in found if things.setdefault(one.resource.key, one) is not one]
    there = _There(
        things,
        frozenset(_names(things.values(), Kind.LOG_RETENTION)),
        frozenset(_names((one for one in things.values() if not one.owned), Kind.TOPIC)),
        [one for one in again if one.owned],
    )
    for key, one in sorted(things.items()):
        if one.resource.kind is Kind.SCHEDULE and one.owned and key not in asked:
            there.outdated[family(one.resource.name)].append(one)
    return there


def _names(found: Iterable[Observed], kind: Kind) -> list[str]:
    return [one.resource.name for one in found if one.resource.kind is kind]


def _decide(resource: Resource, there: _There) -> Change | LeftOut | None:
    one = there.things.get(resource.key)
    if one is None:
        return _absent(resource, there)
    if resource.kind is not Kind.LOG_RETENTION and not one.owned:
        return _conflict(resource)
    if _same(resource, one.resource):
        return None
    return Change(Action.UPDATE, resource, one.resource, one.handle)


def _absent(resource: Resource, there: _There) -> Change | LeftOut:
    group = _log_group(resource)
    if group is not None and group not in there.groups:
        return _without(resource, _NO_LOGS.format(group=group))
    if resource.kind is Kind.SUBSCRIPTION and _topic(resource) in there.foreign_topics:
        return _without(resource, f"topic {_topic(resource)} is not ours; see there")
    if resource.kind is Kind.SCHEDULE and there.outdated.get(family(resource.name)):
        old = there.outdated[family(resource.name)].pop(0)
        return Change(Action.REPLACE, resource, old.resource, old.handle)
    return Change(Action.CREATE, resource)


_NO_LOGS = (
    "{group} does not exist yet; it will be set by the next daily run once the application "
    "has logged"
)


def _log_group(resource: Resource) -> str | None:
    if resource.kind is Kind.LOG_RETENTION:
        return resource.name
    if resource.kind is Kind.METRIC_FILTER:
        return str(resource.definition["logGroupName"])
    return None


def _topic(resource: Resource) -> str:
    return str(resource.definition["TopicArn"]).rpartition(":")[2]


def _conflict(resource: Resource) -> LeftOut:
    return _without(
        resource,
        "one of that name is there and is not ours; give it another name in the manifest, "
        "or let us have it: tag it nightshift:stack=<stack> and "
        f"nightshift:workload={resource.workload}",
    )


def _without(resource: Resource, reason: str) -> LeftOut:
    return LeftOut(resource.kind, resource.name, resource.workload, None, reason)


def _same(resource: Resource, there: Resource) -> bool:
    if resource.kind is Kind.SCHEDULE and "ScheduleExpression" not in there.definition:
        return True  # UNMODIFIED
    if resource.kind in TAGGED and resource.workload != there.workload:
        return False
    return there.definition == resource.definition or (
        normalised(there.definition) == normalised(resource.definition)
    )


def _deletions(
    asked: Mapping[Key, Resource], there: _There, changes: Iterable[Change]
) -> list[Change]:
    """Return what is ours and nobody wants: last made, first deleted. A retention stays."""
    replaced = {
        change.before.key
        for change in changes
        if change.action is Action.REPLACE and change.before is not None
    }
    unwanted = [
        one
        for key, one in there.things.items()
        if one.owned and key not in asked and key not in replaced
    ]
    leftovers = [
        one for one in (*unwanted, *there.again) if one.resource.kind is not Kind.LOG_RETENTION
    ]
    leftovers.sort(key=lambda one: (-ORDER[one.resource.kind], one.resource.name))
    return [Change(Action.DELETE, one.resource, one.resource, one.handle) for one in leftovers]
