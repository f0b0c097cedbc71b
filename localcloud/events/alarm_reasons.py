"""Say why an alarm changed its state, in CloudWatch's words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import Alarm

from localcloud.events.alarm_decision import BAND_OPERATORS, OPERATORS, State

WORDS = {
    "GreaterThanThreshold": "greater than",
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
    "GreaterThanUpperThreshold": "greater than the upper thresholds {upper}",
    "LessThanLowerThreshold": "less than the lower thresholds {lower}",
    "LessThanLowerOrGreaterThanUpperThreshold": (
        "less than the lower thresholds {lower} or greater than the upper thresholds {upper}"
    ),
}
Bounds = tuple[float, float]  # lower, upper


@dataclass(frozen=True, slots=True)
class Points:
    """An evaluation range, oldest first."""

    starts: list[float]
    values: list[float | None]
    period: int  # s
    bounds: list[Bounds | None] | None = None  # of an anomaly detection alarm

    def known(self) -> list[tuple[float, float]]:
        """Return (start, value) of the points that have one, newest first."""
        pairs = zip(self.starts, self.values, strict=True)
        return [(start, value) for start, value in pairs if value is not None][::-1]

    def breaches(self, alarm: Alarm) -> list[bool | None]:
        """Tell of each point whether it breaches; None where it or its range is not known."""
        if self.bounds is None:
            over = OPERATORS[alarm.comparison_operator]
            return [None if v is None else over(v, float(alarm.threshold)) for v in self.values]
        outside = BAND_OPERATORS[alarm.comparison_operator]
        return [
            None if value is None or band is None else outside(value, band)
            for value, band in zip(self.values, self.bounds, strict=True)
        ]

    def thresholds(self, at: list[float], side: int) -> list[float | None]:
        """Return the lower (0) or upper (1) bounds of the points that start at these times."""
        known = dict(zip(self.starts, self.bounds or [None] * len(self.starts), strict=True))
        return [band[side] if (band := known[start]) else None for start in at]


def stamp(at: datetime) -> str:
    """Return a time as CloudWatch writes it in JSON."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def explain(
    alarm: Alarm, points: Points, state: State, now: datetime
) -> tuple[str, dict[str, Any]]:
    """Return the reason and its data."""
    recent = points.known()[: int(alarm.evaluation_periods)]
    data = {
        "version": "1.0",
        "queryDate": stamp(now),
        **({"startDate": _at(recent[-1][0])} if recent else {}),
        **({"statistic": alarm.statistic} if alarm.statistic else {}),
        "period": points.period,
        "recentDatapoints": [value for _, value in reversed(recent)],
        **_threshold(alarm, points, [start for start, _ in reversed(recent)]),
        "evaluatedDatapoints": [
            {"timestamp": _at(start), "value": value} for start, value in recent
        ],
    }
    return _reason(alarm, points, recent, state), data


def _threshold(alarm: Alarm, points: Points, at: list[float]) -> dict[str, Any]:
    if points.bounds is None:
        return {"threshold": float(alarm.threshold)}
    return {
        "recentLowerThresholds": points.thresholds(at, 0),
        "recentUpperThresholds": points.thresholds(at, 1),
    }


def _reason(alarm: Alarm, points: Points, recent: list[tuple[float, float]], state: State) -> str:
    if not recent or state == "INSUFFICIENT_DATA":
        return _without_data(int(alarm.evaluation_periods), state)
    judged = dict(zip(points.starts, points.breaches(alarm), strict=True))
    hits = sum(judged[start] is True for start, _ in recent)
    shown = hits if state == "ALARM" else len(recent) - hits
    times = ", ".join(f"{value} ({_short(start)})" for start, value in recent)
    wanted = int(alarm.datapoints_to_alarm or alarm.evaluation_periods)
    least = f"minimum {wanted} datapoint{'' if wanted == 1 else 's'} for " + (
        "OK -> ALARM transition" if state == "ALARM" else "ALARM -> OK transition"
    )
    noun = "Threshold" if points.bounds is None else "Thresholds"
    verb = ("was " if len(recent) == 1 else "were ") + ("" if state == "ALARM" else "not ")
    return (
        f"{noun} Crossed: {shown} out of the last {int(alarm.evaluation_periods)} datapoints "
        f"[{times}] {verb}{_comparison(alarm, points, [start for start, _ in recent])} ({least})."
    )


def _comparison(alarm: Alarm, points: Points, at: list[float]) -> str:
    words = WORDS[alarm.comparison_operator]
    if points.bounds is None:
        return f"{words} the threshold ({float(alarm.threshold)})"
    return words.format(lower=points.thresholds(at, 0), upper=points.thresholds(at, 1))


def _without_data(periods: int, state: State) -> str:
    noun = "datapoint was" if periods == 1 else "datapoints were"
    if state == "INSUFFICIENT_DATA":
        return f"Insufficient Data: {periods} {noun} unknown."
    treated = "Breaching" if state == "ALARM" else "NonBreaching"
    span = "period" if periods == 1 else "periods"
    return (
        f"Threshold Crossed: no datapoints were received for {periods} {span} and {periods} "
        f"missing {noun} treated as [{treated}]."
    )


def _at(start: float) -> str:
    return stamp(datetime.fromtimestamp(start, UTC))


def _short(start: float) -> str:
    return datetime.fromtimestamp(start, UTC).strftime("%d/%m/%y %H:%M:%S")
