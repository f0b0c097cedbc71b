"""Every resource in the right place, once, and as the API takes it."""

import json
from typing import Any

import pytest
from botocore.session import Session
from botocore.validate import ParamValidator
from hypothesis import given, settings

from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired import desired
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.resources import Hub, Kind, Place
from tests.unit.reconcile.workloads import (
    HOME,
    HUB,
    SEOUL,
    alarm,
    manifest,
    manifests,
    wanted,
    whole,
)

SPOKE = "210987654321"
ROLE: dict[str, Any] = {
    "account": SPOKE,
    "role_arn": f"arn:aws:iam::{SPOKE}:role/nightshift-spoke",
    "external_id": "between-us",
}
OPERATIONS: dict[Kind, tuple[str, str, dict[str, str]]] = {
    Kind.SUBSCRIPTION: ("sns", "Subscribe", {}),
    Kind.LOG_RETENTION: ("logs", "PutRetentionPolicy", {"logGroupName": "/ecs/shop-prod"}),
    Kind.METRIC_FILTER: ("logs", "PutMetricFilter", {"filterName": "Errors"}),
    Kind.SAVED_QUERY: ("logs", "PutQueryDefinition", {"name": "errors"}),
    Kind.ALARM: ("cloudwatch", "PutMetricAlarm", {"AlarmName": "High"}),
    Kind.SCHEDULE: ("scheduler", "CreateSchedule", {"Name": "start"}),
}


def test_the_stacks_own_place_is_there_even_without_manifests() -> None:
    found = desired([], HUB)

    assert dict(found.resources) == {HUB.place: ()}


def test_a_workload_elsewhere_has_its_resources_there_and_its_schedules_at_home() -> None:
    found = desired([whole(**ROLE)], HUB)

    there = Place(SPOKE, SEOUL, ROLE["role_arn"], "between-us")
    assert {one.kind for one in found.at(HUB.place)} == {Kind.SCHEDULE}
    assert {one.kind for one in found.at(there)} == set(Kind) - {Kind.SCHEDULE}
    (topic_arn,) = next(one for one in found.at(there) if one.kind is Kind.ALARM).definition[
        "AlarmActions"
    ]
    assert topic_arn == f"arn:aws:sns:{SEOUL}:{SPOKE}:shop-prod-alerts"


def test_at_home_no_role_is_assumed() -> None:
    found = desired([whole(role_arn=f"arn:aws:iam::{HOME}:role/x", external_id="xx")], HUB)

    assert list(found.resources) == [HUB.place]


def test_an_account_elsewhere_needs_a_role() -> None:
    with pytest.raises(RefusedError, match="shop-prod: role_arn is required"):
        desired([manifest(account=SPOKE)], HUB)


def test_an_account_is_entered_in_one_way() -> None:
    other = {**ROLE, "external_id": "another"}

    with pytest.raises(RefusedError, match=r"shop-prod: role_arn and external_id .* of base-prod"):
        desired([manifest(**ROLE), manifest(name="base-prod", **other)], HUB)


def test_an_accounts_dashboards_are_kept_from_one_place() -> None:
    osaka: dict[str, Any] = {"region": "ap-northeast-3"}
    found = desired([whole("a-prod", **ROLE), whole("b-prod", **ROLE, **osaka)], HUB)

    places = [place for place in found.resources if place.account == SPOKE]
    boards = {
        place.region: [one.name for one in found.at(place) if one.kind is Kind.DASHBOARD]
        for place in places
    }
    assert boards == {SEOUL: ["nightshift-a-prod", "nightshift-b-prod"], "ap-northeast-3": []}
    assert [Kind.DASHBOARD in found.kinds_at(place) for place in places] == [True, False]
    assert {Kind.SCHEDULE in found.kinds_at(place) for place in places} == {False}
    assert Kind.DASHBOARD in found.kinds_at(HUB.place)


def test_arns_are_of_the_stacks_partition() -> None:
    hub = Hub("nightshift", HOME, "cn-north-1", "role", "queue", "role", partition="aws-cn")
    workload = manifest(region="cn-north-1", watch={"alarms": [alarm(topics=["alerts"])]})

    (found,) = desired([workload], hub).at(hub.place)

    assert found.definition["AlarmActions"] == [f"arn:aws-cn:sns:cn-north-1:{HOME}:alerts"]


