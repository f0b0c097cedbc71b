"""The metrics of an alarm: one, several joined by metric math, or one and its usual range."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from localcloud.api_call import Home
from localcloud.events import metric_math
from localcloud.events.metric_functions import Range, Value
from localcloud.events.metric_functions import Series as Points
from localcloud.events.metric_math import Band, UnsupportedMathError
from localcloud.events.metrics import Datum, Metrics, Series, statistic

# Periods computed before those that are looked at, for functions that look back (DIFF, REPEAT).
LEAD = 5


@dataclass(frozen=True, slots=True)
class Span:
    """Some periods in a row, from `start`."""

    start: float  # s since the epoch
    count: int
    period: int  # s

    @property
    def end(self) -> float:
        """Where the last period ends."""
        return self.start + self.count * self.period


@dataclass(frozen=True, slots=True)
class Source:
    """One metric with its statistic."""

    series: Series
    statistic: str
    unit: str | None

    def values(self, metrics: Metrics, span: Span) -> Points:
        """Return the statistic of each period, of its vital sign without data; None without."""
        buckets: list[list[Datum]] = [[] for _ in range(span.count)]
        for datum in metrics.window(self.series, span.start, span.end, self.unit):
            buckets[int((datum.at - span.start) // span.period)].append(datum)
        line = metrics.vitals.line(self.series)
        for place, bucket in enumerate(buckets if line is not None else ()):
            if line is not None and not bucket:
                start = span.start + place * span.period
                signs = line.window(start, start + span.period)
                bucket.extend(sign for sign in signs if self.unit in (None, sign.unit))
        return tuple(statistic(bucket, self.statistic) for bucket in buckets)


@dataclass(frozen=True, slots=True)
class Formula:
    """Metrics and expressions by id, and which of them is watched."""

    sources: Mapping[str, Source]
    period: int  # s
    watched: ast.expr
    expressions: Mapping[str, ast.expr] = field(default_factory=dict)
    band: Band | None = None  # of the threshold

    def values(self, metrics: Metrics, span: Span) -> Points:
        """Return the watched value of each period; None where there is none."""
        return self.computed(self.watched, metrics, span)

    def has_data(self, metrics: Metrics, span: Span) -> bool:
        """Tell whether any metric has data in these periods or those that functions look back.

        A vital sign is none while it does not change: what it says is the same in every period.
        """
        start = span.start - LEAD * span.period
        return any(
            metrics.window(source.series, start, span.end, source.unit)
            or ((line := metrics.vitals.line(source.series)) and line.changed_since(start))
            for source in self.sources.values()
        )

    def computed(self, expression: ast.expr, metrics: Metrics, span: Span) -> Points:
        """Return the value of one expression for each period."""
        wider = Span(span.start - LEAD * span.period, span.count + LEAD, span.period)
        known = {name: source.values(metrics, wider) for name, source in self.sources.items()}
        asked = Range(wider.count, wider.period, known)
        values: dict[str, Value] = dict(known)
        for name, node in self.expressions.items():
            values[name] = metric_math.evaluate(node, values, asked)
        found = metric_math.evaluate(expression, values, asked)
        if isinstance(found, list):
            found = found[0] if found else None
        if not isinstance(found, tuple):
            found = (found if isinstance(found, float | int) else None,) * wider.count
        return found[LEAD:]


def of_alarm(home: Home, alarm: Mapping[str, Any]) -> Formula:
    """Return the formula of PutMetricAlarm's parameters.

    Raises:
        UnsupportedMathError: an expression that is not known here, or ids that do not fit.
    """
    queries = alarm.get("Metrics") or []
    if not queries:
        name = alarm.get("Statistic") or alarm.get("ExtendedStatistic") or "Average"
        series = Series.of(home, alarm["Namespace"], alarm["MetricName"], alarm.get("Dimensions"))
        source = Source(series, name, alarm.get("Unit"))
        return Formula({"m": source}, int(alarm["Period"]), metric_math.parse("m", {"m"}))
    band_id = alarm.get("ThresholdMetricId")
    sources = {q["Id"]: _source(home, q["MetricStat"]) for q in queries if q.get("MetricStat")}
    if not sources:
        raise UnsupportedMathError("at least one of Metrics must have a MetricStat")
    texts = {q["Id"]: q["Expression"] for q in queries if q.get("Expression")}
    band = _band(texts, band_id, set(sources)) if band_id else None
    shown = [q["Id"] for q in queries if q.get("ReturnData", True) and q["Id"] != band_id]
    if len(shown) != 1:
        raise UnsupportedMathError("exactly one of Metrics must have ReturnData true")
    return Formula(
        sources,
        next(int(q["MetricStat"]["Period"]) for q in queries if q.get("MetricStat")),
        ast.Name(shown[0]),
        _in_order(texts, set(sources)),
        band,
    )


def _band(texts: dict[str, str], band_id: str, sources: set[str]) -> Band:
    if band_id not in texts:
        raise UnsupportedMathError(f"ThresholdMetricId: no expression has the id {band_id}")
    return metric_math.band_of(texts.pop(band_id), sources | set(texts))


def _in_order(texts: Mapping[str, str], sources: set[str]) -> dict[str, ast.expr]:
    """Return the expressions parsed, each after those it uses."""
    ids = sources | set(texts)
    parsed = {name: metric_math.parse(text, ids) for name, text in texts.items()}
    ordered: dict[str, ast.expr] = {}
    while len(ordered) < len(parsed):
        ready = [
            name
            for name, node in parsed.items()
            if name not in ordered and _used(node) & set(parsed) <= set(ordered)
        ]
        if not ready:
            raise UnsupportedMathError("expressions use each other in a circle")
        ordered |= {name: parsed[name] for name in ready}
    return ordered


def _used(node: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _source(home: Home, stat: Mapping[str, Any]) -> Source:
    metric = stat["Metric"]
    series = Series.of(home, metric["Namespace"], metric["MetricName"], metric.get("Dimensions"))
    return Source(series, stat["Stat"], stat.get("Unit"))
