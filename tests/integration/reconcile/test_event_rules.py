"""The rule that forwards a region's alarms: made, found again, put back, and taken away."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from nightshift.adapters import manifests
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.plan import Action, Change
from nightshift.domain.reconcile.resources import EVERY, Kind, Place
from tests.cloud_process import REGION
from tests.integration.reconcile.account import READS, Account
from tests.integration.reconcile.workload import GROUP, TEXT

TOKYO = "ap-northeast-1"
RULE = "nightshift-alarms"
THEIRS = json.dumps({"source": ["theirs"]})
Edit = Callable[[Account, Any], None]


def shop(account: Account, name: str = "shop-tokyo", **replaced: str) -> Manifest:
    """Return a workload in the other region; `replaced` are parts of its text."""
    values = {"account": account.number, "group": GROUP, "retention": 14, "threshold": 10}
    text = TEXT.format(name=name, **values).replace(REGION, TOKYO)
    for old, new in replaced.items():
        text = text.replace(old, new)
    return manifests.read(text, f"{name}.yaml")


def quiet(account: Account) -> Manifest:
    """Return the workload without its alarm."""
    none = "costs: {free_tier: {alarms: 0}}\nwatch:"
    return shop(account, **{"watch:": none})


@pytest.fixture
def events(account: Account) -> Any:
    """Let the application have logged, reconcile, and give the region's EventBridge."""
    account.client("logs", TOKYO).create_log_group(logGroupName=GROUP)
    account.reconcile([shop(account)])
    return account.client("events", TOKYO)


def rule(events: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    found = events.describe_rule(Name=RULE)
    del found["ResponseMetadata"]
    return found, events.list_targets_by_rule(Rule=RULE)["Targets"]


def of_rules(changes: list[tuple[Place, Change]]) -> list[Action]:
    assert {change.resource.kind for _, change in changes} <= {Kind.EVENT_RULE}
    return [change.action for _, change in changes]


def test_it_is_made_with_both_tags_and_found_as_it_should_be(account: Account, events: Any) -> None:
    found, targets = rule(events)
    tags = events.list_tags_for_resource(ResourceARN=found["Arn"])["Tags"]
    account.calls()

    again = account.reconcile([shop(account)])

    assert found["State"] == "ENABLED"
    assert [(one["Arn"], one["RoleArn"]) for one in targets] == [
        (account.hub.bus_arn, account.hub.forwarding_role_arn)
    ]
    assert {tag["Key"]: tag["Value"] for tag in tags} == {
        "nightshift:stack": "nightshift",
        "nightshift:workload": EVERY,
    }
    assert again == []
    calls = account.calls()
    assert [call for call in calls if not call.startswith(READS)] == []
    assert (calls["ListRules"], calls["ListTargetsByRule"], calls["ListTagsForResource"]) == (
        1,  # nothing is listed where the stack's own rules listen
        1,
        0,
    )


def edit_pattern(_: Account, events: Any) -> None:
    events.put_rule(Name=RULE, EventPattern=THEIRS)


def disable(_: Account, events: Any) -> None:
    events.disable_rule(Name=RULE)


def schedule(_: Account, events: Any) -> None:
    pattern = events.describe_rule(Name=RULE)["EventPattern"]
    events.put_rule(Name=RULE, EventPattern=pattern, ScheduleExpression="rate(1 day)")


def remove_target(_: Account, events: Any) -> None:
    events.remove_targets(Rule=RULE, Ids=["hub"])


def add_target(account: Account, events: Any) -> None:
    queue = f"arn:aws:sqs:{TOKYO}:{account.number}:theirs"
    events.put_targets(Rule=RULE, Targets=[{"Id": "theirs", "Arn": queue}])


def redirect(account: Account, events: Any) -> None:
    queue = f"arn:aws:sqs:{TOKYO}:{account.number}:theirs"
    events.put_targets(Rule=RULE, Targets=[{"Id": "hub", "Arn": queue}])


def delete(_: Account, events: Any) -> None:
    events.remove_targets(Rule=RULE, Ids=["hub"])
    events.delete_rule(Name=RULE)


@pytest.mark.parametrize(
    ("edit", "action"),
    [
        (edit_pattern, Action.UPDATE),
        (disable, Action.UPDATE),
        (schedule, Action.UPDATE),
        (remove_target, Action.UPDATE),
        (add_target, Action.UPDATE),
        (redirect, Action.UPDATE),
        (delete, Action.CREATE),
    ],
)
def test_a_hand_edit_is_put_back_and_nothing_else(
    account: Account, events: Any, edit: Edit, action: Action
) -> None:
    before = rule(events)
    edit(account, events)
    assert edit is delete or rule(events) != before

    repaired = account.reconcile([shop(account)])

    assert of_rules(repaired) == [action]
    assert rule(events) == before
    assert account.look([shop(account)]).planned == ()


def test_it_stays_while_one_workload_of_the_region_has_an_alarm(
    account: Account, events: Any
) -> None:
    other = shop(account, "shop-osaka")
    account.reconcile([shop(account), other])

    account.reconcile([quiet(account), other])

    assert rule(events)[0]["State"] == "ENABLED"


def test_with_the_last_alarm_it_goes_and_takes_its_targets_along(
    account: Account, events: Any
) -> None:
    add_target(account, events)

    gone = account.reconcile([quiet(account)])

    assert {change.action for _, change in gone} == {Action.DELETE}
    assert events.list_rules(NamePrefix=RULE)["Rules"] == []
    assert account.look([quiet(account)]).planned == ()


def test_with_workloads_named_it_is_not_deleted(account: Account, events: Any) -> None:
    planned = account.look([quiet(account)], ["shop-tokyo"]).planned

    assert rule(events)
    assert {change.resource.kind for _, change in planned} == {Kind.ALARM}


def test_a_foreign_rule_of_that_name_is_left_alone_and_named(account: Account) -> None:
    events = account.client("events", TOKYO)
    events.put_rule(Name=RULE, EventPattern=THEIRS)

    account.reconcile([shop(account)])

    found = account.look([shop(account)])
    assert rule(events)[0]["EventPattern"] == THEIRS
    assert RULE in {entry.name for entry in found.left_out}
    assert f"event-rule {RULE} has a name like ours and not our tag" in found.foreign[0]


def test_rules_of_a_stack_in_that_region_are_not_looked_at(account: Account, events: Any) -> None:
    events.put_rule(Name="nightshift-NotifyFunctionAlarm-1A2B", EventPattern=THEIRS)

    found = account.look([shop(account)])

    assert (found.planned, found.foreign) == ((), ())
