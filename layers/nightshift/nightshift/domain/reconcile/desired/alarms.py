"""CloudWatch alarms: of one metric, of an expression over several, or of an anomaly band.

The shapes are PutMetricAlarm's (API reference, read 2026-11-20).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from nightshift.domain.manifest.watch import Alarm, Metric
from nightshift.domain.reconcile.desired.site import Site
from nightshift.domain.reconcile.resources import Kind, Resource

DESCRIPTION_LIMIT = 1024  # characters; API_PutMetricAlarm
STATISTICS = frozenset({"Average", "Sum", "Minimum", "Maximum", "SampleCount"})
OPERATORS = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
    "<=": "LessThanOrEqualToThreshold",
    "below-band": "LessThanLowerThreshold",
    "above-band": "GreaterThanUpperThreshold",
    "outside-band": "LessThanLowerOrGreaterThanUpperThreshold",
}


def resources(site: Site, alarms: Iterable[Alarm]) -> Iterator[Resource]:
    """Yield the alarms that the ceiling leaves."""
    for alarm in alarms:
        definition = {**_watched(alarm), **_judged(alarm), **_told(site, alarm)}
        yield site.resource(Kind.ALARM, site.named(alarm.name), definition)


def free_id(wished: str, metrics: Iterable[Metric]) -> str:
    """Return an id for an expression that none of its metrics has."""
    taken = {metric.id for metric in metrics}
    while wished in taken:
        wished += "x"
    return wished


def _watched(alarm: Alarm) -> dict[str, Any]:
    if alarm.band is not None:
        return _band(alarm, alarm.band)
    if alarm.expression is not None:
        return {"Metrics": _calculated(alarm, alarm.expression)}
    metric = alarm.metrics[0]
    extended = metric.statistic not in STATISTICS
    return {
        "Namespace": metric.namespace,
        "MetricName": metric.metric,
        "ExtendedStatistic" if extended else "Statistic": metric.statistic,
        "Dimensions": _dimensions(metric),
        "Period": alarm.period_seconds,
    }


def _band(alarm: Alarm, deviations: float) -> dict[str, Any]:
    """Return the band around the expression or, without one, around the first metric."""
    if alarm.expression is None:
        queries = [_query(alarm, alarm.metrics[0], returned=True)]
        around = alarm.metrics[0].id
    else:
        queries = _calculated(alarm, alarm.expression)
        around = queries[-1]["Id"]
    band = free_id("band", alarm.metrics)
    limits = {
        "Id": band,
        "Expression": f"ANOMALY_DETECTION_BAND({around}, {deviations:g})",
        "Label": "expected",
        "ReturnData": True,
    }
    return {"Metrics": [*queries, limits], "ThresholdMetricId": band}


def _calculated(alarm: Alarm, expression: str) -> list[dict[str, Any]]:
    result = {
        "Id": free_id("e1", alarm.metrics),
        "Expression": expression,
        "Label": alarm.name,
        "ReturnData": True,
    }
    return [*(_query(alarm, metric, returned=False) for metric in alarm.metrics), result]


def _query(alarm: Alarm, metric: Metric, *, returned: bool) -> dict[str, Any]:
    series = {
        "Namespace": metric.namespace,
        "MetricName": metric.metric,
        "Dimensions": _dimensions(metric),
    }
    statistics = {
        "Metric": series,
        "Period": alarm.period_seconds,
        "Stat": metric.statistic,
    }
    return {
        "Id": metric.id,
        "Label": metric.label,
        "MetricStat": statistics,
        "ReturnData": returned,
    }


def _judged(alarm: Alarm) -> dict[str, Any]:
    return {
        "ComparisonOperator": OPERATORS[alarm.compare],
        "Threshold": alarm.threshold,
        "EvaluationPeriods": alarm.evaluate,
        "DatapointsToAlarm": alarm.breaching or alarm.evaluate,
        "TreatMissingData": alarm.missing,
    }


def _told(site: Site, alarm: Alarm) -> dict[str, Any]:
    topics = [site.topic_arn(name) for name in alarm.topics]
    return {
        "AlarmDescription": _description(alarm),
        "ActionsEnabled": not site.asleep,
        "AlarmActions": topics,
        "OKActions": topics,
    }


def _description(alarm: Alarm) -> str:
    """Return the summary, the row and the runbook; a long summary is cut, the others never."""
    runbook = f" Runbook: {alarm.runbook}" if alarm.runbook else ""
    ending = f" ({alarm.row}){runbook}"
    room = max(DESCRIPTION_LIMIT - len(ending), 0)
    summary = alarm.summary if len(alarm.summary) <= room else alarm.summary[: room - 1] + "…"
    return (summary + ending)[:DESCRIPTION_LIMIT]


def _dimensions(metric: Metric) -> list[dict[str, str]]:
    return [{"Name": name, "Value": value} for name, value in metric.dimensions.items()]
