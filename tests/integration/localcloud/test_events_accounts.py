"""Accounts have their own buses and alarms; a rule's role and the bus's policy join them.

EventBridge User Guide, Sending and receiving events between AWS accounts, read 2026-11-21.
"""

import json
from typing import Any

import pytest

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.events_scene import ACCOUNT, Inbox, inbox, rule, unique

SPOKE = "555566667777"
TOKYO = "ap-northeast-1"
STATE_CHANGES = json.dumps({"source": ["aws.cloudwatch"]})


@pytest.fixture
def bus(cloud: CloudProcess) -> str:
    """Give the name of a new bus of the cloud's own account."""
    name = unique("bus")
    cloud.client("events").create_event_bus(Name=name)
    return name


@pytest.fixture
def box(cloud: CloudProcess, bus: str) -> Inbox:
    """Give a queue with what CloudWatch says on that bus."""
    queue = inbox(cloud, "events.amazonaws.com")
    rule(cloud, "aws.cloudwatch", {"Arn": queue.arn}, bus)
    return queue


def arn(bus: str) -> str:
    return f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/{bus}"


def forward(cloud: CloudProcess, bus: str, account: str, region: str = REGION) -> None:
    """Let an account's alarms go to the bus, under a role of that account."""
    iam, events = (cloud.client(each, region, account=account) for each in ("iam", "events"))
    name = unique("forward")
    trust = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}}
    role = iam.create_role(
        RoleName=name,
        AssumeRolePolicyDocument=json.dumps({"Statement": [trust | {"Action": "sts:AssumeRole"}]}),
    )["Role"]["Arn"]
    granted = {"Effect": "Allow", "Action": "events:PutEvents", "Resource": arn(bus)}
    iam.put_role_policy(
        RoleName=name, PolicyName="p", PolicyDocument=json.dumps({"Statement": [granted]})
    )
    events.put_rule(Name=name, EventPattern=STATE_CHANGES)
    events.put_targets(Rule=name, Targets=[{"Id": "hub", "Arn": arn(bus), "RoleArn": role}])


def let_in(cloud: CloudProcess, bus: str, source: str = "aws.cloudwatch") -> None:
    """Let the other account put what a source says on the bus."""
    statement = {
        "Sid": "spokes",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{SPOKE}:root"},
        "Action": "events:PutEvents",
        "Resource": arn(bus),
        "Condition": {"StringEquals": {"events:source": source}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    cloud.client("events").put_permission(EventBusName=bus, Policy=policy)


def alarm(cloud: CloudProcess, account: str, region: str = REGION) -> tuple[str, Any]:
    """Return the name of a new alarm of an account, and its CloudWatch."""
    watch, name = cloud.client("cloudwatch", region, account=account), unique("alarm")
    watch.put_metric_alarm(
        AlarmName=name,
        Namespace="App",
        MetricName=name,
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
    )
    return name, watch


def test_an_alarm_of_another_account_is_evaluated_by_that_accounts_data(
    cloud: CloudProcess,
) -> None:
    name, watch = alarm(cloud, SPOKE)
    datum = {"MetricName": name, "Value": 5}

    cloud.client("cloudwatch").put_metric_data(Namespace="App", MetricData=[datum])
    cloud.advance(60)
    before = watch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]
    watch.put_metric_data(Namespace="App", MetricData=[datum])
    cloud.advance(60)

    after = watch.describe_alarms(AlarmNames=[name])["MetricAlarms"][0]["StateValue"]
    assert (before, after) == ("INSUFFICIENT_DATA", "ALARM")
    history = cloud.client("cloudwatch").describe_alarm_history(AlarmName=name)
    assert history["AlarmHistoryItems"] == []


def test_its_change_is_told_to_its_own_account_only(cloud: CloudProcess) -> None:
    box = inbox(cloud, "events.amazonaws.com")
    rule(cloud, "aws.cloudwatch", {"Arn": box.arn})  # of the cloud's own account
    name, watch = alarm(cloud, SPOKE)
    mine, own = alarm(cloud, ACCOUNT)

    for each, of in ((name, watch), (mine, own)):
        of.set_alarm_state(AlarmName=each, StateValue="ALARM", StateReason="as told")

    told = {body["detail"]["alarmName"] for body in box.bodies()}
    assert told & {name, mine} == {mine}


@pytest.mark.parametrize(("account", "region"), [(SPOKE, REGION), (SPOKE, TOKYO), (ACCOUNT, TOKYO)])
def test_a_rule_brings_it_to_another_bus_as_it_was(
    cloud: CloudProcess, bus: str, box: Inbox, account: str, region: str
) -> None:
    let_in(cloud, bus)
    forward(cloud, bus, account, region)
    name, watch = alarm(cloud, account, region)

    watch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="as told")

    (body,) = [body for body in box.bodies() if body["detail"]["alarmName"] == name]
    assert (body["account"], body["region"]) == (account, region)
    assert body["resources"] == [f"arn:aws:cloudwatch:{region}:{account}:alarm:{name}"]


@pytest.mark.parametrize("source", [None, "aws.s3"])
def test_a_bus_that_does_not_let_the_account_in_gets_nothing(
    cloud: CloudProcess, bus: str, box: Inbox, source: str | None
) -> None:
    if source is not None:
        let_in(cloud, bus, source)
    forward(cloud, bus, SPOKE)
    name, watch = alarm(cloud, SPOKE)

    watch.set_alarm_state(AlarmName=name, StateValue="ALARM", StateReason="as told")

    assert [body for body in box.bodies() if body["detail"]["alarmName"] == name] == []
    reasons = {one["reason"] for one in cloud.get("audit")["denied"] if "PutEvents" in str(one)}
    assert any("no resource-based policy allows" in reason for reason in reasons)
