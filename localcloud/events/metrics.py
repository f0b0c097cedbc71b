"""Metric data by series, and the statistics alarms ask for.

moto keeps a flat list for its own API; an alarm needs one series fast, so a second index is kept,
as long as an alarm may look back.
"""

import threading
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import CloudWatchBackend, cloudwatch_backends

from localcloud.api_call import Home
from localcloud.events.scheduler import moment

if TYPE_CHECKING:
    from localcloud.cloud import Cloud
    from localcloud.events.vitals import Vitals

# s; EvaluationPeriods x Period is at most a week (PutMetricAlarm), a band is of two weeks before.
LOOK_BACK = 22 * 86_400


@dataclass(frozen=True, slots=True)
class Series:
    """What identifies a metric."""

    home: Home
    namespace: str
    name: str
    dimensions: frozenset[tuple[str, str]]

    @staticmethod
    def of(home: Home, namespace: str, name: str, dimensions: Any) -> "Series":
        """Return the series of a metric; `dimensions` is a list of `{"Name", "Value"}`."""
        pairs = frozenset((str(d["Name"]), str(d["Value"])) for d in dimensions or ())
        return Series(home, namespace, name, pairs)


@dataclass(frozen=True, slots=True, order=True)
class Datum:
    """Values of one moment; `values` is empty for a statistic set."""

    at: float  # s since the epoch
    unit: str
    count: float
    total: float
    low: float
    high: float
    values: tuple[float, ...] = ()


class Metrics:
    """Every series of every account."""

    vitals: "Vitals"  # set by `install`

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._series: dict[Series, list[Datum]] = defaultdict(list)
        self._lock = threading.Lock()
        self.listeners: list[Callable[[Series], None]] = []

    def patch_moto(self) -> None:
        """See what PutMetricData puts."""
        original = CloudWatchBackend.put_metric_data

        def put_metric_data(backend: Any, namespace: str, metric_data: list[Any]) -> None:
            original(backend, namespace, metric_data)
            home = Home(backend.account_id, backend.region_name)
            self._index(home, namespace, metric_data)

        CloudWatchBackend.put_metric_data = put_metric_data

    def put(
        self, region: str, namespace: str, data: list[dict[str, Any]], account: str | None = None
    ) -> None:
        """Put data as PutMetricData does, into the cloud's own account unless another is named."""
        backend = cloudwatch_backends[account or self._cloud.account][region]
        backend.put_metric_data(namespace, [_without_zone(item) for item in data])

    def window(self, series: Series, start: float, end: float, unit: str | None) -> list[Datum]:
        """Return the data of [start, end), of one unit if `unit` is given."""
        with self._lock:
            data = self._series.get(series, [])
            first = bisect_left(data, start, key=lambda datum: datum.at)
            last = bisect_left(data, end, key=lambda datum: datum.at)
            found = data[first:last]
        return [datum for datum in found if unit in (None, datum.unit)]

    def _index(self, home: Home, namespace: str, data: list[dict[str, Any]]) -> None:
        now = self._cloud.clock.now()
        touched = set()
        for item in data:
            series = Series.of(home, namespace, item["MetricName"], item.get("Dimensions"))
            touched.add(series)
            with self._lock:
                kept = self._series[series]
                insort(kept, _datum(item, now))
                oldest = now.timestamp() - LOOK_BACK
                if kept[0].at < oldest:
                    del kept[: bisect_left(kept, oldest, key=lambda datum: datum.at)]
        for series in touched:
            for listener in self.listeners:
                listener(series)


def _without_zone(item: dict[str, Any]) -> dict[str, Any]:
    """Return a datum as moto keeps it: it compares times without a zone, read from a request."""
    at = item.get("Timestamp")
    return item | {"Timestamp": at.astimezone(UTC).replace(tzinfo=None)} if at else item


def _datum(item: Mapping[str, Any], now: datetime) -> Datum:
    at = (moment(item.get("Timestamp")) or now).timestamp()
    unit = item.get("Unit") or "None"
    stats = item.get("StatisticValues")
    if stats:
        count, total = float(stats["SampleCount"]), float(stats["Sum"])
        return Datum(at, unit, count, total, float(stats["Minimum"]), float(stats["Maximum"]))
    single = [item.get("Value", 0)]
    given = [float(value) for value in item.get("Values") or single]
    counts = [int(float(count)) for count in item.get("Counts") or [1] * len(given)]
    values = tuple(v for v, count in zip(given, counts, strict=True) for _ in range(count))
    return Datum(at, unit, len(values), sum(values), min(values), max(values), values)


def statistic(data: list[Datum], name: str) -> float | None:
    """Return a statistic (`Sum`, `p99`, ...) of a period's data; None when it has none."""
    if not data:
        return None
    if name.startswith("p"):
        return _percentile(data, float(name[1:]))
    count = sum(datum.count for datum in data)
    total = sum(datum.total for datum in data)
    return {
        "SampleCount": count,
        "Sum": total,
        "Average": total / count if count else None,
        "Minimum": min(datum.low for datum in data),
        "Maximum": max(datum.high for datum in data),
    }[name]


def _percentile(data: list[Datum], percent: float) -> float | None:
    """Return the percentile, linear between ranks; a statistic set of many values has none."""
    if any(not datum.values and datum.low != datum.high for datum in data):
        return None
    ranked = sorted(
        value for datum in data for value in datum.values or (datum.low,) * int(datum.count)
    )
    position = (len(ranked) - 1) * percent / 100
    below = int(position)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (ranked[above] - ranked[below]) * (position - below)
