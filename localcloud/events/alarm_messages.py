"""An alarm's change of state as SNS, Lambda, EventBridge and the history write it.

CloudWatch User Guide "Alarm events and EventBridge", "Invoke a Lambda function from an alarm", and
"Notify users on alarm changes", read 2026-11-20.
"""

import json
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import Alarm

from localcloud.events import alarm_reasons

if TYPE_CHECKING:
    from localcloud.events.alarm_actions import Change, Moment


def event_detail(change: "Change") -> dict[str, Any]:
    """Return the detail of `CloudWatch Alarm State Change`."""
    return {
        "alarmName": change.alarm.name,
        "configuration": _configuration(change.alarm),
        "previousState": _state(change.before),
        "state": _state(change.after),
    }


def invocation(change: "Change") -> dict[str, Any]:
    """Return the payload of a Lambda action."""
    alarm = change.alarm
    return {
        "source": "aws.cloudwatch",
        "alarmArn": alarm.alarm_arn,
        "accountId": alarm.alarm_arn.split(":")[4],
        "time": alarm_reasons.stamp(change.after.at),
        "region": alarm.region_name,
        "alarmData": {
            "alarmName": alarm.name,
            "state": _state(change.after),
            "previousState": _state(change.before),
            "configuration": _configuration(alarm),
        },
    }


def notification(change: "Change", region: str) -> dict[str, Any]:
    """Return the SNS message of an alarm; `region` is the name for people."""
    alarm = change.alarm
    updated = alarm.configuration_updated_timestamp
    return {
        "AlarmName": alarm.name,
        "AlarmDescription": alarm.description,
        "AWSAccountId": alarm.alarm_arn.split(":")[4],
        "AlarmConfigurationUpdatedTimestamp": updated.isoformat(timespec="milliseconds") + "+0000",
        "NewStateValue": change.after.value,
        "NewStateReason": change.after.reason,
        "StateChangeTime": alarm_reasons.stamp(change.after.at),
        "Region": region,
        "AlarmArn": alarm.alarm_arn,
        "OldStateValue": change.before.value,
        "OKActions": list(alarm.ok_actions or ()),
        "AlarmActions": list(alarm.alarm_actions or ()),
        "InsufficientDataActions": list(alarm.insufficient_data_actions or ()),
        "Trigger": _trigger(alarm),
    }


def history_data(change: "Change") -> dict[str, Any]:
    """Return the data of a StateUpdate item."""
    sides = {"oldState": change.before, "newState": change.after}
    return {
        "version": "1.0",
        **{
            name: {"stateValue": side.value, "stateReason": side.reason}
            for name, side in sides.items()
        },
    }


def _state(moment: "Moment") -> dict[str, Any]:
    has_data = moment.data and json.loads(moment.data)
    return {
        "value": moment.value,
        "reason": moment.reason,
        **({"reasonData": moment.data} if has_data else {}),
        "timestamp": alarm_reasons.stamp(moment.at),
    }


def _configuration(alarm: Alarm) -> dict[str, Any]:
    described = {"description": alarm.description} if alarm.description else {}
    return {**described, "metrics": _metrics(alarm)}


def _metrics(alarm: Alarm) -> list[dict[str, Any]]:
    if not alarm.metric_data_queries:
        metric = _metric(alarm.namespace, alarm.metric_name, alarm.dimensions)
        stat = alarm.statistic or alarm.extended_statistic
        whole = {"metric": metric, "period": int(alarm.period), "stat": stat}
        return [{"id": alarm.name, "metricStat": whole, "returnData": True}]
    found = []
    for query in alarm.metric_data_queries:
        item: dict[str, Any] = {"id": query.id, "returnData": query.return_data is not False}
        if query.expression:
            item["expression"] = query.expression
        if query.label:
            item["label"] = query.label
        if query.metric_stat:
            given = query.metric_stat
            metric = _metric(
                given.metric.namespace, given.metric.metric_name, given.metric.dimensions
            )
            item["metricStat"] = {
                "metric": metric,
                "period": int(given.period),
                "stat": given.stat,
            }
        found.append(item)
    return found


def _metric(namespace: str, name: str, dimensions: list[Any]) -> dict[str, Any]:
    pairs = {dimension.name: dimension.value for dimension in dimensions}
    return {"dimensions": pairs, "name": name, "namespace": namespace}


def _trigger_metrics(alarm: Alarm) -> list[dict[str, Any]]:
    found = []
    for query in alarm.metric_data_queries:
        item: dict[str, Any] = {"Id": query.id, "ReturnData": query.return_data is not False}
        if query.expression:
            item["Expression"] = query.expression
        if query.label:
            item["Label"] = query.label
        if query.metric_stat:
            given = query.metric_stat
            pairs = [{"value": d.value, "name": d.name} for d in given.metric.dimensions]
            metric = {
                "Dimensions": pairs,
                "MetricName": given.metric.metric_name,
                "Namespace": given.metric.namespace,
            }
            item["MetricStat"] = {
                "Metric": metric,
                "Period": int(given.period),
                "Stat": given.stat,
            }
        found.append(item)
    return found


def _trigger(alarm: Alarm) -> dict[str, Any]:
    band = alarm.threshold_metric_id
    shared = {
        "EvaluationPeriods": int(alarm.evaluation_periods),
        "DatapointsToAlarm": int(alarm.datapoints_to_alarm or alarm.evaluation_periods),
        "ComparisonOperator": alarm.comparison_operator,
        **({"ThresholdMetricId": band} if band else {"Threshold": float(alarm.threshold)}),
        "TreatMissingData": alarm.treat_missing_data or "missing",
        "EvaluateLowSampleCountPercentile": alarm.evaluate_low_sample_count_percentile or "",
    }
    if alarm.metric_data_queries:
        return {"Metrics": _trigger_metrics(alarm), **shared}
    return {
        "MetricName": alarm.metric_name,
        "Namespace": alarm.namespace,
        "StatisticType": "Statistic" if alarm.statistic else "ExtendedStatistic",
        "Statistic": (alarm.statistic or alarm.extended_statistic).upper(),
        "Unit": alarm.unit,
        "Dimensions": [{"value": d.value, "name": d.name} for d in alarm.dimensions],
        "Period": int(alarm.period),
        **shared,
    }
