"""Translate a task's arguments and results between Step Functions' casing and botocore's.

`aws-sdk:` tasks spell every member as the SDK for Java 2 does (`DbInstances`), optimised
integrations as the API does with a capital first letter (`ExecutionArn`, `MD5OfMessageBody`).
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from moto.core.utils import get_service_model

from localcloud.stepfunctions.naming import pascal

Spelling = Callable[[str], str]


def capitalised(name: str) -> str:
    """Return `name` with a capital first letter, as the optimised integrations spell it."""
    return name[:1].upper() + name[1:]


@cache
def operation(service: str, action: str) -> OperationModel | None:
    """Return the operation that `action` (`describeDBInstances`) names; None for an unknown one."""
    model: Any = get_service_model(service)
    wanted = capitalised(action)
    found: OperationModel | None = None
    spelled = {pascal(name): name for name in model.operation_names}
    name = wanted if wanted in model.operation_names else spelled.get(pascal(wanted))
    if name is not None:
        found = model.operation_model(name)
    return found


@cache
def members(shape: StructureShape) -> dict[str, tuple[str, Shape]]:
    """Return Step Functions' member names -> (botocore's name, shape)."""
    return {pascal(name): (name, member) for name, member in shape.members.items()}


def request(value: Any, shape: Shape | None) -> Any:
    """Return `value` as botocore takes it; what the model does not know stays as it is."""
    if isinstance(shape, StructureShape) and isinstance(value, dict):
        known = members(shape)
        named = {key: known.get(pascal(key), (key, None)) for key in value}
        return {named[key][0]: request(item, named[key][1]) for key, item in value.items()}
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [request(item, shape.member) for item in value]
    if isinstance(shape, MapShape) and isinstance(value, dict):
        return {key: request(item, shape.value) for key, item in value.items()}
    return _scalar(value, shape)


def _scalar(value: Any, shape: Shape | None) -> Any:
    if shape is None or isinstance(value, bytes):
        return value
    if shape.type_name == "string" and not isinstance(value, str) and value is not None:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if shape.type_name == "blob":
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return text.encode()
    return value


def response(value: Any, shape: Shape | None, spelling: Spelling = pascal) -> Any:
    """Return a botocore result as a task's output shows it."""
    if isinstance(value, dict):
        return _response_object(value, shape, spelling)
    if isinstance(value, list | tuple):
        member = shape.member if isinstance(shape, ListShape) else None
        return [response(item, member, spelling) for item in value]
    if hasattr(value, "read"):
        return value.read().decode()
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, datetime):
        return instant(value)
    return value.isoformat() if isinstance(value, date) else value


def _response_object(
    value: dict[str, Any], shape: Shape | None, spelling: Spelling
) -> dict[str, Any]:
    if isinstance(shape, StructureShape):
        return {
            spelling(key): response(item, shape.members.get(key), spelling)
            for key, item in value.items()
            if key != "ResponseMetadata"
        }
    member = shape.value if isinstance(shape, MapShape) else None
    return {key: response(item, member, spelling) for key, item in value.items()}


def instant(value: datetime) -> str:
    """Return a time as Step Functions writes it: UTC with milliseconds."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
