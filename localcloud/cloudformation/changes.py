"""What a new version would change: the contents of a change set."""

from typing import Any

from localcloud.cloudformation import kinds, references
from localcloud.cloudformation.evaluation import Evaluation
from localcloud.cloudformation.stack import Resource, Stack, Version

CONDITIONAL = "Conditional"


def compute(evaluation: Evaluation) -> list[dict[str, Any]]:
    """Return the changes, `ResourceChange` entries as the API gives them."""
    stack, wanted = evaluation.stack, evaluation.wanted()
    changes = []
    for name in references.order(wanted):
        change = _change(evaluation, name, wanted[name])
        if change is not None:
            changes.append(change)
    changes += [
        _entry("Remove", resource.logical_id, resource.type, resource)
        for resource in stack.resources.values()
        if resource.logical_id not in wanted
    ]
    return [{"Type": "Resource", "ResourceChange": change} for change in changes]


def differs(stack: Stack, version: Version, changes: list[dict[str, Any]]) -> bool:
    """Tell whether executing would do anything."""
    old = stack.version
    if old is None or changes:
        return True
    return (old.template.get("Outputs") or {}) != (version.template.get("Outputs") or {})


def _change(evaluation: Evaluation, name: str, definition: dict[str, Any]) -> dict[str, Any] | None:
    stack, version = evaluation.stack, evaluation.version
    old = stack.resources.get(name)
    if old is None:
        evaluation.pending |= {name}
        return _entry("Add", name, definition["Type"], None)
    if old.type != definition["Type"]:
        evaluation.pending |= {name}
        return {**_entry("Modify", name, definition["Type"], old), "Replacement": "True"}
    properties = evaluation.properties(name)
    changed = {
        key
        for key in {*old.properties, *properties}
        if old.properties.get(key) != properties.get(key)
    }
    old_tags = stack.version.tags if stack.version else {}
    if not changed and old_tags == version.tags:
        return None
    replacement = _replacement(old, properties, changed)
    if replacement == "True":
        evaluation.pending |= {name}
    return {
        **_entry("Modify", name, old.type, old),
        "Replacement": replacement,
        "Scope": ["Properties"] if changed else ["Tags"],
        "Details": [
            {
                "Target": {"Attribute": "Properties", "Name": key, "RequiresRecreation": "Never"},
                "Evaluation": "Static",
                "ChangeSource": "DirectModification",
            }
            for key in sorted(changed)
        ],
    }


def _replacement(old: Resource, properties: dict[str, Any], changed: set[str]) -> str:
    if not kinds.find(old.type).replaces(changed):
        return "False"
    certain = {key for key in changed if "KNOWN_AFTER_APPLY" not in str(properties.get(key))}
    return "True" if kinds.find(old.type).replaces(certain) else CONDITIONAL


def _entry(action: str, name: str, type_name: str, old: Resource | None) -> dict[str, Any]:
    entry = {"Action": action, "LogicalResourceId": name, "ResourceType": type_name}
    return entry | ({"PhysicalResourceId": old.physical_id} if old else {})
