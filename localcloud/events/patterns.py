"""Match events with event patterns, and refuse patterns that AWS refuses.

moto's own matcher is not used: an operator it does not know matches everything, `true` matches 1,
and objects inside arrays never match. Rules: User Guide "Comparison operators for use in event
patterns", read 2026-11-20.
"""

import ipaddress
import json
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from localcloud.answers import AwsError

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    ">=": operator.ge,
    ">": operator.gt,
}
MISSING = object()


def parsed(text: str) -> dict[str, Any]:
    """Return a pattern that can be matched.

    Raises:
        AwsError: InvalidEventPatternException, with what is wrong.
    """
    try:
        pattern = json.loads(text)
    except ValueError as problem:
        raise _invalid(f"Invalid JSON: {problem}") from problem
    if not isinstance(pattern, dict) or not pattern:
        raise _invalid("Filter is not an object, or is empty")
    _check(pattern)
    return pattern


def matches(pattern: Mapping[str, Any], event: Any) -> bool:
    """Tell whether every member of `pattern` matches `event`; arrays match by any element."""
    for key, wanted in pattern.items():
        if key == "$or" and isinstance(wanted, list):
            if not any(matches(option, event) for option in wanted):
                return False
        elif isinstance(wanted, Mapping):
            if not any(matches(wanted, child) for child in _children(event, key)):
                return False
        elif not _leaf_matches(wanted, event, key):
            return False
    return True


def _children(event: Any, key: str) -> Iterator[Mapping[str, Any]]:
    child = event.get(key) if isinstance(event, Mapping) else None
    found = False
    for item in child if isinstance(child, list) else [child]:
        if isinstance(item, Mapping):
            found = True
            yield item
    if not found:
        yield {}  # `exists: false` below a member that is not there


def _leaf_matches(wanted: list[Any], event: Any, key: str) -> bool:
    value = event.get(key, MISSING) if isinstance(event, Mapping) else MISSING
    is_leaf = value is not MISSING and not isinstance(value, Mapping)
    values = value if isinstance(value, list) else [value]
    for option in wanted:
        if isinstance(option, Mapping) and "exists" in option:
            if option["exists"] is is_leaf:
                return True
        elif is_leaf and any(_value_matches(option, item) for item in values):
            return True
    return False


def _value_matches(option: Any, value: Any) -> bool:
    if isinstance(option, Mapping):
        name, argument = next(iter(option.items()))
        return OPERATORS[name](value, argument)
    return _same(option, value)


def _same(wanted: Any, value: Any) -> bool:
    return wanted == value and isinstance(wanted, bool) == isinstance(value, bool)


def _starts(value: Any, wanted: Any) -> bool:
    return _affix(value, wanted, str.startswith)


def _ends(value: Any, wanted: Any) -> bool:
    return _affix(value, wanted, str.endswith)


def _affix(value: Any, wanted: Any, test: Callable[[str, str], bool]) -> bool:
    if not isinstance(value, str):
        return False
    if isinstance(wanted, Mapping):
        return test(value.casefold(), wanted["equals-ignore-case"].casefold())
    return any(test(value, text) for text in _listed(wanted))


def _equals_ignoring_case(value: Any, wanted: Any) -> bool:
    return isinstance(value, str) and value.casefold() in {t.casefold() for t in _listed(wanted)}


def _numeric(value: Any, wanted: list[Any]) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    pairs = zip(wanted[::2], wanted[1::2], strict=True)
    return all(COMPARISONS[sign](value, bound) for sign, bound in pairs)


def _anything_but(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return not _value_matches(wanted, value)
    return not any(_same(option, value) for option in _listed(wanted))


def _in_network(value: Any, wanted: str) -> bool:
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return False


def _wildcard(value: Any, wanted: Any) -> bool:
    texts = _listed(wanted)
    return isinstance(value, str) and any(_compiled(text).fullmatch(value) for text in texts)


@lru_cache(maxsize=1024)
def _compiled(wildcard: str) -> re.Pattern[str]:
    parts = re.findall(r"\\[*\\]|.", wildcard, re.DOTALL)
    regex = "".join(".*" if part == "*" else re.escape(part[-1]) for part in parts)
    return re.compile(regex, re.DOTALL)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "prefix": _starts,
    "suffix": _ends,
    "equals-ignore-case": _equals_ignoring_case,
    "numeric": _numeric,
    "anything-but": _anything_but,
    "cidr": _in_network,
    "wildcard": _wildcard,
}


def _check(pattern: Mapping[str, Any]) -> None:
    for key, wanted in pattern.items():
        if key == "$or" and isinstance(wanted, list):
            for option in wanted:
                _check(option)
        elif isinstance(wanted, Mapping):
            if not wanted:
                raise _invalid(f"Empty objects are not allowed: {key}")
            _check(wanted)
        elif not isinstance(wanted, list):
            raise _invalid(f'"{key}" must be an object or an array')
        elif not wanted:
            raise _invalid(f"Empty arrays are not allowed: {key}")
        else:
            _check_options(key, wanted)


def _check_options(key: str, options: list[Any]) -> None:
    for option in options:
        if isinstance(option, list):
            raise _invalid(f"{key}: an array inside an array is not a match value")
        if not isinstance(option, Mapping):
            continue
        name, argument = next(iter(option.items()), ("", None))
        if len(option) != 1 or name not in {*OPERATORS, "exists"}:
            raise _invalid(f"{key}: Unrecognized match type {name}")
        if name == "exists" and not isinstance(argument, bool):
            raise _invalid(f"{key}: exists match pattern must be either true or false.")
        if name == "numeric" and not _is_numeric_range(argument):
            raise _invalid(f"{key}: Invalid numeric match {json.dumps(argument)}")
        if name == "anything-but" and isinstance(argument, Mapping):
            _check_options(key, [argument])


def _is_numeric_range(argument: Any) -> bool:
    if not isinstance(argument, list) or not argument or len(argument) % 2:
        return False
    return all(sign in COMPARISONS for sign in argument[::2]) and all(
        isinstance(bound, int | float) and not isinstance(bound, bool) for bound in argument[1::2]
    )


def _invalid(reason: str) -> AwsError:
    return AwsError("InvalidEventPatternException", f"Event pattern is not valid. Reason: {reason}")
