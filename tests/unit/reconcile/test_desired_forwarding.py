"""Where something happens that nobody would hear of, a rule brings it to the stack's bus."""

from typing import Any

import pytest

from nightshift.domain.reconcile.desired import desired
from nightshift.domain.reconcile.plan import Action, Change, Plan
from nightshift.domain.reconcile.request import narrowed
from nightshift.domain.reconcile.resources import EVERY, Kind, Observed, Place, Resource
from nightshift.domain.reconcile.survey import foreign
from tests import project
from tests.unit.reconcile.test_desired import ROLE, SPOKE
from tests.unit.reconcile.workloads import (
    HOME,
    HUB,
    SEOUL,
    alarm,
    manifest,
    planned,
    settled,
    there,
    whole,
)

TOKYO = "ap-northeast-1"
ABROAD = Place(HOME, TOKYO)


def rules(place: Place, *parts: dict[str, Any]) -> list[Resource]:
    """Return the rules of a place for workloads with an alarm each, at these `parts`."""
    workloads = [whole(f"shop-{number}", **fields) for number, fields in enumerate(parts)]
    return [one for one in desired(workloads, HUB).at(place) if one.kind is Kind.EVENT_RULE]


def test_a_region_without_the_stack_has_one_rule_for_all_its_workloads() -> None:
    (rule,) = rules(ABROAD, {"region": TOKYO}, {"region": TOKYO})

    assert (rule.name, rule.workload) == ("nightshift-alarms", EVERY)
    assert rule.definition["State"] == "ENABLED"
    assert rule.definition["Targets"] == [
        {
            "Id": "hub",
            "Arn": f"arn:aws:events:{SEOUL}:{HOME}:event-bus/nightshift",
            "RoleArn": HUB.forwarding_role_arn,
        }
    ]


def test_another_accounts_rule_forwards_under_its_own_role() -> None:
    place = Place(SPOKE, SEOUL, ROLE["role_arn"], ROLE["external_id"])

    (rule,) = rules(place, ROLE)

    (target,) = rule.definition["Targets"]
    assert target["RoleArn"] == f"arn:aws:iam::{SPOKE}:role/nightshift-forwarding"


def test_where_the_stack_is_its_own_rules_listen() -> None:
    found = desired([whole(), whole("shop-tokyo", region=TOKYO)], HUB)

    assert [one for one in found.at(HUB.place) if one.kind is Kind.EVENT_RULE] == []
    assert Kind.EVENT_RULE not in found.kinds_at(HUB.place)
    assert Kind.EVENT_RULE in found.kinds_at(ABROAD)


def test_without_an_alarm_there_is_nothing_to_forward() -> None:
    quiet = manifest(region=TOKYO, watch={"log_groups": [{"name": "/x", "retention_days": 7}]})
    without = manifest(
        region=TOKYO,
        watch={"alarms": [alarm()]},
        costs={"free_tier": {"alarms": 0}},
    )

    for workload in (quiet, without):
        found = desired([workload], HUB).at(ABROAD)
        assert Kind.EVENT_RULE not in {one.kind for one in found}


def test_what_is_forwarded_is_what_the_stack_listens_to() -> None:
    found = project.template()["Resources"]
    alarms = found["NotifyFunction"]["Properties"]["Events"]["SpokeAlarm"]
    told = dict(alarms["Properties"]["Pattern"])
    told["detail"] = {**told["detail"], "alarmName": [{"prefix": "nightshift-"}]}
    stop = found["EnvironmentStopMachine"]["Properties"]["Events"]
    here, elsewhere = (stop[name] for name in ("DatabaseStarted", "DatabaseStartedElsewhere"))

    (rule,) = rules(ABROAD, {"region": TOKYO})

    started = elsewhere["Properties"]["Pattern"]
    assert rule.definition["EventPattern"] == {"$or": [told, started]}
    assert here["Properties"]["Pattern"] == started


def test_a_database_alone_is_listened_to() -> None:
    database = {"identifier": "shop-db", "engine": "postgres", "engine_version": "16",
                "instance_class": "db.t3.micro", "storage_gb": 20, "name": "shop", "user": "shop",
                "max_connections": 100}  # fmt: skip

    found = desired([manifest(region=TOKYO, database=database)], HUB).at(ABROAD)

    assert Kind.EVENT_RULE in {one.kind for one in found}


@pytest.mark.parametrize(
    "edit",
    [
        {"State": "DISABLED"},
        {"EventPattern": {"source": ["aws.cloudwatch"]}},
        {"Targets": []},
        {"ScheduleExpression": "rate(1 day)"},
    ],
)
def test_a_hand_edit_is_the_one_change(edit: dict[str, object]) -> None:
    found = desired([whole(region=TOKYO)], HUB)
    observed = [
        there(one.resource, **edit) if one.resource.kind is Kind.EVENT_RULE else one
        for one in settled(found, ABROAD)
    ]

    plan = planned(found, ABROAD, observed)

    assert [(one.action, one.resource.kind) for one in plan.changes] == [
        (Action.UPDATE, Kind.EVENT_RULE)
    ]


def test_with_workloads_named_the_rule_is_put_right_and_never_deleted() -> None:
    (rule,) = rules(ABROAD, {"region": TOKYO})
    changes = (Change(Action.CREATE, rule), Change(Action.DELETE, rule, rule))

    plan = narrowed(Plan(ABROAD, changes), ["shop-prod"])

    assert [change.action for change in plan.changes] == [Action.CREATE]


def test_another_rule_of_that_name_is_told_and_left_alone() -> None:
    (rule,) = rules(ABROAD, {"region": TOKYO})
    theirs = Observed(Resource(Kind.EVENT_RULE, rule.name, "", {}), owned=False)

    plan = planned(desired([whole(region=TOKYO)], HUB), ABROAD, [theirs])

    assert Kind.EVENT_RULE not in {change.resource.kind for change in plan.changes}
    assert rule.name in {entry.name for entry in plan.left_out}
    assert "event-rule nightshift-alarms has a name like ours" in foreign(ABROAD, [theirs])[0]
