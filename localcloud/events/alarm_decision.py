"""Decide an alarm's state from its data points; no AWS, no clock.

CloudWatch User Guide "Configuring how CloudWatch alarms treat missing data" and "Avoiding premature
transitions to alarm state", read 2026-11-20. Its tables are this module's tests.
"""

import operator
from collections.abc import Callable, Sequence
from typing import Literal, cast

State = Literal["OK", "ALARM", "INSUFFICIENT_DATA"]
Treatment = Literal["missing", "ignore", "breaching", "notBreaching"]
# Points looked at beyond EvaluationPeriods; the guide's tables have 5 for 3.
EXTRA_POINTS = 2

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanThreshold": operator.gt,
    "GreaterThanOrEqualToThreshold": operator.ge,
    "LessThanThreshold": operator.lt,
    "LessThanOrEqualToThreshold": operator.le,
}
# Of a value and its usual range (lower, upper).
BAND_OPERATORS: dict[str, Callable[[float, tuple[float, float]], bool]] = {
    "GreaterThanUpperThreshold": lambda value, band: value > band[1],
    "LessThanLowerThreshold": lambda value, band: value < band[0],
    "LessThanLowerOrGreaterThanUpperThreshold": lambda value, band: not band[0] <= value <= band[1],
}


def decide(
    points: Sequence[bool | None], wanted: int, periods: int, treatment: Treatment
) -> State | None:
    """Return the new state; None keeps the present one.

    `points` is the evaluation range, oldest first: True breaching, False not, None missing.
    `wanted` of `periods` data points must breach.
    """
    real = [point for point in points if point is not None]
    if len(real) >= periods:
        return _by_count(sum(real[-periods:]), wanted)
    breaching = sum(real)
    if treatment == "breaching":
        return _by_count(breaching + periods - len(real), wanted)
    if treatment == "notBreaching" or breaching >= wanted:
        return _by_count(breaching, wanted)
    if not real:
        return "INSUFFICIENT_DATA" if treatment == "missing" else None
    if not all(real):
        return "OK"
    return "ALARM" if treatment == "missing" and _is_old_enough(points, wanted) else None


def _by_count(breaching: int, wanted: int) -> State:
    return "ALARM" if breaching >= wanted else "OK"


def _is_old_enough(points: Sequence[bool | None], wanted: int) -> bool:
    """Tell whether the oldest breaching point is `wanted` periods old, nothing good after it."""
    return len(points) - list(points).index(True) >= wanted


def treatment_of(name: str | None, namespace: str | None) -> Treatment:
    """Return how missing points count: DynamoDB's alarms always ignore them."""
    if namespace == "AWS/DynamoDB":
        return "ignore"
    return cast("Treatment", name or "missing")
