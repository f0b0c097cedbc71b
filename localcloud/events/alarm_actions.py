"""What an alarm does when its state changes: an event, SNS, Lambda; and its history."""

import json
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session
from moto.cloudwatch.models import Alarm

from localcloud.api_call import Home
from localcloud.events import alarm_messages, targets
from localcloud.events.permissions import Sender
from localcloud.events.retries import Delivery, GivenUp, RetryPolicy
from localcloud.events.targets import Parcel

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

ACTIONS = {
    "ALARM": "alarm_actions",
    "OK": "ok_actions",
    "INSUFFICIENT_DATA": "insufficient_data_actions",
}
LAMBDA_PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com"


def home_of(alarm: Alarm) -> Home:
    """Return the account and the region of an alarm."""
    region, account = alarm.alarm_arn.split(":")[3:5]
    return Home(account, region)


@dataclass(frozen=True, slots=True)
class Moment:
    """An alarm's state at one time."""

    value: str
    reason: str
    data: str
    at: datetime

    @staticmethod
    def of(alarm: Alarm) -> "Moment":
        """Return the present state of an alarm."""
        at = alarm.state_updated_timestamp.replace(tzinfo=UTC)
        return Moment(alarm.state_value, alarm.state_reason, alarm.state_reason_data, at)


@dataclass(frozen=True, slots=True)
class Change:
    """One change of state."""

    alarm: Alarm
    before: Moment
    after: Moment


class AlarmActions:
    """Act on changes, and remember them."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._history: list[tuple[Home, dict[str, Any]]] = []
        self._lock = threading.Lock()

    def history(self, home: Home) -> list[dict[str, Any]]:
        """Return the history items of an account's alarms in a region, oldest first."""
        with self._lock:
            return [item for place, item in self._history if place == home]

    def record(self, alarm: Alarm, kind: str, summary: str, data: dict[str, Any]) -> None:
        """Add one history item: ConfigurationUpdate, StateUpdate or Action."""
        item = {
            "AlarmName": alarm.name,
            "AlarmType": "MetricAlarm",
            "Timestamp": self._cloud.clock.now(),
            "HistoryItemType": kind,
            "HistorySummary": summary,
            "HistoryData": json.dumps(data),
        }
        with self._lock:
            self._history.append((home_of(alarm), item))

    def act(self, change: Change) -> None:
        """Record the change, put its event, and run the actions of the new state."""
        alarm = change.alarm
        summary = f"Alarm updated from {change.before.value} to {change.after.value}"
        self.record(alarm, "StateUpdate", summary, alarm_messages.history_data(change))
        self._cloud.events.emit(
            "aws.cloudwatch",
            "CloudWatch Alarm State Change",
            alarm_messages.event_detail(change),
            [alarm.alarm_arn],
            region=alarm.region_name,
            account=home_of(alarm).account,
        )
        if alarm.actions_enabled:
            for arn in getattr(alarm, ACTIONS[change.after.value]) or ():
                self._cloud.activity.spawn(self._run, change, arn, name="alarm action")

    def _run(self, change: Change, arn: str) -> None:
        alarm, is_topic = change.alarm, targets.kind_of(arn) == "sns"
        Delivery(
            self._cloud.clock,
            RetryPolicy(),
            attempt=lambda _: self._publish(change, arn) if is_topic else self._invoke(change, arn),
            give_up=lambda given_up: self._failed(alarm, arn, given_up),
            done=lambda: None,
        ).run()

    def _publish(self, change: Change, arn: str) -> None:
        alarm, region = change.alarm, region_title(change.alarm.region_name)
        subject = f'{change.after.value}: "{alarm.name}" in {region}'
        message = json.dumps(alarm_messages.notification(change, region), ensure_ascii=False)
        owner = home_of(alarm).account
        sender = Sender("cloudwatch.amazonaws.com", alarm.alarm_arn, owner, owner=owner)
        parcel = Parcel({"Arn": arn, "Subject": subject[:100]}, message, sender, "")
        targets.send(self._cloud, parcel)
        self._succeeded(alarm, arn)

    def _invoke(self, change: Change, arn: str) -> None:
        alarm = change.alarm
        payload = json.dumps(alarm_messages.invocation(change), ensure_ascii=False)
        sender = Sender(LAMBDA_PRINCIPAL, alarm.alarm_arn, home_of(alarm).account)
        targets.send(self._cloud, Parcel({"Arn": arn}, payload, sender, ""))
        self._succeeded(alarm, arn)

    def _succeeded(self, alarm: Alarm, arn: str) -> None:
        data = {"actionState": "Succeeded", "notificationResource": arn}
        self.record(alarm, "Action", f"Successfully executed action {arn}", data)

    def _failed(self, alarm: Alarm, arn: str, given_up: GivenUp) -> None:
        data = {
            "actionState": "Failed",
            "notificationResource": arn,
            "error": given_up.error.message,
        }
        self.record(alarm, "Action", f"Failed to execute action {arn}", data)


@cache
def region_title(region: str) -> str:
    """Return a region's name for people: `Asia Pacific (Seoul)`."""
    endpoints = botocore.session.get_session().get_data("endpoints")
    for partition in endpoints["partitions"]:
        if region in partition["regions"]:
            return str(partition["regions"][region]["description"])
    return region
