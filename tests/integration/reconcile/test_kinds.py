"""Each kind: what is made is found again, and what a hand changes is the one thing put back."""

import json
from collections.abc import Callable

import pytest

from nightshift.domain.reconcile.plan import Action, Change
from nightshift.domain.reconcile.resources import Kind, Place
from tests.integration.reconcile.account import READS, Account
from tests.integration.reconcile.workload import GROUP, group, shop

ALARM, DASHBOARD, FILTER = "nightshift-shop-dev-Errors_High", "nightshift-shop-dev", "Errors"
Edit = Callable[[Account], None]


def told(changes: list[tuple[Place, Change]]) -> list[tuple[Action, Kind]]:
    return [(change.action, change.resource.kind) for _, change in changes]


def test_one_of_every_kind_is_made_and_a_second_run_calls_nothing_that_changes(
    account: Account,
) -> None:
    group(account)
    account.reconcile([shop(account)])
    account.calls()

    again = account.reconcile([shop(account)])

    assert again == []
    assert [call for call in account.calls() if not call.startswith(READS)] == []
    elsewhere = {Kind.EVENT_RULE}  # test_event_rules.py
    assert {one.kind for one in account.made([shop(account)])} == set(Kind) - elsewhere


def edit_alarm(account: Account) -> None:
    alarm = account.client("cloudwatch").describe_alarms(AlarmNames=[ALARM])["MetricAlarms"][0]
    names = ("Namespace", "MetricName", "Statistic", "Period", "EvaluationPeriods")
    kept = {name: alarm[name] for name in (*names, "ComparisonOperator")}
    account.client("cloudwatch").put_metric_alarm(AlarmName=ALARM, Threshold=999, **kept)


def silence_alarm(account: Account) -> None:
    account.client("cloudwatch").disable_alarm_actions(AlarmNames=[ALARM])


def delete_alarm(account: Account) -> None:
    account.client("cloudwatch").delete_alarms(AlarmNames=[ALARM])


def edit_dashboard(account: Account) -> None:
    widget = {"type": "text", "x": 0, "y": 0, "width": 6, "height": 2, "properties": {}}
    body = json.dumps({"widgets": [widget | {"properties": {"markdown": "mine"}}]})
    account.client("cloudwatch").put_dashboard(DashboardName=DASHBOARD, DashboardBody=body)


def delete_dashboard(account: Account) -> None:
    account.client("cloudwatch").delete_dashboards(DashboardNames=[DASHBOARD])


def first_schedule(account: Account) -> dict[str, object]:
    scheduler = account.client("scheduler")
    name = scheduler.list_schedules(GroupName="nightshift")["Schedules"][0]["Name"]
    found = scheduler.get_schedule(GroupName="nightshift", Name=name)
    kept = ("Name", "GroupName", "ScheduleExpression", "FlexibleTimeWindow", "Target")
    return {member: found[member] for member in kept}


def disable_schedule(account: Account) -> None:
    account.client("scheduler").update_schedule(**first_schedule(account), State="DISABLED")


def edit_schedule(account: Account) -> None:
    edited = first_schedule(account) | {"ScheduleExpression": "cron(0 3 * * ? *)"}
    account.client("scheduler").update_schedule(**edited)


def delete_schedule(account: Account) -> None:
    name = first_schedule(account)["Name"]
    account.client("scheduler").delete_schedule(GroupName="nightshift", Name=name)


def edit_retention(account: Account) -> None:
    account.client("logs").put_retention_policy(logGroupName=GROUP, retentionInDays=1)


def delete_retention(account: Account) -> None:
    account.client("logs").delete_retention_policy(logGroupName=GROUP)


def edit_filter(account: Account) -> None:
    account.client("logs").put_metric_filter(
        logGroupName=GROUP,
        filterName="nightshift-shop-dev-Errors",
        filterPattern="FATAL",
        metricTransformations=[
            {"metricName": "Errors", "metricNamespace": "Shop/shop-dev", "metricValue": "1"}
        ],
    )


def delete_filter(account: Account) -> None:
    account.client("logs").delete_metric_filter(
        logGroupName=GROUP, filterName="nightshift-shop-dev-Errors"
    )


def edit_query(account: Account) -> None:
    logs = account.client("logs")
    found = logs.describe_query_definitions()["queryDefinitions"][0]
    logs.put_query_definition(
        queryDefinitionId=found["queryDefinitionId"], name=found["name"], queryString="fields @log"
    )


def delete_query(account: Account) -> None:
    logs = account.client("logs")
    found = logs.describe_query_definitions()["queryDefinitions"][0]
    logs.delete_query_definition(queryDefinitionId=found["queryDefinitionId"])


