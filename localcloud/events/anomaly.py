"""The usual range of a metric, for anomaly detection alarms.

AWS trains a model; here the range is the mean, plus and minus some standard deviations, of the same
hour of the day on up to 14 days before. With fewer than three such days there is none yet.
"""

import statistics

from localcloud.events.alarm_math import Formula, Span
from localcloud.events.metrics import Metrics

DAYS = 14
LEAST_DAYS = 3
DAY, HOUR = 86_400, 3600  # s
Bounds = tuple[float, float]  # lower, upper


def bounds(formula: Formula, metrics: Metrics, span: Span) -> list[Bounds | None]:
    """Return the range for each period; None where too little is known."""
    hours = [_hour(span.start + place * span.period, span.period) for place in range(span.count)]
    known = {hour: _of_hour(formula, metrics, hour) for hour in set(hours)}
    return [known[hour] for hour in hours]


def _hour(at: float, period: int) -> Span:
    if period >= HOUR:
        return Span(at, 1, period)
    return Span(at // HOUR * HOUR, HOUR // period, period)


def _of_hour(formula: Formula, metrics: Metrics, hour: Span) -> Bounds | None:
    assert formula.band is not None
    days = []
    for back in range(1, DAYS + 1):
        before = Span(hour.start - back * DAY, hour.count, hour.period)
        found = formula.computed(formula.band.of, metrics, before)
        days.append([value for value in found if value is not None])
    if sum(map(bool, days)) < LEAST_DAYS:
        return None
    seen = [value for day in days for value in day]
    middle = statistics.fmean(seen)
    half = formula.band.width * statistics.pstdev(seen, middle)
    return middle - half, middle + half
