"""The functions of metric math, over one value per period.

"Functions supported for metric math", CloudWatch User Guide "Using math expressions with CloudWatch
metrics", read 2026-11-20: of one time series an aggregate is a number, of an array a time series.
"""

import itertools
import math
import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Number = float | None
Series = tuple[Number, ...]
Array = list[Series]
Value = float | Series | Array | str | None


@dataclass(frozen=True, slots=True)
class Range:
    """What a computation is over: `count` periods, and the metrics by id."""

    count: int
    period: int  # s
    metrics: Mapping[str, Series]


@dataclass(frozen=True, slots=True)
class Function:
    """One function, and how many arguments it takes."""

    compute: Callable[..., Any]
    arguments: tuple[int, int]


def each(compute: Callable[..., Number], *values: Any) -> Value:
    """Apply `compute` period by period; nothing comes of a period where a value is missing."""
    if any(isinstance(value, list) for value in values):
        count = next(len(value) for value in values if isinstance(value, list))
        rows = [value if isinstance(value, list) else [value] * count for value in values]
        return [each(compute, *row) for row in zip(*rows, strict=True)]  # type: ignore[misc]
    length = next((len(value) for value in values if isinstance(value, tuple)), None)
    if length is None:
        return None if None in values else compute(*values)
    columns = [value if isinstance(value, tuple) else (value,) * length for value in values]
    rows_of = zip(*columns, strict=True)
    return tuple(None if None in row else compute(*row) for row in rows_of)


def _known(values: Iterable[Number]) -> list[float]:
    return [value for value in values if value is not None]


def _aggregate(compute: Callable[[list[float]], float]) -> Callable[[Range, Any], Value]:
    def aggregated(_: Range, value: Any) -> Value:
        if isinstance(value, list):
            columns = map(_known, zip(*map(tuple, value), strict=True))
            return tuple(compute(column) if column else None for column in columns)
        known = _known(value if isinstance(value, tuple) else (value,))
        return compute(known) if known else None

    return aggregated


def _each(compute: Callable[[float], float]) -> Callable[[Range, Any], Value]:
    def computed(value: float) -> Number:
        try:
            return float(compute(value))
        except ValueError:
            return None  # the logarithm of nothing

    return lambda _, value: each(computed, value)


def _series(compute: Callable[[Range, Series], Series]) -> Callable[[Range, Any], Value]:
    """Return `compute` for one series or for each of an array."""

    def computed(asked: Range, value: Any) -> Value:
        if isinstance(value, list):
            return [compute(asked, item) for item in value]
        return compute(asked, _as_series(asked, value))

    return computed


def _as_series(asked: Range, value: Any) -> Series:
    return value if isinstance(value, tuple) else (value,) * asked.count


def _diff(_: Range, series: Series) -> Series:
    """Each value less the one before it."""
    found: list[Number] = []
    last: Number = None
    for value in series:
        found.append(None if None in (value, last) else value - last)  # type: ignore[operator]
        last = value if value is not None else last
    return tuple(found)


def _rate(asked: Range, series: Series) -> Series:
    """The change per second: "the difference ... divided by the difference in seconds"."""
    found: list[Number] = []
    last: tuple[int, float] | None = None
    for place, value in enumerate(series):
        change = None
        if value is not None:
            if last is not None:
                change = (value - last[1]) / ((place - last[0]) * asked.period)
            last = (place, value)
        found.append(change)
    return tuple(found)


def _running_sum(_: Range, series: Series) -> Series:
    total, found = 0.0, list[Number]()
    for value in series:
        total += value or 0
        found.append(total)
    return tuple(found)


def _fill(asked: Range, value: Any, filler: Any) -> Value:
    if isinstance(value, list):
        return [_fill(asked, item, filler) for item in value]  # type: ignore[misc]
    series = _as_series(asked, value)
    if filler == "REPEAT":
        return _repeat(series)
    if filler == "LINEAR":
        return _linear(series)
    return tuple(
        known if known is not None else other
        for known, other in zip(series, _as_series(asked, filler), strict=True)
    )


def _repeat(series: Series) -> Series:
    """The most recent value for what is missing."""
    found: list[Number] = []
    for value in series:
        found.append(value if value is not None or not found else found[-1])
    return tuple(found)


def _linear(series: Series) -> Series:
    """A straight line between the values on both sides; outside of them nothing."""
    places = [place for place, value in enumerate(series) if value is not None]
    found = list(series)
    for left, right in itertools.pairwise(places):
        low, high = series[left], series[right]
        for place in range(left + 1, right):
            found[place] = low + (high - low) * (place - left) / (right - left)  # type: ignore[operator]
    return tuple(found)


def _if(asked: Range, condition: Any, then: Any, otherwise: Any = None) -> Value:
    if not any(isinstance(value, tuple) for value in (condition, then, otherwise)):
        return None if condition is None else then if condition else otherwise
    rows = zip(*(_as_series(asked, v) for v in (condition, then, otherwise)), strict=True)
    return tuple(
        None if choice is None else left if choice else right for choice, left, right in rows
    )


def _metrics(asked: Range, part: str = "") -> Array:
    return [series for name, series in asked.metrics.items() if part in name]


FUNCTIONS = {
    "ABS": Function(_each(abs), (1, 1)),
    "AVG": Function(_aggregate(statistics.fmean), (1, 1)),
    "CEIL": Function(_each(math.ceil), (1, 1)),
    "DATAPOINT_COUNT": Function(_aggregate(len), (1, 1)),
    "DIFF": Function(_series(_diff), (1, 1)),
    "FILL": Function(_fill, (2, 2)),
    "FLOOR": Function(_each(math.floor), (1, 1)),
    "IF": Function(_if, (2, 3)),
    "LOG": Function(_each(math.log), (1, 1)),
    "LOG10": Function(_each(math.log10), (1, 1)),
    "MAX": Function(_aggregate(max), (1, 1)),
    "METRICS": Function(_metrics, (0, 1)),
    "METRIC_COUNT": Function(lambda _, values: float(len(values)), (1, 1)),
    "MIN": Function(_aggregate(min), (1, 1)),
    "PERIOD": Function(lambda asked, _: float(asked.period), (1, 1)),
    "RATE": Function(_series(_rate), (1, 1)),
    "RUNNING_SUM": Function(_series(_running_sum), (1, 1)),
    "STDDEV": Function(_aggregate(statistics.pstdev), (1, 1)),
    "SUM": Function(_aggregate(math.fsum), (1, 1)),
    "TIME_SERIES": Function(_as_series, (1, 1)),
}