def delete_subscription(account: Account) -> None:
    sns = account.client("sns")
    found = sns.list_subscriptions()["Subscriptions"][0]
    sns.unsubscribe(SubscriptionArn=found["SubscriptionArn"])


EDITS: list[tuple[Edit, Action, Kind]] = [
    (edit_alarm, Action.UPDATE, Kind.ALARM),
    (silence_alarm, Action.UPDATE, Kind.ALARM),
    (delete_alarm, Action.CREATE, Kind.ALARM),
    (edit_dashboard, Action.UPDATE, Kind.DASHBOARD),
    (delete_dashboard, Action.CREATE, Kind.DASHBOARD),
    (disable_schedule, Action.UPDATE, Kind.SCHEDULE),
    (edit_schedule, Action.UPDATE, Kind.SCHEDULE),
    (delete_schedule, Action.CREATE, Kind.SCHEDULE),
    (edit_retention, Action.UPDATE, Kind.LOG_RETENTION),
    (delete_retention, Action.UPDATE, Kind.LOG_RETENTION),
    (edit_filter, Action.UPDATE, Kind.METRIC_FILTER),
    (delete_filter, Action.CREATE, Kind.METRIC_FILTER),
    (edit_query, Action.UPDATE, Kind.SAVED_QUERY),
    (delete_query, Action.CREATE, Kind.SAVED_QUERY),
    (delete_subscription, Action.CREATE, Kind.SUBSCRIPTION),
]


@pytest.mark.parametrize(
    ("edit", "action", "kind"), EDITS, ids=[edit.__name__ for edit, _, _ in EDITS]
)
def test_a_hand_edit_is_put_back_and_nothing_else(
    account: Account, edit: Edit, action: Action, kind: Kind
) -> None:
    group(account)
    account.reconcile([shop(account)])
    edit(account)

    repaired = account.reconcile([shop(account)])

    assert told(repaired) == [(action, kind)]
    assert account.look([shop(account)]).planned == ()


def test_a_deleted_topic_comes_back_with_its_subscription(account: Account) -> None:
    group(account)
    account.reconcile([shop(account)])
    sns = account.client("sns")
    sns.delete_topic(TopicArn=sns.list_topics()["Topics"][0]["TopicArn"])

    repaired = account.reconcile([shop(account)])

    assert told(repaired) == [
        (Action.CREATE, Kind.TOPIC),
        (Action.CREATE, Kind.SUBSCRIPTION),
    ]
    assert account.look([shop(account)]).planned == ()


def test_what_no_manifest_asks_for_any_more_goes(account: Account) -> None:
    group(account)
    account.reconcile([shop(account), shop(account, "shop-prod")])

    gone = account.reconcile([shop(account, "shop-prod")])

    assert {change.action for _, change in gone} == {Action.DELETE}
    assert {change.resource.workload for _, change in gone} == {"shop-dev"}
    assert account.look([shop(account, "shop-prod")]).planned == ()


def test_a_foreign_alarm_with_our_prefix_is_left_alone_and_named(account: Account) -> None:
    account.client("cloudwatch").put_metric_alarm(
        AlarmName="nightshift-theirs",
        Namespace="Shop",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanThreshold",
    )

    found = account.look([])

    assert found.planned == ()
    assert "alarm nightshift-theirs has a name like ours and not our tag" in found.foreign[0]


def test_a_foreign_topic_of_a_wanted_name_is_left_out_and_never_tagged(account: Account) -> None:
    group(account)
    sns = account.client("sns")
    arn = sns.create_topic(Name="shop-dev-alerts")["TopicArn"]

    account.reconcile([shop(account)])

    left_out = {entry.kind for entry in account.look([shop(account)]).left_out}
    assert left_out == {Kind.TOPIC, Kind.SUBSCRIPTION}
    assert sns.list_tags_for_resource(ResourceArn=arn)["Tags"] == []


def test_an_edited_manifest_changes_only_what_depends_on_it(account: Account) -> None:
    group(account)
    account.reconcile([shop(account)])
    edited = shop(account, threshold=20)

    planned = account.look([edited]).planned
    made = account.reconcile([edited])

    assert [change for _, change in planned] == [change for _, change in made]
    assert told(made) == [(Action.UPDATE, Kind.ALARM)]


def test_with_workloads_named_the_others_things_stay(account: Account) -> None:
    group(account)
    account.reconcile([shop(account), shop(account, "shop-prod")])

    found = account.look([shop(account, "shop-prod", threshold=20)], ["shop-prod"])

    assert [change.resource.name for _, change in found.planned] == [
        "nightshift-shop-prod-Errors_High"
    ]
