"""CloudWatch alarms on the virtual clock.

An alarm is evaluated at the end of each of its periods (aligned to the epoch) while its evaluation
range has data, and once more when it has none: after that nothing can change until new data come,
so an idle alarm has no timer. moto keeps the alarms.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import Alarm, cloudwatch_backends

from localcloud.clock import Timer
from localcloud.events import alarm_math, alarm_reasons
from localcloud.events.alarm_actions import AlarmActions, Change, Moment
from localcloud.events.alarm_decision import EXTRA_POINTS, OPERATORS, State, decide, treatment_of
from localcloud.events.alarm_math import Formula
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
    """The watches of all alarms, by (region, name)."""

    def __init__(self, cloud: "Cloud", metrics: Metrics) -> None:
        self._cloud = cloud
        self._metrics = metrics
        self._watches: dict[tuple[str, str], Watch] = {}
        self._lock = threading.RLock()
        self.actions = AlarmActions(cloud)
        metrics.listeners.append(self._on_data)

    def watch(self, region: str, parameters: Mapping[str, Any]) -> None:
        """Evaluate an alarm from now on, by its new definition."""
        name = parameters["AlarmName"]
        with self._lock:
            verb = "updated" if (region, name) in self._watches else "created"
            self.forget(region, name)
            alarm = cloudwatch_backends[self._cloud.account][region].alarms[name]
            watch = Watch(alarm, alarm_math.of_alarm(region, parameters))
            self._watches[region, name] = watch
            self._set_timer(watch)
        summary = f'Alarm "{name}" {verb}'
        self.actions.record(alarm, "ConfigurationUpdate", summary, {"version": "1.0"})

    def forget(self, region: str, name: str) -> None:
        """Evaluate an alarm no more."""
        with self._lock:
            watch = self._watches.pop((region, name), None)
            if watch is not None and watch.timer is not None:
                watch.timer.cancel()

    def set_by_hand(self, alarm: Alarm, before: Moment) -> None:
        """Act on SetAlarmState; the next evaluation may change the state back."""
        self._announce(alarm, before)
        with self._lock:
            watch = self._watches.get((alarm.region_name, alarm.name))
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
        with self._lock:
            if self._watches.get((alarm.region_name, alarm.name)) is not watch:
                return
            watch.timer = None
            points = self._points(watch, end)
            before = Moment.of(alarm)
            state = self._decided(alarm, points)
            if state is not None and state != alarm.state_value:
                reason, data = alarm_reasons.explain(alarm, points, state, self._cloud.clock.now())
                alarm.update_state(reason, json.dumps(data), state)
            if any(value is not None for value in points.values):
                self._set_timer(watch)
        self._announce(alarm, before)

    def _points(self, watch: Watch, end: float) -> Points:
        count = int(watch.alarm.evaluation_periods) + EXTRA_POINTS
        period = watch.formula.period
        starts = [end - period * back for back in range(count, 0, -1)]
        values = [watch.formula.value(self._metrics, start) for start in starts]
        return Points(starts, values, period)

    @staticmethod
    def _decided(alarm: Alarm, points: Points) -> State | None:
        breaches = OPERATORS[alarm.comparison_operator]
        periods = int(alarm.evaluation_periods)
        return decide(
            [None if v is None else breaches(v, float(alarm.threshold)) for v in points.values],
            int(alarm.datapoints_to_alarm or periods),
            periods,
            treatment_of(alarm.treat_missing_data, alarm.namespace),
        )

    def _announce(self, alarm: Alarm, before: Moment) -> None:
        if before.value != alarm.state_value:
            self.actions.act(Change(alarm, before, Moment.of(alarm)))
