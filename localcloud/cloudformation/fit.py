"""Turn a template's properties into the parameters an API wants, by the API's own model.

CloudFormation writes `"MessageRetentionPeriod": "60"`, tags as a list and policies as objects;
the API wants a number, a map or a JSON text, and may spell names with another first letter.
"""

import json
from collections.abc import Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape

from localcloud.cloudformation.errors import handler_failure
from localcloud.cloudformation.intrinsics import as_text


def fit(shape: Shape, value: Any, path: str = "") -> Any:
    """Return `value` as `shape` wants it.

    Raises:
        ResourceFailedError: a nested property that the API does not know; it names the path.
    """
    if isinstance(shape, StructureShape):
        return _structure(shape, value, path)
    if isinstance(shape, ListShape):
        return _list(shape, value, path)
    if isinstance(shape, MapShape):
        return _map(shape, value, path)
    return _scalar(shape, value, path)


def members(shape: Shape) -> dict[str, str]:
    """Return lower-cased member name -> member name."""
    return {name.lower(): name for name in getattr(shape, "members", ())}


def _structure(shape: StructureShape, value: Any, path: str) -> Any:
    if not isinstance(value, Mapping):
        if shape.type_name == "structure" and getattr(shape, "is_document_type", False):
            return value
        raise handler_failure(f"#/{path}: expected an object, got {value!r}")
    spelled = members(shape)
    result = {}
    for key, item in value.items():
        name = spelled.get(str(key).lower())
        if name is None:
            raise handler_failure(f"#/{path}: extraneous key [{key}] is not permitted")
        result[name] = fit(shape.members[name], item, f"{path}/{key}".lstrip("/"))
    return result


def _list(shape: ListShape, value: Any, path: str) -> list[Any]:
    if isinstance(value, Mapping):  # tags as a map, wanted as a list
        keys = members(shape.member)
        value = [{keys["key"]: k, keys["value"]: v} for k, v in value.items()]
    items = value if isinstance(value, list) else [value]
    return [fit(shape.member, item, f"{path}/{index}") for index, item in enumerate(items)]


def _map(shape: MapShape, value: Any, path: str) -> dict[str, Any]:
    if isinstance(value, list):  # tags as a list, wanted as a map
        value = {item["Key"]: item["Value"] for item in value}
    if not isinstance(value, Mapping):
        raise handler_failure(f"#/{path}: expected an object, got {value!r}")
    return {str(key): fit(shape.value, item, f"{path}/{key}") for key, item in value.items()}


def _scalar(shape: Shape, value: Any, path: str) -> Any:
    kind = shape.type_name
    if kind in ("integer", "long", "float", "double"):
        return _number(kind, value, path)
    if kind == "boolean":
        return value if isinstance(value, bool) else str(value).lower() == "true"
    if kind == "string":
        return json.dumps(value) if isinstance(value, Mapping | list) else as_text(value)
    return value


def _number(kind: str, value: Any, path: str) -> float | int:
    try:
        return int(value) if kind in ("integer", "long") else float(value)
    except (TypeError, ValueError) as problem:
        raise handler_failure(f"#/{path}: expected a number, got {value!r}") from problem
