"""Odd hands: tags taken or changed, things made anew, a group deleted, a quota used up."""

from typing import Any

import pytest

from nightshift.domain.errors import RefusedError
from nightshift.domain.reconcile.resources import Kind
from tests.integration.reconcile.account import READS, Account
from tests.integration.reconcile.workload import group, shop

ALARM, DASHBOARD, TOPIC = (
    "nightshift-shop-dev-Errors_High",
    "nightshift-shop-dev",
    "shop-dev-alerts",
)
WORKLOAD = "nightshift:workload"


@pytest.fixture
def shopped(account: Account) -> Account:
    """Give an account in which everything is as it should be."""
    group(account)
    account.reconcile([shop(account)])
    account.calls()
    return account


def arns(account: Account) -> dict[Kind, str]:
    own = f"ap-northeast-2:{account.number}"
    return {
        Kind.ALARM: f"arn:aws:cloudwatch:{own}:alarm:{ALARM}",
        Kind.DASHBOARD: f"arn:aws:cloudwatch::{account.number}:dashboard/{DASHBOARD}",
        Kind.TOPIC: f"arn:aws:sns:{own}:{TOPIC}",
    }


def tag(account: Account, kind: Kind, workload: str | None) -> None:
    """Set the workload's tag of a thing, or take it away."""
    service, arn = ("sns" if kind is Kind.TOPIC else "cloudwatch"), arns(account)[kind]
    client, member = account.client(service), "ResourceArn" if kind is Kind.TOPIC else "ResourceARN"
    if workload is None:
        client.untag_resource(**{member: arn}, TagKeys=[WORKLOAD])
    else:
        client.tag_resource(**{member: arn}, Tags=[{"Key": WORKLOAD, "Value": workload}])


@pytest.mark.parametrize("kind", [Kind.ALARM, Kind.DASHBOARD, Kind.TOPIC])
def test_a_thing_without_the_workloads_tag_is_left_alone_at_every_run(
    shopped: Account, kind: Kind
) -> None:
    tag(shopped, kind, None)

    found = shopped.look([shop(shopped)])
    shopped.calls()

    assert shopped.reconcile([shop(shopped)]) == []
    assert [call for call in shopped.calls() if not call.startswith(READS)] == []
    assert kind in {entry.kind for entry in found.left_out}


@pytest.mark.parametrize("kind", [Kind.ALARM, Kind.DASHBOARD, Kind.TOPIC])
def test_another_workloads_tag_is_put_right(shopped: Account, kind: Kind) -> None:
    tag(shopped, kind, "other-prod")

    first = shopped.reconcile([shop(shopped)])

    assert [change.resource.kind for _, change in first] == [kind]
    assert shopped.reconcile([shop(shopped)]) == []


def test_what_template_yaml_makes_under_our_prefix_is_nobodys_news(shopped: Account) -> None:
    shopped.client("cloudwatch").put_metric_alarm(
        AlarmName="nightshift-undelivered",
        Namespace="AWS/SQS",
        MetricName="M",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
        Tags=[{"Key": "nightshift:stack", "Value": "nightshift"}],
    )

    found = shopped.look([shop(shopped)])

    assert (found.planned, found.foreign) == ((), ())


def made_anew(account: Account, **changed: Any) -> None:
    scheduler = account.client("scheduler")
    name = scheduler.list_schedules(GroupName="nightshift")["Schedules"][0]["Name"]
    found = scheduler.get_schedule(GroupName="nightshift", Name=name)
    kept = ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    scheduler.delete_schedule(GroupName="nightshift", Name=name)
    scheduler.create_schedule(**{member: found[member] for member in kept} | changed)


def test_a_schedule_that_was_made_anew_and_sleeps_is_woken(shopped: Account) -> None:
    made_anew(shopped, State="DISABLED")

    first = shopped.reconcile([shop(shopped)])

    assert [change.resource.kind for _, change in first] == [Kind.SCHEDULE]
    assert shopped.reconcile([shop(shopped)]) == []


def test_a_deleted_group_comes_back_with_its_schedules(shopped: Account) -> None:
    scheduler = shopped.client("scheduler")
    names = {one["Name"] for one in scheduler.list_schedules(GroupName="nightshift")["Schedules"]}
    scheduler.delete_schedule_group(Name="nightshift")

    shopped.reconcile([shop(shopped)])

    found = scheduler.list_schedules(GroupName="nightshift")["Schedules"]
    assert {one["Name"] for one in found} == names
    assert shopped.reconcile([shop(shopped)]) == []


def test_without_its_group_a_stack_can_be_removed(shopped: Account) -> None:
    shopped.client("scheduler").delete_schedule_group(Name="nightshift")

    shopped.reconcile([])

    assert shopped.client("cloudwatch").describe_alarms()["MetricAlarms"] == []


def test_a_quota_that_is_used_up_is_refused_by_name(account: Account) -> None:
    group(account)
    logs = account.client("logs")
    counted = [{"metricName": "a", "metricNamespace": "b", "metricValue": "1"}]
    for number in range(100):  # of one log group; CloudWatch Logs quotas
        logs.put_metric_filter(
            logGroupName="/app/shop",
            filterName=f"theirs-{number}",
            filterPattern="",
            metricTransformations=counted,
        )

    with pytest.raises(RefusedError, match="a quota of the account is used up"):
        account.reconcile([shop(account)])
    assert account.client("cloudwatch").describe_alarms()["MetricAlarms"]  # the others are made
