"""Changes on their way to the functions that make them, as JSON."""

import json
from collections.abc import Iterable
from typing import Any

from nightshift.domain.reconcile.plan import Action, Change
from nightshift.domain.reconcile.resources import Kind, Resource


def to_json(changes: Iterable[Change]) -> str:
    """Return the changes as a JSON list, in their order."""
    entries = [
        {
            "action": change.action,
            "resource": _written(change.resource),
            "before": None if change.before is None else _written(change.before),
            "handle": change.handle,
        }
        for change in changes
    ]
    return json.dumps(entries, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> tuple[Change, ...]:
    """Return the changes that `to_json` wrote."""
    return tuple(
        Change(
            Action(entry["action"]),
            _read(entry["resource"]),
            None if entry["before"] is None else _read(entry["before"]),
            entry["handle"],
        )
        for entry in json.loads(text)
    )


def _written(resource: Resource) -> dict[str, Any]:
    return {
        "kind": resource.kind,
        "name": resource.name,
        "workload": resource.workload,
        "definition": resource.definition,
    }


def _read(entry: dict[str, Any]) -> Resource:
    return Resource(Kind(entry["kind"]), entry["name"], entry["workload"], entry["definition"])
