"""What alarms do when they change, as the CloudWatch documentation says."""

import json
from datetime import datetime

from tests.cloud_process import CloudProcess
from tests.integration.localcloud.alarm_scene import alarm, changes, put_metric, state, topic_to
from tests.integration.localcloud.events_scene import ACCOUNT, inbox, unique


def test_an_alarm_goes_off_notifies_and_comes_back(cloud: CloudProcess) -> None:
    """Using CloudWatch alarms: an alarm "performs one or more actions based on the value of the
    metric relative to a threshold over a number of time periods"."""
    box, metric = inbox(cloud, "sns.amazonaws.com"), unique("metric")
    topic = topic_to(cloud, box)
    name = alarm(cloud, metric, AlarmActions=[topic], OKActions=[topic])
    cloud.advance(60)

    put_metric(cloud, metric, 3.0)
    cloud.advance(60)
    during = state(cloud, name)
    cloud.advance(600)

    first, *rest = box.bodies()
    assert during == "ALARM"
    assert state(cloud, name) == "OK"
    assert [body["NewStateValue"] for body in (first, *rest)] == ["OK", "ALARM", "OK"]
    assert rest[0]["Trigger"]["MetricName"] == metric
    assert rest[0]["OldStateValue"] == "OK"
    assert "Threshold Crossed: 1 out of the last 1 datapoints [3.0" in rest[0]["NewStateReason"]
    assert rest[0]["Region"] == "Asia Pacific (Seoul)"
    assert changes(cloud, name) == [
        ("INSUFFICIENT_DATA", "OK"),
        ("OK", "ALARM"),
        ("ALARM", "OK"),
    ]


def test_set_alarm_state_acts_and_the_next_evaluation_reverts(cloud: CloudProcess) -> None:
    """SetAlarmState: "Temporarily sets the state of an alarm for testing purposes. When the updated
    state differs from the previous value, the action configured for the appropriate state is
    invoked."."""
    box = inbox(cloud, "sns.amazonaws.com")
    name = alarm(cloud, unique("metric"), AlarmActions=[topic_to(cloud, box)])
    cloud.advance(60)

    cloud.client("cloudwatch").set_alarm_state(
        AlarmName=name, StateValue="ALARM", StateReason="by hand"
    )
    notified = [body["NewStateReason"] for body in box.bodies()]
    cloud.advance(120)

    assert notified == ["by hand"]
    assert state(cloud, name) == "OK"


def test_disabled_actions_are_not_run_but_the_event_is_sent(cloud: CloudProcess) -> None:
    """ActionsEnabled: "Indicates whether actions should be executed during any changes to the alarm
    state"; "CloudWatch sends events to Amazon EventBridge whenever alarms change state"."""
    box = inbox(cloud, "sns.amazonaws.com")
    name = alarm(cloud, unique("metric"), AlarmActions=[topic_to(cloud, box)], ActionsEnabled=False)

    cloud.client("cloudwatch").set_alarm_state(
        AlarmName=name, StateValue="ALARM", StateReason="by hand"
    )

    assert box.bodies() == []
    assert changes(cloud, name) == [("INSUFFICIENT_DATA", "ALARM")]


def test_history_tells_updates_and_actions(cloud: CloudProcess) -> None:
    """DescribeAlarmHistory: HistoryItemType "ConfigurationUpdate | StateUpdate | Action"."""
    box = inbox(cloud, "sns.amazonaws.com")
    topic = topic_to(cloud, box)
    name = alarm(cloud, unique("metric"), AlarmActions=[topic])
    client = cloud.client("cloudwatch")
    client.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="by hand")
    cloud.settle()

    found = client.describe_alarm_history(AlarmName=name, ScanBy="TimestampAscending")

    items = [(i["HistoryItemType"], i["HistorySummary"]) for i in found["AlarmHistoryItems"]]
    assert items == [
        ("ConfigurationUpdate", f'Alarm "{name}" created'),
        ("StateUpdate", "Alarm updated from INSUFFICIENT_DATA to ALARM"),
        ("Action", f"Successfully executed action {topic}"),
    ]
    assert isinstance(found["AlarmHistoryItems"][0]["Timestamp"], datetime)


def test_a_topic_whose_policy_forbids_it_gets_nothing_and_history_says_so(
    cloud: CloudProcess,
) -> None:
    box = inbox(cloud, "sns.amazonaws.com")
    topic = topic_to(cloud, box)
    closed = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*"}]}
    cloud.client("sns").set_topic_attributes(
        TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(closed)
    )
    name, client = alarm(cloud, unique("m"), AlarmActions=[topic]), cloud.client("cloudwatch")

    client.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="x")
    cloud.settle()

    found = client.describe_alarm_history(AlarmName=name, HistoryItemType="Action")
    assert [i["HistorySummary"] for i in found["AlarmHistoryItems"]] == [
        f"Failed to execute action {topic}"
    ]
    assert box.bodies() == []
    assert ACCOUNT in topic


def test_the_event_has_the_documented_shape(cloud: CloudProcess) -> None:
    """Alarm events and EventBridge, example "Single Metric Alarm": "configuration", "previousState"
    and "state" with "reason", "reasonData", "timestamp", "value"."""
    metric = unique("metric")
    name = alarm(
        cloud,
        metric,
        AlarmDescription="Too many",
        Dimensions=[{"Name": "InstanceId", "Value": "i-12345678901234567"}],
    )
    cloud.advance(60)

    put_metric(
        cloud, metric, 3.0, Dimensions=[{"Name": "InstanceId", "Value": "i-12345678901234567"}]
    )
    cloud.advance(60)

    *_, event = [e for e in cloud.get("events") if e["detail"].get("alarmName") == name]
    detail = event["detail"]
    [shown] = detail["configuration"]["metrics"]
    assert event["resources"] == [f"arn:aws:cloudwatch:ap-northeast-2:{ACCOUNT}:alarm:{name}"]
    assert set(detail) == {"alarmName", "configuration", "previousState", "state"}
    assert detail["configuration"]["description"] == "Too many"
    assert (shown["metricStat"], shown["returnData"]) == (
        {
            "metric": {
                "dimensions": {"InstanceId": "i-12345678901234567"},
                "name": metric,
                "namespace": "App",
            },
            "period": 60,
            "stat": "Sum",
        },
        True,
    )
    assert set(detail["state"]) == {"reason", "reasonData", "timestamp", "value"}
    assert detail["state"]["value"] == "ALARM"
    assert detail["state"]["timestamp"].endswith("+0000")
    data = json.loads(detail["state"]["reasonData"])
    assert (data["version"], data["statistic"], data["period"]) == ("1.0", "Sum", 60)
    assert (data["recentDatapoints"], data["threshold"]) == ([3.0], 1.0)
