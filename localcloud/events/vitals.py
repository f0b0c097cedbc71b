"""Vital signs: what AWS's own services would publish about what runs here.

Nothing is published. A sign is computed when an alarm or a reader asks, for periods in which nobody
has put data: while a resource runs it has a calm value at each full minute, otherwise none. A sign
that was looked at once is remembered with its changes, so that an alarm sees when it changed.
"""

import math
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable
from operator import itemgetter
from typing import TYPE_CHECKING

from localcloud.answers import Answer
from localcloud.api_call import ApiCall
from localcloud.events import vital_resources
from localcloud.events.metrics import Datum, Metrics, Series
from localcloud.events.vital_signs import SIGNS, Sign

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

SAMPLE = 60  # s between two values
READS = ("Describe", "List", "Get", "Filter")


class Line:
    """One sign over time; the first value counts for all time before."""

    def __init__(self, unit: str, value: float | None) -> None:
        self._unit = unit
        self._changes: list[tuple[float, float | None]] = [(-math.inf, value)]

    def observe(self, now: float, value: float | None) -> bool:
        """Note the present value; tell whether it is another one."""
        if self._changes[-1][1] == value:
            return False
        self._changes.append((now, value))
        return True

    def changed_since(self, start: float) -> bool:
        """Tell whether it changed at or after `start`."""
        return self._changes[-1][0] >= start

    def window(self, start: float, end: float) -> list[Datum]:
        """Return the values at the full minutes of [start, end), equal ones in a row as one."""
        begin = bisect_right(self._changes, start, key=itemgetter(0)) - 1
        changes = self._changes[max(begin, 0) : bisect_left(self._changes, end, key=itemgetter(0))]
        ends = [since for since, _ in changes[1:]] + [math.inf]
        found = []
        for (since, value), until in zip(changes, ends, strict=False):
            first = math.ceil(max(start, since) / SAMPLE)
            count = math.ceil(min(end, until) / SAMPLE) - first
            if value is not None and count > 0:
                found.append(Datum(first * SAMPLE, self._unit, count, count * value, value, value))
        return found


class Vitals:
    """The signs that somebody has looked at."""

    def __init__(self, cloud: "Cloud", metrics: Metrics) -> None:
        self._cloud = cloud
        self._metrics = metrics
        self._lines: dict[Series, Line] = {}
        self._lock = threading.Lock()

    def install(self) -> None:
        """Look again after each call that may have changed something."""
        self._cloud.gateway.after(self._after)

    def prepare(self, all_series: Iterable[Series]) -> None:
        """Make what is made at the first look, if one of these metrics is a sign.

        Not to be called with a lock that an API call may need.
        """
        if any(_sign(series) is not None for series in all_series):
            self._cloud.gateway.prepare()

    def line(self, series: Series) -> Line | None:
        """Return a sign as it was until now; None of a metric that is none."""
        sign = _sign(series)
        if sign is None:
            return None
        if self._observe(series, sign):
            for listener in self._metrics.listeners:
                listener(series)
        return self._lines[series]

    def look_again(self, namespaces: Container[str] = SIGNS) -> None:
        """Let alarms see what has started or stopped since.

        For whatever changes a resource's state without an API call.
        """
        with self._lock:
            looked_at = [series for series in self._lines if series.namespace in namespaces]
        for series in looked_at:
            self.line(series)

    def _observe(self, series: Series, sign: Sign) -> bool:
        with self._lock:
            found = vital_resources.find(series.home, series.namespace, dict(series.dimensions))
            value, line = sign.of(found), self._lines.get(series)
            if line is None:
                self._lines[series] = Line(sign.unit, value)
                return False
            return line.observe(self._cloud.clock.now().timestamp(), value)

    def _after(self, call: ApiCall, answer: Answer) -> None:
        concerned = vital_resources.CONCERNED.get(call.model)
        if concerned and answer.status < 400 and not call.operation.startswith(READS):
            self.look_again(concerned)


def _sign(series: Series) -> Sign | None:
    return SIGNS.get(series.namespace, {}).get(series.name)
