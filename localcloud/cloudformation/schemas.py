"""What CloudFormation's own resource schemas say about a type.

cfn-lint ships the registry's schemas; they decide which properties a type has, which of them force
a replacement, which attributes it gives, and where its tags go. Only the data files are read: the
package itself is never imported.
"""

import importlib.util
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Schema:
    """One resource type. Names are paths: `Arn`, `Endpoint.Address`."""

    type: str
    properties: dict[str, Any]
    required: frozenset[str]
    create_only: frozenset[str]  # top-level properties whose change forces a replacement
    read_only: frozenset[str]
    primary: tuple[str, ...]
    tags: str | None  # the property that holds the tags


@cache
def _folder() -> Path:
    spec = importlib.util.find_spec("cfnlint")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("cfn-lint is not installed: its schemas say what a type is")
    return Path(spec.origin).parent / "data" / "schemas"


@cache
def _index() -> dict[str, str]:
    found: dict[str, str] = json.loads((_folder() / "providers" / "us-east-1.json").read_text())
    return found


@cache
def find(type_name: str) -> Schema | None:
    """Return the schema of a type, None where CloudFormation has no such type."""
    key = _index().get(type_name)
    if key is None:
        return None
    raw = json.loads((_folder() / "resources" / f"{key}.json").read_text())
    tagging = raw.get("tagging", {})
    return Schema(
        type=type_name,
        properties=raw.get("properties", {}),
        required=frozenset(raw.get("required", ())),
        create_only=frozenset(
            path for path in _paths(raw, "createOnlyProperties") if "." not in path
        ),
        read_only=frozenset(_paths(raw, "readOnlyProperties")),
        primary=tuple(_paths(raw, "primaryIdentifier")),
        tags=_tag_property(raw, tagging),
    )


def _tag_property(raw: dict[str, Any], tagging: dict[str, Any]) -> str | None:
    if not tagging.get("taggable", "Tags" in raw.get("properties", {})):
        return None
    name = str(tagging.get("tagProperty", "/properties/Tags")).rpartition("/")[2]
    return name if name in raw.get("properties", {}) else None


def _paths(raw: dict[str, Any], name: str) -> list[str]:
    return [path.removeprefix("/properties/").replace("/", ".") for path in raw.get(name, ())]
