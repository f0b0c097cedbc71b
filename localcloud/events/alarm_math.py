"""The metrics of an alarm: one, or several joined by arithmetic (`errors / calls * 100`)."""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from localcloud.events.metrics import Metrics, Series, statistic

ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


class UnsupportedMathError(ValueError):
    """The expression is more than arithmetic on metric ids; the message says what."""


@dataclass(frozen=True, slots=True)
class Source:
    """One metric with its statistic."""

    series: Series
    statistic: str
    unit: str | None

    def value(self, metrics: Metrics, start: float, end: float) -> float | None:
        """Return the statistic over [start, end); None without data."""
        return statistic(metrics.window(self.series, start, end, self.unit), self.statistic)


@dataclass(frozen=True, slots=True)
class Formula:
    """Sources by id, and the expression that joins them."""

    sources: Mapping[str, Source]
    expression: ast.expr
    period: int  # s

    def value(self, metrics: Metrics, start: float) -> float | None:
        """Return the value of the period at `start`; None when any metric has no data."""
        end = start + self.period
        values = {name: s.value(metrics, start, end) for name, s in self.sources.items()}
        known = {name: value for name, value in values.items() if value is not None}
        if len(known) < len(values):
            return None
        try:
            return _evaluated(self.expression, known)
        except ZeroDivisionError:
            return None  # CloudWatch drops points that are not numbers


def of_alarm(region: str, alarm: Mapping[str, Any]) -> Formula:
    """Return the formula of PutMetricAlarm's parameters.

    Raises:
        UnsupportedMathError: metric math beyond + - * / and brackets.
    """
    queries = alarm.get("Metrics") or []
    if not queries:
        name = alarm.get("Statistic") or alarm.get("ExtendedStatistic") or "Average"
        series = Series.of(region, alarm["Namespace"], alarm["MetricName"], alarm.get("Dimensions"))
        source = Source(series, name, alarm.get("Unit"))
        return Formula({"m": source}, _parsed("m"), int(alarm["Period"]))
    sources = {q["Id"]: _source(region, q["MetricStat"]) for q in queries if q.get("MetricStat")}
    shown = [q for q in queries if q.get("ReturnData", True)]
    if len(shown) != 1:
        raise UnsupportedMathError("exactly one of Metrics must have ReturnData true")
    if not sources:
        raise UnsupportedMathError("at least one of Metrics must have a MetricStat")
    period = next(int(q["MetricStat"]["Period"]) for q in queries if q.get("MetricStat"))
    text = shown[0].get("Expression") or shown[0]["Id"]
    expression = _parsed(text)
    _check(expression, text, set(sources))
    return Formula(sources, expression, period)


def _source(region: str, stat: Mapping[str, Any]) -> Source:
    metric = stat["Metric"]
    series = Series.of(region, metric["Namespace"], metric["MetricName"], metric.get("Dimensions"))
    return Source(series, stat["Stat"], stat.get("Unit"))


def _parsed(text: str) -> ast.expr:
    try:
        return ast.parse(text.replace("^", "**"), mode="eval").body
    except SyntaxError as problem:
        raise UnsupportedMathError(f"{text!r} is not an expression") from problem


def _check(node: ast.expr, text: str, ids: set[str]) -> None:
    if isinstance(node, ast.BinOp) and type(node.op) in ARITHMETIC:
        _check(node.left, text, ids)
        _check(node.right, text, ids)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        _check(node.operand, text, ids)
    elif isinstance(node, ast.Name) and node.id not in ids:
        raise UnsupportedMathError(f"{text!r}: no metric has the id {node.id}")
    elif not isinstance(node, ast.Name) and not _is_number(node):
        raise UnsupportedMathError(
            f"{text!r}: the embedded cloud knows + - * / ^ on metric ids and numbers only"
        )


def _is_number(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def _evaluated(node: ast.expr, values: Mapping[str, float]) -> float:
    if isinstance(node, ast.BinOp):
        compute = ARITHMETIC[type(node.op)]
        return compute(_evaluated(node.left, values), _evaluated(node.right, values))
    if isinstance(node, ast.UnaryOp):
        return -_evaluated(node.operand, values)
    return values[node.id] if isinstance(node, ast.Name) else float(node.value)  # type: ignore[attr-defined]
