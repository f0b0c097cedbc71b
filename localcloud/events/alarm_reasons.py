"""Say why an alarm changed its state, in CloudWatch's words."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from moto.cloudwatch.models import Alarm

from localcloud.events.alarm_decision import OPERATORS, State

WORDS = {
    "GreaterThanThreshold": "greater than",
    "GreaterThanOrEqualToThreshold": "greater than or equal to",
    "LessThanThreshold": "less than",
    "LessThanOrEqualToThreshold": "less than or equal to",
}


@dataclass(frozen=True, slots=True)
class Points:
    """An evaluation range, oldest first."""

    starts: list[float]
    values: list[float | None]
    period: int  # s

    def known(self) -> list[tuple[float, float]]:
        """Return (start, value) of the points that have one, newest first."""
        pairs = zip(self.starts, self.values, strict=True)
        return [(start, value) for start, value in pairs if value is not None][::-1]


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
        "threshold": float(alarm.threshold),
        "evaluatedDatapoints": [
            {"timestamp": _at(start), "value": value} for start, value in recent
        ],
    }
    return _reason(alarm, recent, state), data


def _reason(alarm: Alarm, recent: list[tuple[float, float]], state: State) -> str:
    periods = int(alarm.evaluation_periods)
    if not recent:
        noun = "datapoint was" if periods == 1 else "datapoints were"
        if state == "INSUFFICIENT_DATA":
            return f"Insufficient Data: {periods} {noun} unknown."
        treated = "Breaching" if state == "ALARM" else "NonBreaching"
        span = "period" if periods == 1 else "periods"
        return (
            f"Threshold Crossed: no datapoints were received for {periods} {span} and {periods} "
            f"missing {noun} treated as [{treated}]."
        )
    breaches = OPERATORS[alarm.comparison_operator]
    hits = sum(breaches(value, float(alarm.threshold)) for _, value in recent)
    shown = hits if state == "ALARM" else len(recent) - hits
    times = ", ".join(f"{value} ({_short(start)})" for start, value in recent)
    words = ("" if state == "ALARM" else "not ") + WORDS[alarm.comparison_operator]
    wanted = int(alarm.datapoints_to_alarm or periods)
    verb = "was" if len(recent) == 1 else "were"
    least = f"minimum {wanted} datapoint{'' if wanted == 1 else 's'} for " + (
        "OK -> ALARM transition" if state == "ALARM" else "ALARM -> OK transition"
    )
    return (
        f"Threshold Crossed: {shown} out of the last {periods} datapoints [{times}] "
        f"{verb} {words} the threshold ({float(alarm.threshold)}) ({least})."
    )


def _at(start: float) -> str:
    return stamp(datetime.fromtimestamp(start, UTC))


def _short(start: float) -> str:
    return datetime.fromtimestamp(start, UTC).strftime("%d/%m/%y %H:%M:%S")
