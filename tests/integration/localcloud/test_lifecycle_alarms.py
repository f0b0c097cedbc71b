"""CloudWatch: the actions of an alarm are switched off and on, its state goes on changing."""

from typing import Any

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.alarm_scene import alarm, changes, topic_to
from tests.integration.localcloud.events_scene import inbox, unique


def test_switched_off_actions_are_not_run_until_they_are_on_again(cloud: CloudProcess) -> None:
    """'Disables the actions for the specified alarms. When an alarm's actions are disabled, the
    alarm actions do not execute when the alarm state changes.' 'Enables the actions for the
    specified alarms.' (CloudWatch API Reference, "DisableAlarmActions", "EnableAlarmActions")."""
    box, watch = inbox(cloud, "sns.amazonaws.com"), cloud.client("cloudwatch")
    name = alarm(cloud, unique("metric"), AlarmActions=[topic_to(cloud, box)])

    def enabled() -> bool:
        return bool(found(watch, name)["ActionsEnabled"])

    def put(state: str) -> None:
        watch.set_alarm_state(AlarmName=name, StateValue=state, StateReason=state)
        cloud.settle()

    watch.disable_alarm_actions(AlarmNames=[name])
    off = enabled()
    put("ALARM")
    quiet = box.bodies()
    watch.enable_alarm_actions(AlarmNames=[name])
    put("OK")
    put("ALARM")

    assert (off, enabled(), quiet) == (False, True, [])
    assert [body["NewStateValue"] for body in box.bodies()] == ["ALARM"]
    assert changes(cloud, name) == [
        ("INSUFFICIENT_DATA", "ALARM"),
        ("ALARM", "OK"),
        ("OK", "ALARM"),
    ]


def found(watch: Any, name: str) -> Any:
    return watch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]
