"""CloudWatch's alarm API: what moto takes and this cloud cannot do, and what moto forgets."""

import re
from typing import TYPE_CHECKING, Any

from moto.cloudwatch.models import CloudWatchBackend
from moto.core.request import determine_request_protocol
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.events import alarm_math, targets
from localcloud.events.alarm_actions import Moment
from localcloud.events.alarm_decision import BAND_OPERATORS
from localcloud.events.alarm_math import Formula
from localcloud.events.alarms import Alarms
from localcloud.events.metric_math import UnsupportedMathError
from localcloud.events.scheduler import moment

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

STATISTICS = re.compile(r"SampleCount|Sum|Average|Minimum|Maximum|p(\d{1,2}(\.\d+)?|100)")
ACTION_LISTS = ("AlarmActions", "OKActions", "InsufficientDataActions")


class AlarmCalls:
    """Checks before moto, evaluation after it."""

    def __init__(self, cloud: "Cloud", alarms: Alarms) -> None:
        self._cloud = cloud
        self._alarms = alarms

    def install(self) -> None:
        """Hook in, and patch moto's alarm states."""
        self._cloud.gateway.replace("cloudwatch", "PutMetricAlarm", _check)
        self._cloud.gateway.replace("cloudwatch", "PutCompositeAlarm", _refuse_composite)
        self._cloud.gateway.replace("cloudwatch", "DescribeAlarmHistory", self._history)
        self._cloud.gateway.after(self._after)
        _patch_put()
        _patch_set_state(self._alarms)

    def _after(self, call: ApiCall, answer: Answer) -> None:
        if call.model != "cloudwatch" or answer.status >= 400:
            return
        if call.operation == "PutMetricAlarm":
            self._alarms.watch(call.home, call.params)
        elif call.operation == "DeleteAlarms":
            for name in call.params["AlarmNames"]:
                self._alarms.forget(call.home, name)

    def _history(self, call: ApiCall) -> Answer:
        wanted = call.params
        start, end = moment(wanted.get("StartDate")), moment(wanted.get("EndDate"))
        items = [
            item
            for item in self._alarms.actions.history(call.home)
            if wanted.get("AlarmName") in (None, item["AlarmName"])
            and wanted.get("HistoryItemType") in (None, item["HistoryItemType"])
            and (start is None or item["Timestamp"] >= start)
            and (end is None or item["Timestamp"] <= end)
        ]
        if wanted.get("ScanBy") != "TimestampAscending":
            items.reverse()
        return _answer(call, {"AlarmHistoryItems": items[: int(wanted.get("MaxRecords") or 100)]})


def _check(call: ApiCall) -> None:
    wanted = call.params
    _check_threshold(wanted)
    try:
        formula = alarm_math.of_alarm(call.home, wanted)
    except KeyError as missing:
        raise _refused(f"{missing.args[0]} is required") from missing
    except UnsupportedMathError as problem:
        raise _refused(f"metric math: {problem}") from problem
    _check_statistics(formula)
    period, periods = formula.period, int(wanted.get("EvaluationPeriods") or 0)
    if period not in (10, 20, 30) and period % 60:
        raise _refused("Period must be 10, 20, 30 or a multiple of 60")
    if not 1 <= int(wanted.get("DatapointsToAlarm") or periods) <= periods:
        raise _refused("DatapointsToAlarm must be between 1 and EvaluationPeriods")
    for arn in (arn for name in ACTION_LISTS for arn in wanted.get(name) or ()):
        if targets.kind_of(arn) not in ("sns", "lambda"):
            raise _refused(f"the embedded cloud's alarms act through SNS and Lambda, not {arn}")


def _check_statistics(formula: Formula) -> None:
    for source in formula.sources.values():
        if not STATISTICS.fullmatch(source.statistic):
            raise _refused(f"the embedded cloud does not know the statistic {source.statistic}")


def _check_threshold(wanted: dict[str, Any]) -> None:
    operator, band = wanted.get("ComparisonOperator"), wanted.get("ThresholdMetricId")
    if (operator in BAND_OPERATORS) != bool(band):
        raise _refused(
            f"{operator} {'needs' if not band else 'does not go with'} ThresholdMetricId"
        )
    if bool(band) == (wanted.get("Threshold") is not None):
        raise _refused("exactly one of Threshold and ThresholdMetricId must be given")


def _refuse_composite(_: ApiCall) -> None:
    raise _refused("composite alarms are not in the embedded cloud")


def _refused(message: str) -> AwsError:
    return AwsError("ValidationError", message)


def _patch_put() -> None:
    """A new alarm has no data yet; an updated one keeps its state (PutMetricAlarm)."""
    original = CloudWatchBackend.put_metric_alarm

    def put_metric_alarm(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
        old = self.alarms.get(name)
        alarm = original(self, name, *args, **kwargs)
        if old is None:
            alarm.state_value = "INSUFFICIENT_DATA"
            return alarm
        alarm.state_value, alarm.state_reason = old.state_value, old.state_reason
        alarm.state_reason_data = old.state_reason_data
        alarm.state_updated_timestamp = old.state_updated_timestamp
        return alarm

    CloudWatchBackend.put_metric_alarm = put_metric_alarm


def _patch_set_state(alarms: Alarms) -> None:
    original = CloudWatchBackend.set_alarm_state

    def set_alarm_state(self: Any, alarm_name: str, *args: Any, **kwargs: Any) -> None:
        alarm = self.alarms.get(alarm_name)
        before = Moment.of(alarm) if alarm else None
        original(self, alarm_name, *args, **kwargs)
        if before is not None:
            alarms.set_by_hand(alarm, before)

    CloudWatchBackend.set_alarm_state = set_alarm_state


def _answer(call: ApiCall, result: dict[str, Any]) -> Answer:
    service = get_service_model(call.model)
    protocol = determine_request_protocol(service, call.request.content_type)
    serializer = get_serializer_class(call.model, protocol)
    operation = service.operation_model(call.operation)
    serialized = serializer(operation_model=operation).serialize(result)
    body = serialized["body"]
    headers = {str(name): str(value) for name, value in serialized["headers"].items()}
    return Answer(200, headers, body.encode() if isinstance(body, str) else bytes(body))
