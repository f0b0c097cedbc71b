"""A load balancer's measurements are under its full name, which ends in an id that AWS gives."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired import Desired, concerned, desired, short_values
from nightshift.domain.reconcile.resources import Kind, Place
from tests.unit.reconcile.workloads import CPU, HOME, HUB, SEOUL, alarm, manifest, whole

SPOKE = "210987654321"
ROLE: dict[str, Any] = {
    "account": SPOKE,
    "role_arn": f"arn:aws:iam::{SPOKE}:role/nightshift-spoke",
    "external_id": "between-us",
}
THERE = Place(SPOKE, SEOUL, ROLE["role_arn"], "between-us")
ID = "50dc6c495c0c9188"
ALB, GROUP = "app/shop-alb", "targetgroup/shop-api"
FOUND = {HUB.place: {ALB: f"{ALB}/{ID}", GROUP: f"{GROUP}/73e2d6bc24d8a067"}}


def unhealthy(balancer: str = ALB, group: str = GROUP) -> dict[str, Any]:
    """Return the metric of a target group."""
    return {
        "namespace": "AWS/ApplicationELB",
        "metric": "UnHealthyHostCount",
        "dimensions": {"LoadBalancer": balancer, "TargetGroup": group},
    }


def watching(*metrics: dict[str, Any], name: str = "shop-prod", **parts: Any) -> Manifest:
    """Return a manifest with an alarm of each metric, and a dashboard that shows them all."""
    widget = {"title": "Health", "row": "CM-A1", "kind": "metrics", "metrics": metrics}
    alarms = [alarm(f"Alarm_{n}", metrics=[metric]) for n, metric in enumerate(metrics)]
    watch = {"alarms": alarms, "dashboard": {"title": "Shop", "widgets": [widget]}}
    return manifest(name=name, watch=watch, **parts)


def of(found: Desired, kind: Kind, place: Place = HUB.place) -> list[Any]:
    return [one.definition for one in found.at(place) if one.kind is kind]


def line(found: Desired) -> list[str]:
    (board,) = of(found, Kind.DASHBOARD)
    (drawn,) = board["widgets"][1]["properties"]["metrics"]
    return list(drawn)


def test_an_alarm_and_a_widget_get_the_full_values() -> None:
    found = desired([watching(unhealthy())], HUB, known=FOUND)

    (made,) = of(found, Kind.ALARM)
    assert {each["Name"]: each["Value"] for each in made["Dimensions"]} == {
        "LoadBalancer": f"{ALB}/{ID}",
        "TargetGroup": f"{GROUP}/73e2d6bc24d8a067",
    }
    assert f"{ALB}/{ID}" in line(found)
    assert found.left_out == ()


def test_an_expression_gets_them_too() -> None:
    both = [{**unhealthy(), "id": "a"}, {**unhealthy(), "id": "b"}]
    wanted = manifest(watch={"alarms": [alarm(metrics=both, expression="a + b")]})

    (made,) = of(desired([wanted], HUB, known=FOUND), Kind.ALARM)

    series = [query["MetricStat"]["Metric"] for query in made["Metrics"] if "MetricStat" in query]
    values = [each["Value"] for one in series for each in one["Dimensions"]]
    assert values.count(f"{ALB}/{ID}") == 2


def test_an_alarm_of_something_missing_is_left_out_and_the_widget_keeps_its_name() -> None:
    found = desired([watching(unhealthy())], HUB)

    (entry,) = found.left_out_at(HUB.place)
    assert of(found, Kind.ALARM) == []
    assert (entry.kind, entry.name) == (Kind.ALARM, "nightshift-shop-prod-Alarm_0")
    assert entry.reason == (
        f"load balancer {ALB} does not exist in {HOME}/{SEOUL}: the alarm would never see a "
        "value; create it or correct the name"
    )
    assert ALB in line(found)


def test_a_missing_target_group_is_named_as_one() -> None:
    found = desired([watching(unhealthy())], HUB, known={HUB.place: {ALB: f"{ALB}/{ID}"}})

    (entry,) = found.left_out
    assert entry.reason.startswith(f"target group {GROUP} does not exist in ")


def test_a_value_with_its_id_is_taken_as_it_is() -> None:
    own = unhealthy("net/theirs/0123456789abcdef", "targetgroup/theirs/fedcba9876543210")
    wanted = watching({**own, "namespace": "AWS/NetworkELB"})

    found = desired([wanted], HUB)

    assert short_values([wanted], HUB, [HUB.place]) == {}
    (made,) = of(found, Kind.ALARM)
    assert made["Dimensions"][0]["Value"] == "net/theirs/0123456789abcdef"


@pytest.mark.parametrize("namespace", ["Shop/Edge", "AWS/RDS"])
def test_dimensions_of_others_are_their_own(namespace: str) -> None:
    wanted = watching({**unhealthy(), "namespace": namespace})

    (made,) = of(desired([wanted], HUB, known=FOUND), Kind.ALARM)

    assert made["Dimensions"][0]["Value"] == ALB


def test_a_place_has_its_own_load_balancers() -> None:
    found = desired([watching(unhealthy(), **ROLE)], HUB, known=FOUND)

    assert of(found, Kind.ALARM, THERE) == []


def test_only_what_has_no_id_is_looked_up_and_only_where_it_is_named() -> None:
    known = [watching(unhealthy(), **ROLE), whole("other-prod")]

    assert short_values(known, HUB, [THERE, HUB.place]) == {THERE: {ALB, GROUP}}
    assert short_values(known, HUB, [HUB.place]) == {}


def test_for_a_dashboard_that_is_kept_from_elsewhere_its_own_place_is_asked() -> None:
    osaka = {**ROLE, "region": "ap-northeast-3"}
    known = [watching(unhealthy(), name="a-prod", **osaka), whole("b-prod", **ROLE)]

    assert [place.region for place in short_values(known, HUB, [THERE])] == ["ap-northeast-3"]


def test_workloads_concern_their_homes_and_the_hub() -> None:
    known = [whole("a-prod", **ROLE), whole("b-prod")]

    assert concerned(known, HUB, ["b-prod"]) == (HUB.place,)
    assert concerned(known, HUB, ["a-prod"]) == (HUB.place, THERE)
    assert concerned(known, HUB, []) == (HUB.place, THERE)


_values = st.sampled_from(["app/a", "app/b", "net/a", "a", f"app/a/{ID}", f"net/c/{ID}"])
_groups = st.sampled_from(["targetgroup/a", "targetgroup/b", "b", f"targetgroup/c/{ID}"])
_metrics = st.lists(st.builds(unhealthy, _values, _groups) | st.just(CPU), max_size=4)


@given(_metrics, st.sets(_values | _groups))
def test_no_alarm_is_made_of_a_value_without_an_id(
    metrics: list[dict[str, Any]], there: set[str]
) -> None:
    known = {value: f"{value}/{ID}" for value in there if value.count("/") == 1}

    found = desired([watching(*metrics)], HUB, known={HUB.place: known})

    made = of(found, Kind.ALARM)
    values = {each["Value"] for one in made for each in one["Dimensions"]}
    assert all(value == "shop-db" or value.endswith(f"/{ID}") for value in values)
    assert len(made) + len(found.left_out) == len(metrics)
