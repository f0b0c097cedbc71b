"""What a person hears of the daily run: what had been changed by hand and was put back.

One fact per workload, place and day: a workload's schedules may be elsewhere than its alarms.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nightshift.domain.reconcile.plan import Action, Change
from nightshift.domain.reconcile.request import Run
from nightshift.domain.reconcile.resources import EVERY, Kind, Place

NAMED = 5  # resources in the sentence
# Without these nobody is woken and nothing starts; the others only show or cost something.
SERIOUS = frozenset(
    {
        Kind.TOPIC,
        Kind.SUBSCRIPTION,
        Kind.METRIC_FILTER,
        Kind.EVENT_RULE,
        Kind.ALARM,
        Kind.SCHEDULE,
    }
)
VERBS = {
    Action.CREATE: "was missing",
    Action.UPDATE: "was changed",
    Action.REPLACE: "was replaced",
    Action.DELETE: "was not declared",
}


def drifted(place: Place, changes: Iterable[Change], run: Run) -> list[dict[str, Any]]:
    """Return one detail of `Posture Drifted` per workload of a place, by name.

    Only the daily run repairs: what other runs change, a manifest or a deployment asked for.
    """
    if not run.daily:
        return []
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.resource.workload and not _first(change):
            found[change.resource.workload].append(change)
    return [_detail(place, workload, made, run.at) for workload, made in sorted(found.items())]


def _first(change: Change) -> bool:
    """Tell whether this waited for an application to log for the first time: nobody's edit."""
    if change.resource.kind is Kind.METRIC_FILTER:
        return change.action is Action.CREATE
    was_set = change.before is not None and bool(change.before.definition)
    return change.resource.kind is Kind.LOG_RETENTION and not was_set


def _detail(place: Place, workload: str, changes: list[Change], at: datetime) -> dict[str, Any]:
    serious = any(change.resource.kind in SERIOUS for change in changes)
    return {
        "workload": workload,
        "at": at.isoformat(),
        "id": f"posture-drifted:{workload}:{place}:{at.date().isoformat()}",
        "severity": "warning" if serious else "info",
        "summary": _sentence(workload, changes),
        "resources": [
            {"kind": change.resource.kind.value, "name": change.resource.name}
            | {"found": VERBS[change.action]}
            for change in changes
        ],
    }


def _sentence(workload: str, changes: list[Change]) -> str:
    named = [
        f"{change.resource.kind} {change.resource.name} {VERBS[change.action]}"
        for change in changes[:NAMED]
    ]
    over = len(changes) - NAMED
    more = f", and {over} more" if over > 0 else ""
    what = "what all workloads share" if workload == EVERY else workload
    whose = "the manifests say" if workload == EVERY else "its manifest says"
    return f"{what} was put back to what {whose}: {', '.join(named)}{more}."
