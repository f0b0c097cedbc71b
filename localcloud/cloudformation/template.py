"""Read a template's text, JSON or YAML, into plain dictionaries."""

import json
from typing import Any, ClassVar

import yaml

from localcloud.cloudformation.errors import ValidationError

SECTIONS = frozenset(
    {
        "AWSTemplateFormatVersion",
        "Conditions",
        "Description",
        "Globals",
        "Hooks",
        "Mappings",
        "Metadata",
        "Outputs",
        "Parameters",
        "Resources",
        "Rules",
        "Transform",
    }
)
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]
    """YAML 1.1 with CloudFormation's short forms; dates stay text (`Version: 2012-10-17`)."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, regexp) for tag, regexp in resolvers if not tag.endswith(":timestamp")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _short_form(loader: Any, suffix: str, node: Any) -> dict[str, Any]:
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


_Loader.add_multi_constructor("!", _short_form)


def parse(text: str) -> dict[str, Any]:
    """Return the template.

    Raises:
        ValidationError: not JSON nor YAML, not a mapping, an unknown section, or no resources.
    """
    template = _load(text)
    if not isinstance(template, dict):
        raise ValidationError("Template format error: unsupported structure.")
    unknown = sorted(str(key) for key in template if key not in SECTIONS)
    if unknown:
        raise ValidationError(f"Invalid template property or properties [{', '.join(unknown)}]")
    resources = template.get("Resources")
    if not isinstance(resources, dict) or not resources:
        raise ValidationError(
            "Template format error: At least one Resources member must be defined."
        )
    for name, resource in resources.items():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            raise ValidationError(
                "Template format error: Every Resources object must contain a Type member: "
                f"[{name}]"
            )
    return template


def _load(text: str) -> Any:
    if text.lstrip().startswith("{"):
        try:
            return json.loads(text)
        except ValueError as problem:
            raise ValidationError(
                f"Template format error: JSON not well-formed. ({problem})"
            ) from problem
    try:
        return yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as problem:
        where = getattr(problem, "problem_mark", None)
        place = f" (line {where.line + 1}, column {where.column + 1})" if where else ""
        raise ValidationError(f"Template format error: YAML not well-formed.{place}") from problem