def test_what_two_workloads_ask_for_alike_is_made_once() -> None:
    topics = {"topics": [{"name": "shared"}]}

    both = [manifest(name=name, notifications=topics) for name in ("b-prod", "a-prod")]

    assert [(one.name, one.workload) for one in wanted(*both)] == [("shared", "a-prod")]
    assert desired(both, HUB).left_out == ()


def test_what_two_workloads_ask_for_differently_is_reported() -> None:
    def keeping(name: str, days: int) -> Manifest:
        return manifest(
            name=name, watch={"log_groups": [{"name": "/shared", "retention_days": days}]}
        )

    found = desired([keeping("b-prod", 7), keeping("a-prod", 30)], HUB)

    assert [one.definition for one in found.at(HUB.place)] == [{"retentionInDays": 30}]
    (entry,) = found.left_out
    assert (entry.workload, entry.name) == ("b-prod", "/shared")
    assert "a-prod asks for it too" in entry.reason
    assert found.left_out_at(HUB.place) == (entry,)


def test_the_caches_topic_needs_no_entry_of_its_own() -> None:
    cache = {
        "identifier": "shop-redis",
        "engine_version": "7.0",
        "node_class": "cache.t3.micro",
        "nodes": 1,
        "topic": "shop-cache-events",
    }

    assert [one.name for one in wanted(manifest(cache=cache), kind=Kind.TOPIC)] == [
        "shop-cache-events"
    ]


def test_a_filter_counts_ones_and_says_zero_when_nothing_matches() -> None:
    (counted,) = wanted(whole(), kind=Kind.METRIC_FILTER)

    assert counted.name == "nightshift-shop-prod-Errors"
    assert counted.definition == {
        "logGroupName": "/ecs/shop-prod",
        "filterPattern": "ERROR",
        "metricTransformations": [
            {
                "metricName": "Errors",
                "metricNamespace": "Shop",
                "metricValue": "1",
                "defaultValue": 0.0,
            }
        ],
    }


def test_queries_and_listeners_have_names_that_people_find() -> None:
    found = {one.kind: one for one in wanted(whole())}

    assert found[Kind.SAVED_QUERY].name == "nightshift/shop-prod/errors"
    assert found[Kind.SUBSCRIPTION].name == "shop-prod-alerts email ops@shop.example"
    assert found[Kind.SUBSCRIPTION].definition["TopicArn"].endswith(":shop-prod-alerts")


@pytest.fixture(scope="module")
def api() -> Any:
    session = Session()
    return {
        kind: session.get_service_model(service).operation_model(name).input_shape
        for kind, (service, name, _) in OPERATIONS.items()
    }


@given(manifests())
@settings(max_examples=20)
def test_every_definition_is_one_that_the_api_takes(api: Any, workload: Manifest) -> None:
    for resource in wanted(workload, whole("other-prod")):
        if resource.kind in OPERATIONS:
            asked = {**OPERATIONS[resource.kind][2], **resource.definition}
            report = ParamValidator().validate(asked, api[resource.kind])
            assert not report.has_errors(), report.generate_report()


@given(manifests())
@settings(max_examples=20)
def test_definitions_are_normal_json(workload: Manifest) -> None:
    for resource in wanted(workload, whole("other-prod")):
        assert json.loads(json.dumps(resource.definition)) == resource.definition
        assert normalised(resource.definition) == resource.definition


@given(manifests("a-prod"), manifests("b-prod"))
@settings(max_examples=20)
def test_a_workloads_resources_do_not_depend_on_its_neighbours(
    one: Manifest, other: Manifest
) -> None:
    alone = {(found.key, json.dumps(found.definition)) for found in wanted(one)}
    together = {
        (found.key, json.dumps(found.definition))
        for found in wanted(other, one)
        if found.workload == one.name
    }

    assert {key for key, _ in alone} >= {key for key, _ in together}
    assert alone >= together
