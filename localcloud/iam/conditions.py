"""Condition operators (IAM User Guide, "IAM JSON policy elements: Condition operators")."""

import ipaddress
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from localcloud.answers import AwsError
from localcloud.iam.patterns import Variables, filled, matches_arn, matches_text
from localcloud.iam.policies import Conditions

Keys = Callable[[str], list[str] | None]  # the values of a condition key; None: not in the request
Test = Callable[[str, str, Variables], bool]  # (policy value, request value) -> do they fit?


def _equals(expected: str, actual: str, variables: Variables) -> bool:
    return filled(expected, variables) == actual


def _equals_folded(expected: str, actual: str, variables: Variables) -> bool:
    return (filled(expected, variables) or "").lower() == actual.lower()


def _compared(read: Callable[[str], object], compare: Callable[[object, object], bool]) -> Test:
    def fits(expected: str, actual: str, _: Variables) -> bool:
        try:
            return compare(read(actual), read(expected))
        except (ValueError, ArithmeticError):  # no number, no date: it does not match
            return False

    return fits


def _instant(text: str) -> datetime:
    if text.isdigit():
        return datetime.fromtimestamp(int(text), UTC)
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _in_network(expected: str, actual: str, _: Variables) -> bool:
    return ipaddress.ip_address(actual) in ipaddress.ip_network(expected, strict=False)


def _ordered(name: str, read: Callable[[str], object]) -> dict[str, Test]:
    return {
        f"{name}Equals": _compared(read, lambda a, b: a == b),
        f"{name}LessThan": _compared(read, lambda a, b: a < b),  # type: ignore[operator]
        f"{name}LessThanEquals": _compared(read, lambda a, b: a <= b),  # type: ignore[operator]
        f"{name}GreaterThan": _compared(read, lambda a, b: a > b),  # type: ignore[operator]
        f"{name}GreaterThanEquals": _compared(read, lambda a, b: a >= b),  # type: ignore[operator]
    }


TESTS: dict[str, Test] = {
    "StringEquals": _equals,
    "StringEqualsIgnoreCase": _equals_folded,
    "StringLike": matches_text,
    "ArnEquals": matches_arn,  # "The ArnEquals and ArnLike condition operators behave identically"
    "ArnLike": matches_arn,
    "Bool": _equals_folded,
    "IpAddress": _in_network,
    **_ordered("Numeric", Decimal),
    **_ordered("Date", _instant),
}
NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}


def hold(conditions: Conditions, keys: Keys) -> bool:
    """Tell whether every condition of a statement is true for a request.

    Raises:
        AwsError: an operator that is not known here; the message names it.
    """
    return all(
        _holds(operator, key, expected, keys)
        for operator, wanted in conditions.items()
        for key, expected in wanted.items()
    )


def _holds(operator: str, key: str, expected: list[str], keys: Keys) -> bool:
    actual = keys(key)
    if operator == "Null":
        return (actual is None) == (expected[0].lower() == "true")
    quantifier, _, name = operator.rpartition(":")
    if name.endswith("IfExists"):
        if actual is None:
            return True
        name = name.removesuffix("IfExists")
    if quantifier not in ("", "ForAllValues", "ForAnyValue"):
        raise _unknown(operator)
    positive = NEGATED.get(name, name)
    if positive not in TESTS:
        raise _unknown(operator)
    if actual is None:
        return quantifier == "ForAllValues" or (not quantifier and name in NEGATED)
    hits = [_matches_any(TESTS[positive], expected, value, keys) for value in actual]
    return _combined(quantifier, hits, negated=name in NEGATED)


def _combined(quantifier: str, hits: list[bool], *, negated: bool) -> bool:
    if quantifier == "ForAllValues":
        return all(hit != negated for hit in hits)
    if quantifier == "ForAnyValue":
        return any(hit != negated for hit in hits)
    return not any(hits) if negated else any(hits)


def _matches_any(test: Test, expected: list[str], actual: str, keys: Keys) -> bool:
    return any(test(wanted, actual, lambda name: _single(keys(name))) for wanted in expected)


def _single(values: list[str] | None) -> str | None:
    return values[0] if values else None


def _unknown(operator: str) -> AwsError:
    return AwsError(
        "AccessDenied",
        f"condition operator {operator} is not known; add it in localcloud/iam/conditions.py",
        403,
    )
