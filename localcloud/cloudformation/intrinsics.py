"""Evaluate intrinsic functions: a template's text becomes the properties of real resources."""

import base64
import ipaddress
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from localcloud.cloudformation.errors import ValidationError

NO_VALUE = object()
VARIABLE = re.compile(r"\$\{(!?)([^${}]*)\}")
ZONES = "abc"


class Scope:
    """Where names are looked up. `ref` and `attribute` raise for what is not there."""

    def __init__(
        self,
        template: Mapping[str, Any],
        ref: Callable[[str], Any],
        attribute: Callable[[str, str], Any],
        exported: Callable[[str], str],
    ) -> None:
        self.mappings: Mapping[str, Any] = template.get("Mappings") or {}
        self.conditions: Mapping[str, Any] = template.get("Conditions") or {}
        self.ref = ref
        self.attribute = attribute
        self.exported = exported
        self._decided: dict[str, bool] = {}

    def holds(self, name: str) -> bool:
        """Tell whether a condition of the template is true."""
        if name not in self._decided:
            if name not in self.conditions:
                raise ValidationError(f"Template error: unresolved condition dependency {name}")
            self._decided[name] = bool(self._boolean(self.conditions[name]))
        return self._decided[name]

    def value(self, node: Any) -> Any:
        """Return `node` with every function evaluated; AWS::NoValue removes what holds it."""
        found = self._value(node)
        return None if found is NO_VALUE else found

    def _value(self, node: Any) -> Any:
        if isinstance(node, list):
            items = [self._value(item) for item in node]
            return [item for item in items if item is not NO_VALUE]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            name, argument = next(iter(node.items()))
            if name == "Ref":
                return self._reference(str(argument))
            if isinstance(name, str) and name.startswith("Fn::"):
                return self._call(name, argument)
        pairs = {key: self._value(value) for key, value in node.items()}
        return {key: value for key, value in pairs.items() if value is not NO_VALUE}

    def _reference(self, name: str) -> Any:
        return NO_VALUE if name == "AWS::NoValue" else self.ref(name)

    def _call(self, name: str, argument: Any) -> Any:
        function = FUNCTIONS.get(name)
        if function is None:
            raise ValidationError(f"Template error: {name} is not in the embedded cloud")
        try:
            return function(self, argument)
        except (TypeError, KeyError, IndexError) as problem:
            raise ValidationError(
                f"Template error: every {name} object needs valid arguments, "
                f"got {json.dumps(argument, default=str)[:200]}"
            ) from problem

    def _boolean(self, node: Any) -> bool:
        if isinstance(node, dict) and len(node) == 1:
            name, argument = next(iter(node.items()))
            if name == "Condition":
                return self.holds(str(argument))
            if name in BOOLEANS:
                return BOOLEANS[name](self, argument)
        raise ValidationError(
            "Template format error: Conditions can only be boolean operations on parameters "
            f"and other conditions: {json.dumps(node, default=str)[:200]}"
        )


def _get_att(scope: Scope, argument: Any) -> Any:
    name, attribute = argument.split(".", 1) if isinstance(argument, str) else argument
    return scope.attribute(str(name), str(scope.value(attribute)))


def _sub(scope: Scope, argument: Any) -> str:
    text, own = (argument, {}) if isinstance(argument, str) else argument
    variables = {name: scope.value(value) for name, value in own.items()}

    def replace(match: re.Match[str]) -> str:
        literal, name = match.groups()
        name = name.strip()
        if literal:
            return f"${{{name}}}"
        if name in variables:
            return as_text(variables[name])
        if "." in name:
            return as_text(_get_att(scope, name))
        return as_text(scope.ref(name))

    return VARIABLE.sub(replace, text)


def _join(scope: Scope, argument: Any) -> str:
    delimiter, items = argument
    return str(delimiter).join(as_text(item) for item in scope.value(items))


def _split(scope: Scope, argument: Any) -> list[str]:
    return as_text(scope.value(argument[1])).split(str(argument[0]))


def _select(scope: Scope, argument: Any) -> Any:
    index, items = int(scope.value(argument[0])), scope.value(argument[1])
    if not 0 <= index < len(items):
        raise ValidationError(
            f"Template error: Fn::Select cannot select nonexistent value at index {index}"
        )
    return items[index]


def _find_in_map(scope: Scope, argument: Any) -> Any:
    name, first, second = (str(scope.value(part)) for part in argument[:3])
    found = scope.mappings.get(name, {}).get(first, {})
    if second in found:
        return scope.value(found[second])
    if len(argument) > 3:
        return scope.value(argument[3]["DefaultValue"])
    raise ValidationError(f"Template error: Unable to get mapping for {name}::{first}::{second}")


def _if(scope: Scope, argument: Any) -> Any:
    condition, yes, no = argument
    return scope._value(yes if scope.holds(str(condition)) else no)


def _cidr(scope: Scope, argument: Any) -> list[str]:
    block, count, *bits = (scope.value(part) for part in argument)
    network = ipaddress.ip_network(str(block))
    prefix = network.max_prefixlen - int(bits[0] if bits else 8)
    subnets = network.subnets(new_prefix=prefix)
    try:
        return [str(next(subnets)) for _ in range(int(count))]
    except StopIteration as problem:
        raise ValidationError(
            f"Template error: Fn::Cidr has no {count} blocks in {block}"
        ) from problem


def _zones(scope: Scope, argument: Any) -> list[str]:
    region = as_text(scope.value(argument)) or as_text(scope.ref("AWS::Region"))
    return [region + zone for zone in ZONES]


def _base64(scope: Scope, argument: Any) -> str:
    return base64.b64encode(as_text(scope.value(argument)).encode()).decode()


def as_text(value: Any) -> str:
    """Return a value as it stands inside a string."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(as_text, value)) if isinstance(value, list) else str(value)


def _operands(scope: Scope, argument: Any) -> list[bool]:
    return [scope._boolean(item) for item in argument]


FUNCTIONS: dict[str, Callable[[Scope, Any], Any]] = {
    "Fn::Base64": _base64,
    "Fn::Cidr": _cidr,
    "Fn::FindInMap": _find_in_map,
    "Fn::GetAZs": _zones,
    "Fn::GetAtt": _get_att,
    "Fn::If": _if,
    "Fn::ImportValue": lambda scope, argument: scope.exported(as_text(scope.value(argument))),
    "Fn::Join": _join,
    "Fn::Length": lambda scope, argument: len(scope.value(argument)),
    "Fn::Select": _select,
    "Fn::Split": _split,
    "Fn::Sub": _sub,
    "Fn::ToJsonString": lambda scope, argument: json.dumps(
        scope.value(argument), separators=(",", ":"), ensure_ascii=False
    ),
}
BOOLEANS: dict[str, Callable[[Scope, Any], bool]] = {
    "Fn::And": lambda scope, argument: all(_operands(scope, argument)),
    "Fn::Equals": lambda scope, argument: (
        as_text(scope.value(argument[0])) == as_text(scope.value(argument[1]))
    ),
    "Fn::Not": lambda scope, argument: not _operands(scope, argument)[0],
    "Fn::Or": lambda scope, argument: any(_operands(scope, argument)),
}
