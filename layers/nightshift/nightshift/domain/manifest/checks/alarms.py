"""Alarms: CloudWatch would take them, and their expressions use what they declare."""

import re
from collections.abc import Iterator

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error, listed
from nightshift.domain.manifest.watch import Alarm, Metric

HIGH_RESOLUTION = (10, 20, 30)  # seconds; API_PutMetricAlarm, read 2026-11-21, also the limits
HOUR, DAY, WEEK = 3600, 86_400, 604_800  # seconds
NUMBER = r"\d+(\.\d+)?"
STATISTIC = re.compile(
    rf"Average|Sum|Minimum|Maximum|SampleCount|IQM|p(100|\d{{1,2}}(\.\d{{1,10}})?)"
    rf"|(tm|wm|tc|ts)\d{{1,2}}(\.\d{{1,10}})?|(TM|WM|TC|TS|PR)\(({NUMBER}%?)?:({NUMBER}%?)?\)"
)
IDENTIFIER = re.compile(r"\b[a-z]\w*", re.ASCII)
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
ALL_METRICS = re.compile(r"METRICS\(|SEARCH\(|^\s*SELECT\b")


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield alarms and widgets that CloudWatch would refuse or that watch nothing."""
    for number, alarm in enumerate(manifest.watch.alarms):
        here: Path = ("watch", "alarms", number)
        yield from _periods(here, alarm)
        yield from _statistics(here, alarm.metrics)
        yield from expression(here, alarm.metrics, alarm.expression)
        alone = alarm.expression or alarm.band is not None or len(alarm.metrics) == 1
        if not alone:
            message = f"{len(alarm.metrics)} metrics, and nothing says how they make one number"
            yield error("M-19", here, message, "add `expression:`, e.g. 100 * m1 / m2")
    dashboard = manifest.watch.dashboard
    for number, widget in enumerate(dashboard.widgets if dashboard else ()):
        here = ("watch", "dashboard", "widgets", number)
        yield from _statistics(here, widget.metrics)
        yield from expression(here, widget.metrics, widget.expression)


def _periods(here: Path, alarm: Alarm) -> Iterator[Finding]:
    period = alarm.period_seconds
    if period not in HIGH_RESOLUTION and period % 60:
        fix = f"write {max(60, round(period / 60) * 60)}: 10, 20, 30 or whole minutes"
        yield error(
            "M-20", (*here, "period_seconds"), f"CloudWatch has no period of {period} s", fix
        )
    span, limit = period * alarm.evaluate, DAY if period < HOUR else WEEK
    if span > limit:
        message = f"{alarm.evaluate} periods of {period} s are more than {limit // DAY} day(s)"
        field = "evaluate" if period <= limit else "period_seconds"
        fix = f"write at most {limit // period if period <= limit else limit}"
        yield error("M-20", (*here, field), message, fix)
    if (alarm.breaching or 1) > alarm.evaluate:
        message = f"{alarm.breaching} of {alarm.evaluate} periods cannot breach"
        yield error("M-20", (*here, "breaching"), message, f"write at most {alarm.evaluate}")


def _statistics(here: Path, metrics: tuple[Metric, ...]) -> Iterator[Finding]:
    for number, metric in enumerate(metrics):
        if not STATISTIC.fullmatch(metric.statistic):
            message = f"{metric.statistic!r} is no statistic of CloudWatch"
            fix = "write Average, Sum, Minimum, Maximum, SampleCount, or a percentile as p95"
            yield error("M-21", (*here, "metrics", number, "statistic"), message, fix)


def expression(here: Path, metrics: tuple[Metric, ...], text: str | None) -> Iterator[Finding]:
    """Yield metrics with the same id, and ids that only one of metrics and expression has."""
    ids = [metric.id for metric in metrics]
    twice = [number for number, name in enumerate(ids) if name in ids[:number]]
    if not text or ALL_METRICS.search(text):
        return
    if twice:
        path, fix = (*here, "metrics", twice[0], "id"), f"give it its own id: m{twice[0] + 1}"
        yield error("M-19", path, f"{ids[twice[0]]!r} is another metric's id already", fix)
        return
    plain = QUOTED.sub("", text)
    if not _balanced(plain):
        fix = "close each bracket that is opened"
        yield error("M-19", (*here, "expression"), f"{text!r} has a bracket too many or few", fix)
        return
    used = set(IDENTIFIER.findall(plain))
    if absent := sorted(used - set(ids)):
        fix = f"name one of: {listed(ids)}; functions are written in capitals"
        yield error("M-19", (*here, "expression"), f"there is no metric {listed(absent)}", fix)
        return  # what is not used was meant there
    for number, name in enumerate(ids):
        if name not in used:
            fix = "use it there, or remove the metric"
            message = f"metric {name!r} is not used in the expression"
            yield error("M-19", (*here, "metrics", number), message, fix)


def _balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign in "([") - (sign in ")]")
        if depth < 0:
            return False
    return depth == 0
