"""Refuse values that are too long, too many or not on the list: botocore's models say the limits.

A client checks the least length only, moto mostly nothing. AWS reports every violation at once.
"""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from botocore.model import ListShape, Shape, StringShape, StructureShape
from moto.core.utils import get_service_model

from localcloud.answers import AwsError
from localcloud.api_call import ApiCall

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

# The operations that are checked, and the code of the refusal.
CHECKED = {
    "cloudwatch": ("ValidationError", ("PutMetricAlarm", "PutDashboard", "TagResource")),
    "logs": (
        "InvalidParameterException",
        (
            "CreateLogGroup",
            "PutMetricFilter",
            "PutQueryDefinition",
            "PutRetentionPolicy",
            "DescribeMetricFilters",
        ),
    ),
    "scheduler": (
        "ValidationException",
        ("CreateSchedule", "UpdateSchedule", "CreateScheduleGroup", "ListSchedules"),
    ),
    "resourcegroupstaggingapi": ("InvalidParameterException", ("GetResources",)),
}

NUMBERS = ("integer", "long", "float", "double")


def install(cloud: "Cloud") -> None:
    """Check the calls of `CHECKED`."""
    for model, (_, operations) in CHECKED.items():
        for operation in operations:
            cloud.gateway.check(model, operation, _check)


def _check(call: ApiCall) -> None:
    code, _ = CHECKED[call.model]
    shape = get_service_model(call.model).operation_model(call.operation).input_shape
    found = list(violations(shape, call.params, "")) if shape is not None else []
    if found:
        errors = "error" if len(found) == 1 else "errors"
        raise AwsError(code, f"{len(found)} validation {errors} detected: {'; '.join(found)}")


def violations(shape: Shape, value: Any, path: str) -> Iterator[str]:
    """Yield what is wrong with `value`, as AWS says it."""
    match shape:
        case StructureShape():
            for name, member in shape.members.items():
                if value.get(name) is not None:
                    at = f"{path}.{_small(name)}" if path else _small(name)
                    yield from violations(member, value[name], at)
        case ListShape():
            yield from _length(shape, value, path)
            for number, each in enumerate(value, 1):
                yield from violations(shape.member, each, f"{path}.{number}.member")
        case StringShape():
            yield from _length(shape, value, path)
            yield from _spelled(shape, value, path)
        case _ if shape.type_name in NUMBERS:
            yield from _range(shape, value, path)


def _spelled(shape: StringShape, value: Any, path: str) -> Iterator[str]:
    pattern = shape.metadata.get("pattern")
    if pattern and re.fullmatch(pattern, value) is None:
        yield _sentence(value, path, f"Member must satisfy regular expression pattern: {pattern}")
    if shape.enum and value not in shape.enum:
        yield _sentence(value, path, f"Member must satisfy enum value set: {list(shape.enum)}")


def _length(shape: Shape, value: Any, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if most is not None and len(value) > most:
        yield _sentence(value, path, f"Member must have length less than or equal to {most}")
    if least is not None and len(value) < least:
        yield _sentence(value, path, f"Member must have length greater than or equal to {least}")


def _range(shape: Shape, value: Any, path: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if most is not None and float(value) > most:
        yield _sentence(value, path, f"Member must have value less than or equal to {most}")
    if least is not None and float(value) < least:
        yield _sentence(value, path, f"Member must have value greater than or equal to {least}")


def _sentence(value: Any, path: str, constraint: str) -> str:
    return f"Value '{value}' at '{path}' failed to satisfy constraint: {constraint}"


def _small(name: str) -> str:
    return name[:1].lower() + name[1:]
