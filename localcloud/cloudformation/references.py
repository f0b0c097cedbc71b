"""Which resource needs which: the order of work, and names that lead nowhere."""

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from localcloud.cloudformation import schemas
from localcloud.cloudformation.errors import ValidationError
from localcloud.cloudformation.intrinsics import VARIABLE

Resources = Mapping[str, dict[str, Any]]


def names(node: Any) -> Iterator[tuple[str, str | None]]:
    """Yield every (name, attribute) that `node` refers to; attribute None is a Ref."""
    if isinstance(node, list):
        for item in node:
            yield from names(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "Ref" and isinstance(value, str):
                yield value, None
            elif key == "Fn::GetAtt":
                yield from _attribute(value)
            elif key == "Fn::Sub":
                yield from _variables(value)
            else:
                yield from names(value)


def _attribute(value: Any) -> Iterator[tuple[str, str | None]]:
    parts = value.split(".", 1) if isinstance(value, str) else value
    yield str(parts[0]), parts[1] if isinstance(parts[1], str) else ""
    yield from names(parts[1])


def _variables(value: Any) -> Iterator[tuple[str, str | None]]:
    text, own = (value, {}) if isinstance(value, str) else value
    yield from names(own)
    for literal, name in VARIABLE.findall(text):
        first, _, attribute = name.strip().partition(".")
        if not literal and name.strip() not in own:
            yield first, attribute or None


def order(resources: Resources) -> list[str]:
    """Return the logical ids so that each comes after what it needs.

    Raises:
        ValidationError: a cycle.
    """
    needs = {
        name: sorted(needed for needed in needed_by(resource) if needed in resources)
        for name, resource in resources.items()
    }
    try:
        return list(TopologicalSorter(needs).static_order())
    except CycleError as problem:
        circle = sorted(set(problem.args[1]))
        raise ValidationError(
            f"Circular dependency between resources: [{', '.join(circle)}]"
        ) from problem


def needed_by(resource: Mapping[str, Any]) -> set[str]:
    """Return the names a resource's definition needs, DependsOn included."""
    explicit = resource.get("DependsOn", [])
    found = set([explicit] if isinstance(explicit, str) else explicit)
    return found | {name for name, _ in names(resource.get("Properties", {}))}


def check(template: Mapping[str, Any], parameters: set[str]) -> None:
    """Refuse names that the template does not declare and attributes that a type does not have.

    Raises:
        ValidationError: in the words of CloudFormation.
    """
    resources: Resources = template["Resources"]
    known = parameters | set(resources)
    unresolved = {
        name
        for resource in resources.values()
        for name in needed_by(resource)
        if name not in known and not name.startswith("AWS::")
    }
    _refuse(unresolved, "Resources")
    outputs = template.get("Outputs") or {}
    _refuse(
        {n for n, _ in names(outputs) if n not in known and not n.startswith("AWS::")}, "Outputs"
    )
    for section in (resources, outputs):
        for name, attribute in names(section):
            if attribute is not None:
                _check_attribute(resources, name, attribute)


def _refuse(unresolved: set[str], section: str) -> None:
    if unresolved:
        raise ValidationError(
            "Template format error: Unresolved resource dependencies "
            f"[{', '.join(sorted(unresolved))}] in the {section} block of the template"
        )


def _check_attribute(resources: Resources, name: str, attribute: str) -> None:
    if name not in resources:
        raise ValidationError(
            f"Template error: instance of Fn::GetAtt references undefined resource {name}"
        )
    schema = schemas.find(resources[name]["Type"])
    first = attribute.partition(".")[0]
    if schema is None or not attribute or first in schema.properties:
        return
    raise ValidationError(
        f"Template error: resource {name} does not support attribute type {attribute} in Fn::GetAtt"
    )
