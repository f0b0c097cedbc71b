"""Plans as people read them, in the manner of a Terraform plan; colour is the caller's."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nightshift.domain.reconcile.plan import Action, Change, LeftOut, Plan
from nightshift.domain.reconcile.resources import TAGGED, Resource

SYMBOLS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "-/+",
    Action.DELETE: "-",
}
LEFT_OUT = "!"
ABSENT = "(none)"
FIELDS_SHOWN = 12  # of one resource
VALUE_SHOWN = 120  # characters

Line = tuple[str, str]  # symbol ("" of a heading), and the line with it


def render(plans: Iterable[Plan]) -> str:
    """Return the plans as text, the summary last."""
    return "\n".join(text for _, text in lines(plans))


def lines(plans: Iterable[Plan]) -> Iterator[Line]:
    """Yield the lines of the plans, grouped by place and workload."""
    known = tuple(plans)
    for plan in known:
        if plan.changes or plan.left_out:
            yield "", str(plan.place)
            yield from _place(plan)
            yield "", ""
    yield "", _total(summary(known))


def summary(plans: Iterable[Plan]) -> dict[str, int]:
    """Return how many of each action, of things left out, of matching ones and of places."""
    known = tuple(plans)
    actions = Counter(change.action for plan in known for change in plan.changes)
    return {
        **{action.value: actions[action] for action in Action},
        "left_out": sum(len(plan.left_out) for plan in known),
        "matching": sum(plan.matching for plan in known),
        "places": len(known),
    }


def _place(plan: Plan) -> Iterator[Line]:
    changes, without = list(plan.changes), list(plan.left_out)
    workloads = {change.resource.workload for change in changes} | {
        entry.workload for entry in without
    }
    for workload in sorted(workloads):
        yield "", f"  {workload or 'no workload'}"
        for change in changes:
            if change.resource.workload == workload:
                yield from _change(change)
        for entry in without:
            if entry.workload == workload:
                yield LEFT_OUT, f"    ! {entry.kind} {entry.name} left out: {_reason(entry)}"


def _change(change: Change) -> Iterator[Line]:
    symbol = SYMBOLS[change.action]
    resource, before = change.resource, change.before
    renamed = change.action is Action.REPLACE and before is not None
    old = f"{before.name} -> " if renamed and before is not None else ""
    yield symbol, f"    {symbol} {resource.kind} {old}{resource.name}"
    if change.action is Action.UPDATE and before is not None:
        for text in _fields(before, resource):
            yield symbol, f"        {text}"


def _fields(before: Resource, after: Resource) -> list[str]:
    old, new = dict(_all_leaves(before)), dict(_all_leaves(after))
    names = [*new, *(name for name in old if name not in new)]
    changed = [
        f"{name}: {_shown(old, name)} -> {_shown(new, name)}"
        for name in names
        if name not in old or name not in new or old[name] != new[name]
    ]
    over = len(changed) - FIELDS_SHOWN
    return changed[:FIELDS_SHOWN] + ([f"and {over} more"] if over > 0 else [])


def _all_leaves(resource: Resource) -> Iterator[tuple[str, Any]]:
    yield from _leaves("", resource.definition)
    if resource.kind in TAGGED:
        yield "tag nightshift:workload", resource.workload


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the values of a definition by path: Metrics[0].MetricStat.Period."""
    if isinstance(value, Mapping):
        for name, member in value.items():
            yield from _leaves(f"{path}.{name}" if path else name, member)
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _leaves(f"{path}[{number}]", entry)
    else:
        yield path, value


def _shown(leaves: Mapping[str, Any], name: str) -> str:
    if name not in leaves:
        return ABSENT
    value = leaves[name]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= VALUE_SHOWN else f"{text[:VALUE_SHOWN]}..."


def _reason(entry: LeftOut) -> str:
    return f"{entry.reason} ({entry.row})" if entry.row else entry.reason


def _total(counts: Mapping[str, int]) -> str:
    without = f" {counts['left_out']} left out." if counts["left_out"] else ""
    added = counts[Action.CREATE] + counts[Action.REPLACE]  # as Terraform counts a replacement
    destroyed = counts[Action.DELETE] + counts[Action.REPLACE]
    if not any(counts[action] for action in Action):
        resources = _counted(counts["matching"], "resource")
        verb = "matches" if counts["matching"] == 1 else "match"
        places = _counted(counts["places"], "place")
        return f"No changes. {resources} in {places} {verb} the manifests.{without}"
    changed = counts[Action.UPDATE]
    return f"Plan: {added} to add, {changed} to change, {destroyed} to destroy.{without}"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
