"""GetMetricData and GetMetricStatistics: vital signs, and percentiles, where moto has no value."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import (
    CloudWatchBackend,
    MetricAggregatedDatum,
    MetricDatumBase,
    Statistics,
)

from localcloud.api_call import Home
from localcloud.events.metrics import Datum, Series, statistic
from localcloud.events.vitals import Vitals

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


@dataclass(frozen=True, slots=True)
class Wanted:
    """One metric of a read."""

    namespace: str
    name: str
    dimensions: list[dict[str, str]]
    period: int  # s


class Seen:
    """What moto's reads see of a backend: data, and nothing else."""

    def __init__(self, data: list[MetricDatumBase]) -> None:
        self._data = data

    def get_all_metrics(self) -> list[MetricDatumBase]:
        """Return what was put, and the signs."""
        return self._data


class Signs:
    """The signs that reads see."""

    def __init__(self, cloud: "Cloud", vitals: Vitals) -> None:
        self._cloud = cloud
        self._vitals = vitals

    def seen(self, backend: Any, wanted: Iterable[Wanted], span: tuple[datetime, datetime]) -> Seen:
        """Return what was put, with a sign for each period in which nothing was."""
        start, end = (at.replace(microsecond=0, tzinfo=UTC).timestamp() for at in span)
        end = min(end, self._cloud.clock.now().timestamp())
        put = backend.get_all_metrics()
        return Seen(
            put + [sign for each in wanted for sign in self._signs(backend, each, (start, end))]
        )

    def _signs(
        self, backend: Any, wanted: Wanted, span: tuple[float, float]
    ) -> Iterator[MetricAggregatedDatum]:
        home = Home(backend.account_id, backend.region_name)
        series = Series.of(home, wanted.namespace, wanted.name, wanted.dimensions)
        self._vitals.prepare([series])
        line = self._vitals.line(series)
        if line is None:
            return
        at, end = span
        taken = {int((when - at) // wanted.period) for when in _moments(backend, series)}
        place = 0
        while at < end:
            until = at + wanted.period
            if place not in taken:
                for sign in line.window(at, min(until, end)):
                    yield _for_moto(wanted, sign)
            at, place = until, place + 1


def patch_moto(cloud: "Cloud", vitals: Vitals) -> None:
    """Let moto's reads see the signs."""
    signs = Signs(cloud, vitals)
    read_data, read_statistics = (
        CloudWatchBackend.get_metric_data,
        CloudWatchBackend.get_metric_statistics,
    )

    def get_metric_data(
        backend: Any, queries: list[Any], start_time: datetime, end_time: datetime, **more: Any
    ) -> Any:
        wanted = [_of_query(query) for query in queries if "MetricStat" in query]
        seen: Any = signs.seen(backend, wanted, (start_time, end_time))
        return read_data(seen, queries, start_time, end_time, **more)

    def get_metric_statistics(
        backend: Any, namespace: str, metric_name: str, *values: Any, **named: Any
    ) -> Any:
        start_time, end_time, period = values[:3]
        wanted = Wanted(namespace, metric_name, named.get("dimensions") or [], int(period))
        seen: Any = signs.seen(backend, [wanted], (start_time, end_time))
        return read_statistics(seen, namespace, metric_name, *values, **named)

    CloudWatchBackend.get_metric_data = get_metric_data
    CloudWatchBackend.get_metric_statistics = get_metric_statistics
    _patch_percentiles()


def _patch_percentiles() -> None:
    known = Statistics.get_statistics_for_type

    def get_statistics_for_type(self: Statistics, stat: str) -> Any:
        if stat.startswith("p"):
            return statistic([_of_moto(datum) for datum in self.metric_data], stat)
        return known(self, stat)

    Statistics.get_statistics_for_type = get_statistics_for_type


def _of_query(query: dict[str, Any]) -> Wanted:
    stat = query["MetricStat"]
    metric = stat["Metric"]
    dimensions = metric.get("Dimensions") or []
    return Wanted(metric["Namespace"], metric["MetricName"], dimensions, int(stat["Period"]))


def _moments(backend: Any, series: Series) -> Iterator[float]:
    """Yield when data of a series were put."""
    for datum in list(backend.metric_data):
        if (datum.namespace, datum.name) == (
            series.namespace,
            series.name,
        ) and series.dimensions == {
            (dimension.name, dimension.value) for dimension in datum.dimensions
        }:
            yield datum.timestamp.replace(tzinfo=UTC).timestamp()


def _for_moto(wanted: Wanted, sign: Datum) -> MetricAggregatedDatum:
    at = datetime.fromtimestamp(sign.at, UTC).replace(tzinfo=None)  # as moto compares them
    return MetricAggregatedDatum(
        wanted.namespace,
        wanted.name,
        sign.low,
        sign.high,
        sign.count,
        sign.total,
        wanted.dimensions,
        at,
        sign.unit,
    )


def _of_moto(datum: Any) -> Datum:
    if isinstance(datum, MetricAggregatedDatum):
        return Datum(0, datum.unit, datum.sample_count, datum.sum, datum.min, datum.max)
    value = float(datum.value)
    return Datum(0, datum.unit, 1, value, value, value, (value,))
