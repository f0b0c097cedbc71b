"""Metric filters: log events that match a pattern become values of a metric.

CloudWatch Logs User Guide "Creating metrics from log events using filters", PutMetricFilter and
TestMetricFilter, read 2026-11-20. moto keeps the filters.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.logs.models import LogsBackend, logs_backends

from localcloud.answers import Answer, AwsError, result
from localcloud.api_call import ApiCall
from localcloud.events import filter_patterns
from localcloud.events.filter_conditions import (
    MISSING,
    Field,
    Lookup,
    PatternError,
    as_number,
)
from localcloud.events.metrics import Metrics

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

FILTERS_LIMIT = 100  # of a log group; PutMetricFilter
DIMENSIONS_LIMIT = 3  # MetricTransformation
MINUTE = 60_000  # ms


def install(cloud: "Cloud", metrics: Metrics) -> None:
    """Check what is put, and look at every log event."""
    cloud.gateway.check("logs", "PutMetricFilter", _check)
    cloud.gateway.check("logs", "DeleteMetricFilter", _check_known)
    cloud.gateway.replace("logs", "TestMetricFilter", _test)
    _patch_put(cloud)
    _patch_events(metrics)


def _patch_put(cloud: "Cloud") -> None:
    """PutMetricFilter "creates or updates": moto keeps both of one name."""
    original = LogsBackend.put_metric_filter

    def put_metric_filter(self: Any, name: str, pattern: str, group: str, *rest: Any) -> None:
        self.filters.delete_filter(name, group)
        original(self, name, pattern, group, *rest)
        at = int(cloud.clock.now().timestamp() * 1000)
        self.filters.metric_filters[-1]["creationTime"] = at

    LogsBackend.put_metric_filter = put_metric_filter


def _patch_events(metrics: Metrics) -> None:
    original = LogsBackend.put_log_events

    def put_log_events(
        self: Any, log_group_name: str, log_stream_name: str, log_events: list[dict[str, Any]]
    ) -> Any:
        answer = original(self, log_group_name, log_stream_name, log_events)
        for kept in self.filters.metric_filters:
            if kept["logGroupName"] == log_group_name:
                for namespace, data in values(kept, log_events):
                    metrics.put(self.region_name, namespace, data, self.account_id)
        return answer

    LogsBackend.put_log_events = put_log_events


def values(
    kept: dict[str, Any], events: list[dict[str, Any]]
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield (namespace, metric data) that a filter makes of log events."""
    pattern = filter_patterns.parse(kept["filterPattern"])
    found = [(event["timestamp"], pattern.match(event["message"])) for event in events]
    matched = {at // MINUTE for at, lookup in found if lookup is not None}
    silent = sorted({at // MINUTE for at, _ in found} - matched)
    for wanted in kept["metricTransformations"]:
        data = [
            datum
            for at, lookup in found
            if lookup is not None and (datum := _datum(wanted, lookup, at)) is not None
        ]
        if wanted.get("defaultValue") is not None:
            default = float(wanted["defaultValue"])
            data += [_of(wanted, default, minute * MINUTE, []) for minute in silent]
        if data:
            yield wanted["metricNamespace"], data


def _datum(wanted: dict[str, Any], lookup: Lookup, at: int) -> dict[str, Any] | None:
    """Return one value; None where the event lacks the value or a dimension."""
    text = str(wanted["metricValue"])
    value = as_number(lookup(text) if text.startswith("$") else Field(text))
    named = {name: lookup(field) for name, field in (wanted.get("dimensions") or {}).items()}
    if value is None or any(found is MISSING or found is None for found in named.values()):
        return None
    return _of(wanted, value, at, [{"Name": n, "Value": str(v)} for n, v in named.items()])


def _of(
    wanted: dict[str, Any], value: float, at: int, dimensions: list[dict[str, str]]
) -> dict[str, Any]:
    return {
        "MetricName": wanted["metricName"],
        "Value": value,
        "Unit": wanted.get("unit") or "None",
        "Timestamp": datetime.fromtimestamp(at / 1000, UTC),
        "Dimensions": dimensions,
    }


def _check(call: ApiCall) -> None:
    wanted = call.params
    backend = _require_group(call)
    pattern = _pattern(wanted.get("filterPattern") or "")
    for transformation in wanted.get("metricTransformations") or ():
        _check_transformation(transformation, has_fields=pattern.has_fields)
    others = [
        kept
        for kept in backend.filters.metric_filters
        if kept["logGroupName"] == wanted["logGroupName"]
        and kept["filterName"] != wanted["filterName"]
    ]
    if len(others) >= FILTERS_LIMIT:
        raise AwsError("LimitExceededException", "Resource limit exceeded.")


def _check_transformation(wanted: dict[str, Any], *, has_fields: bool) -> None:
    value = str(wanted.get("metricValue") or "")
    if not value.startswith("$") and as_number(Field(value)) is None:
        raise _invalid(f"Invalid metricValue: {value!r} is neither a number nor a field")
    dimensions = wanted.get("dimensions") or {}
    if dimensions and not has_fields:
        raise _invalid("The specified filter pattern does not support dimensions")
    if dimensions and wanted.get("defaultValue") is not None:
        raise _invalid("Invalid metric transformation: dimensions and default value are exclusive")
    if len(dimensions) > DIMENSIONS_LIMIT:
        raise _invalid(f"A metric filter has at most {DIMENSIONS_LIMIT} dimensions")


def _check_known(call: ApiCall) -> None:
    backend, wanted = _require_group(call), call.params
    kept = {(each["logGroupName"], each["filterName"]) for each in backend.filters.metric_filters}
    if (wanted["logGroupName"], wanted["filterName"]) not in kept:
        raise AwsError("ResourceNotFoundException", "The specified metric filter does not exist.")


def _require_group(call: ApiCall) -> Any:
    backend = logs_backends[call.account][call.region]
    if call.params.get("logGroupName") not in backend.groups:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    return backend


def _test(call: ApiCall) -> Answer:
    pattern = _pattern(call.params.get("filterPattern") or "")
    matches = []
    for number, message in enumerate(call.params.get("logEventMessages") or (), 1):
        lookup = pattern.match(message)
        if lookup is not None:
            extracted = {name: lookup(name) for name in pattern.selectors}
            shown = {name: str(v) for name, v in extracted.items() if v is not MISSING}
            found = {"eventNumber": number, "eventMessage": message, "extractedValues": shown}
            matches.append(found)
    return result(call, {"matches": matches})


def _pattern(text: str) -> filter_patterns.Pattern:
    try:
        return filter_patterns.parse(text)
    except PatternError as problem:
        raise _invalid(str(problem)) from problem


def _invalid(message: str) -> AwsError:
    return AwsError("InvalidParameterException", message)
