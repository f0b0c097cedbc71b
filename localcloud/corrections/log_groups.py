"""CloudWatch Logs: which retentions there are, and metric filters in pages.

PutRetentionPolicy and DescribeMetricFilters, CloudWatch Logs API Reference, read 2026-11-20.
"""

from typing import TYPE_CHECKING

from moto.logs.models import logs_backends

from localcloud.answers import Answer, AwsError, result
from localcloud.api_call import ApiCall
from localcloud.corrections.pages import page

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

PAGE = 50
MONTHS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731)
YEARS = (1096, 1827, 2192, 2557, 2922, 3288, 3653)
RETENTION_DAYS = frozenset((*MONTHS, *YEARS))


def install(cloud: "Cloud") -> None:
    """Hook in."""
    cloud.gateway.check("logs", "PutRetentionPolicy", _check_retention)
    cloud.gateway.check("logs", "PutMetricFilter", _forget_filter)
    cloud.gateway.replace("logs", "DescribeMetricFilters", _describe_filters)


def _check_retention(call: ApiCall) -> None:
    days = call.params.get("retentionInDays")
    if days not in RETENTION_DAYS:
        raise AwsError(
            "InvalidParameterException",
            f"1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy "
            f"constraint: Member must satisfy enum value set: {sorted(RETENTION_DAYS)}",
        )


def _forget_filter(call: ApiCall) -> None:
    """Forget the filter of that name in the group: moto would keep both, AWS replaces it."""
    backend = logs_backends[call.account][call.region]
    backend.delete_metric_filter(call.params.get("filterName"), call.params.get("logGroupName"))


def _describe_filters(call: ApiCall) -> Answer:
    """List metric filters; a prefix counts only together with a log group."""
    wanted = call.params
    group, metric = wanted.get("logGroupName"), wanted.get("metricName")
    backend = logs_backends[call.account][call.region]
    if group and group not in backend.groups:
        raise AwsError("ResourceNotFoundException", "The specified log group does not exist.")
    if bool(metric) != bool(wanted.get("metricNamespace")):
        message = "metricName and metricNamespace must be given together."
        raise AwsError("InvalidParameterException", message)
    prefix = wanted.get("filterNamePrefix") if group else None
    found = backend.describe_metric_filters(prefix, group, metric, wanted.get("metricNamespace"))
    found = sorted(found, key=lambda each: (each["filterName"], each["logGroupName"]))
    size = int(wanted.get("limit") or PAGE)
    part, token = page(found, size, wanted.get("nextToken"), "InvalidParameterException")
    return result(call, {"metricFilters": part} | ({"nextToken": token} if token else {}))
