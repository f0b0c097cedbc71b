"""Lists of alarms in pages, the longest evaluation, tags that come and go with their alarm.

PutMetricAlarm, DescribeAlarms and DeleteAlarms, CloudWatch API Reference, read 2026-11-20.
"""

from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import CloudWatchBackend
from moto.cloudwatch.responses import CloudWatchResponse
from moto.core.responses import ActionResult

from localcloud.answers import AwsError
from localcloud.api_call import ApiCall
from localcloud.corrections.pages import page

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

PAGE = 50  # alarms, where MaxRecords does not say
DAY, WEEK, HOUR = 86_400, 604_800, 3_600  # s

_moto_describe = CloudWatchResponse.describe_alarms
_moto_delete = CloudWatchBackend.delete_alarms


def install(cloud: "Cloud") -> None:
    """Patch moto once, and check what an alarm looks at."""
    CloudWatchResponse.describe_alarms = _describe
    CloudWatchBackend.delete_alarms = _delete
    _patch_put()
    cloud.gateway.check("cloudwatch", "PutMetricAlarm", _check_span)
    cloud.gateway.check("cloudwatch", "DescribeAlarms", _check_describe)


def _check_describe(call: ApiCall) -> None:
    if call.params.get("AlarmNamePrefix") and call.params.get("AlarmNames"):
        message = "Only one of AlarmNames or AlarmNamePrefix may be specified"
        raise AwsError("ValidationError", message)
    token = call.params.get("NextToken")
    page((), PAGE, token, "InvalidNextToken")


def _describe(self: CloudWatchResponse) -> ActionResult:
    answer = _moto_describe(self)
    size = int(self._get_param("MaxRecords") or PAGE)
    alarms = sorted(answer.result["MetricAlarms"], key=lambda alarm: alarm.name)
    found, token = page(alarms, size, self._get_param("NextToken"), "InvalidNextToken")
    return ActionResult({**answer.result, "MetricAlarms": found, "NextToken": token})


def _patch_put() -> None:
    """Ignore tags of an alarm that is there already."""
    original = CloudWatchBackend.put_metric_alarm

    def put_metric_alarm(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        if name in self.alarms:
            kwargs["tags"] = None
        return original(self, name, *args, **kwargs)

    CloudWatchBackend.put_metric_alarm = put_metric_alarm


def _delete(self: CloudWatchBackend, alarm_names: list[str]) -> None:
    """Forget an alarm's tags with it: the next one of its name has none of them."""
    for name in alarm_names:
        if name in self.alarms:
            self.tagger.delete_all_tags_for_resource(self.alarms[name].alarm_arn)
    _moto_delete(self, alarm_names)


def _check_span(call: ApiCall) -> None:
    wanted = call.params
    stats = [metric.get("MetricStat") or metric for metric in wanted.get("Metrics") or ()]
    period = max(int(each.get("Period") or 0) for each in (wanted, *stats))
    span = period * int(wanted.get("EvaluationPeriods") or 0)
    limit = DAY if period < HOUR else WEEK
    if span > limit:
        raise AwsError(
            "ValidationError",
            "Metrics cannot be checked across more than "
            f"{'a day' if limit == DAY else 'seven days'} "
            f"(EvaluationPeriods * Period must be <= {limit})",
        )
