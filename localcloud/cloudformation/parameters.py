"""Give every parameter of a template its value, or say which one does not fit."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from localcloud.cloudformation.errors import ValidationError

NUMBER = re.compile(r"-?\d+(\.\d+)?$")
SSM = "AWS::SSM::Parameter::Value<"


def resolve(
    template: Mapping[str, Any],
    given: Mapping[str, str],
    read_ssm: Callable[[str], str],
) -> tuple[dict[str, str], dict[str, Any]]:
    """Return (parameters as text, values as Ref gives them: lists are lists).

    Raises:
        ValidationError: one is missing, unknown, or violates what the template declares.
    """
    declared: dict[str, dict[str, Any]] = template.get("Parameters") or {}
    unknown = sorted(set(given) - set(declared))
    if unknown:
        raise ValidationError(f"Parameters: [{', '.join(unknown)}] do not exist in the template")
    texts = {
        name: given[name] if name in given else as_given(declaration["Default"])
        for name, declaration in declared.items()
        if name in given or "Default" in declaration
    }
    missing = sorted(set(declared) - set(texts))
    if missing:
        raise ValidationError(f"Parameters: [{', '.join(missing)}] must have values")
    for name, text in texts.items():
        _check(name, text, declared[name])
    values = {name: _value(text, declared[name], read_ssm) for name, text in texts.items()}
    return texts, values


def as_given(value: Any) -> str:
    """Return a default as the text that a caller would have given."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _value(text: str, declaration: Mapping[str, Any], read_ssm: Callable[[str], str]) -> Any:
    kind = str(declaration.get("Type", "String"))
    if kind.startswith(SSM):
        text = read_ssm(text)
        kind = kind.removeprefix(SSM).removesuffix(">")
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        return [part.strip() for part in text.split(",")] if text else []
    return text


def _check(name: str, text: str, declaration: Mapping[str, Any]) -> None:
    if str(declaration.get("Type", "String")).startswith(SSM):
        return
    parts = text.split(",") if declaration.get("Type") == "CommaDelimitedList" else [text]
    for part in parts:
        problem = _violation(name, part.strip(), declaration)
        if problem:
            constraint = declaration.get("ConstraintDescription")
            raise ValidationError(
                f"Parameter '{name}' failed to satisfy constraint: {constraint}"
                if constraint
                else problem
            )


def _violation(name: str, text: str, declaration: Mapping[str, Any]) -> str | None:
    allowed = [as_given(value) for value in declaration.get("AllowedValues", ())]
    if allowed and text not in allowed:
        return f"Parameter '{name}' must be one of AllowedValues"
    pattern = declaration.get("AllowedPattern")
    if pattern and not re.fullmatch(str(pattern), text):
        return f"Parameter '{name}' must match pattern {pattern}"
    if "MinLength" in declaration and len(text) < int(declaration["MinLength"]):
        return f"Parameter '{name}' must contain at least {declaration['MinLength']} characters"
    if "MaxLength" in declaration and len(text) > int(declaration["MaxLength"]):
        return f"Parameter '{name}' must contain at most {declaration['MaxLength']} characters"
    return _number_violation(name, text, declaration)


def _number_violation(name: str, text: str, declaration: Mapping[str, Any]) -> str | None:
    if declaration.get("Type") != "Number":
        return None
    if not NUMBER.match(text):
        return f"Parameter '{name}' must be a number"
    if "MinValue" in declaration and float(text) < float(declaration["MinValue"]):
        return f"Parameter '{name}' must be a number not less than {declaration['MinValue']}"
    if "MaxValue" in declaration and float(text) > float(declaration["MaxValue"]):
        return f"Parameter '{name}' must be a number not greater than {declaration['MaxValue']}"
    return None
