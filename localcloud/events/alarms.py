"""CloudWatch alarms on the virtual clock.

An alarm is evaluated at the end of each of its periods (aligned to the epoch) while its evaluation
range has data that somebody put, or a vital sign that changed, and once more when it has none:
after that nothing can change until new data come or a resource stops, so an idle alarm has no
timer. moto keeps the alarms.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import Alarm, cloudwatch_backends

from localcloud.api_call import Home
from localcloud.clock import Timer
from localcloud.events import alarm_math, alarm_reasons, anomaly
from localcloud.events.alarm_actions import AlarmActions, Change, Moment, home_of
from localcloud.events.alarm_decision import EXTRA_POINTS, State, decide, treatment_of
from localcloud.events.alarm_math import Formula, Span
from localcloud.events.alarm_reasons import Points
from localcloud.events.metrics import Metrics, Series

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


@dataclass(slots=True)
class Watch:
    """One alarm that is evaluated."""

    alarm: Alarm
    formula: Formula
    timer: Timer | None = None


class Alarms:
    """The watches of all alarms, by (home, name)."""

    def __init__(self, cloud: "Cloud", metrics: Metrics) -> None:
        self._cloud = cloud
        self._metrics = metrics
        self._watches: dict[tuple[Home, str], Watch] = {}
        self._lock = threading.RLock()
        self.actions = AlarmActions(cloud)
        metrics.listeners.append(self._on_data)

    def watch(self, home: Home, parameters: Mapping[str, Any]) -> None:
        """Evaluate an alarm from now on, by its new definition."""
        name = parameters["AlarmName"]
        with self._lock:
            verb = "updated" if (home, name) in self._watches else "created"
            self.forget(home, name)
            alarm = cloudwatch_backends[home.account][home.region].alarms[name]
            watch = Watch(alarm, alarm_math.of_alarm(home, parameters))
            self._watches[home, name] = watch
            self._set_timer(watch)
        summary = f'Alarm "{name}" {verb}'
        self.actions.record(alarm, "ConfigurationUpdate", summary, {"version": "1.0"})

    def forget(self, home: Home, name: str) -> None:
        """Evaluate an alarm no more."""
        with self._lock:
            watch = self._watches.pop((home, name), None)
            if watch is not None and watch.timer is not None:
                watch.timer.cancel()

    def set_by_hand(self, alarm: Alarm, before: Moment) -> None:
        """Act on SetAlarmState; the next evaluation may change the state back."""
        self._announce(alarm, before)
        with self._lock:
            watch = self._watches.get((home_of(alarm), alarm.name))
            if watch is not None:
                self._set_timer(watch)

    def _on_data(self, series: Series) -> None:
        with self._lock:
            for watch in self._watches.values():
                if any(source.series == series for source in watch.formula.sources.values()):
                    self._set_timer(watch)

    def _set_timer(self, watch: Watch) -> None:
        """Evaluate at the end of the present period, unless that is planned already."""
        if watch.timer is not None:
            return
        period = watch.formula.period
        end = (self._cloud.clock.now().timestamp() // period + 1) * period
        watch.timer = self._cloud.clock.at(
            datetime.fromtimestamp(end, UTC), lambda: self._evaluate(watch, end)
        )

    def _evaluate(self, watch: Watch, end: float) -> None:
        alarm = watch.alarm
        self._metrics.vitals.prepare(s.series for s in watch.formula.sources.values())
        with self._lock:
            if self._watches.get((home_of(alarm), alarm.name)) is not watch:
                return
            watch.timer = None
            span = _span(watch, end)
            points = self._points(watch.formula, span)
            before = Moment.of(alarm)
            state = self._decided(alarm, points)
            if state is not None and state != alarm.state_value:
                reason, data = alarm_reasons.explain(alarm, points, state, self._cloud.clock.now())
                alarm.update_state(reason, json.dumps(data), state)
            if watch.formula.has_data(self._metrics, span):
                self._set_timer(watch)
        self._announce(alarm, before)

    def _points(self, formula: Formula, span: Span) -> Points:
        starts = [span.start + span.period * place for place in range(span.count)]
        bounds = anomaly.bounds(formula, self._metrics, span) if formula.band else None
        return Points(starts, list(formula.values(self._metrics, span)), span.period, bounds)

    @staticmethod
    def _decided(alarm: Alarm, points: Points) -> State | None:
        if points.bounds is not None and not any(points.bounds):
            return "INSUFFICIENT_DATA"  # what is usual is not known yet
        periods = int(alarm.evaluation_periods)
        return decide(
            points.breaches(alarm),
            int(alarm.datapoints_to_alarm or periods),
            periods,
            treatment_of(alarm.treat_missing_data, alarm.namespace),
        )

    def _announce(self, alarm: Alarm, before: Moment) -> None:
        if before.value != alarm.state_value:
            self.actions.act(Change(alarm, before, Moment.of(alarm)))


def _span(watch: Watch, end: float) -> Span:
    count, period = int(watch.alarm.evaluation_periods) + EXTRA_POINTS, watch.formula.period
    return Span(end - count * period, count, period)
