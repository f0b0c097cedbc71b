"""The handler of `apply_window` on moto: windows, the gate, holds; twice is once."""

import boto3
import pytest

from nightshift.domain.errors import RefusedError
from tests.integration.capacity.conftest import Town

NINE, SIX = "2026-01-16T09:00+09:00", "2026-01-16T18:00+09:00"
MONDAY = "2026-01-19T09:00+09:00"


def test_a_window_raises_the_minimum_and_its_end_lowers_it(town: Town) -> None:
    town.services("onno-staging")

    first = town.due(NINE)
    raised = town.target("onno-staging", "api")
    town.due(SIX)

    assert [(s["before"], s["after"]) for s in first["steps"]] == [(1, 2)]
    assert (raised["MinCapacity"], raised["MaxCapacity"]) == (2, 5)
    assert town.minimum("onno-staging", "api") == 1
    assert town.changes() == {"RegisterScalableTarget": 2, "PutItem": 2}


def test_what_went_as_planned_is_routine(town: Town) -> None:
    town.services("onno-staging")

    town.due(NINE)

    (fact,) = town.told
    assert fact["routine"] is True
    assert (fact["severity"], fact["source"], fact["type"]) == (
        "info",
        "nightshift",
        "Window Applied",
    )
    assert fact["summary"] == "onno-staging: api 1 -> 2 (window office-hours)."
    assert fact["id"].startswith("window-applied:onno-staging:2026-01-16T00:00+00:00:")
    assert fact["next_change"] == "2026-01-16T09:00:00+00:00"


def test_a_second_run_changes_nothing_and_tells_nothing(town: Town) -> None:
    town.services("onno-staging")
    town.due(NINE)
    town.changes()

    second = town.due(NINE)

    assert second["steps"] == []
    assert second["summary"] == "onno-staging: everything is as it should be."
    assert town.changes() == {"PutItem": 1}  # when to look again
    assert len(town.told) == 1


def test_the_ledger_says_when_something_changes_next(town: Town) -> None:
    town.services("onno-staging")

    town.due(NINE)

    assert town.item("due", "onno-staging#window") == {
        "pk": "due",
        "sk": "onno-staging#window",
        "workload": "onno-staging",
        "task": "apply-window",
        "next_at": "2026-01-16T09:00:00+00:00",
        "since": "2026-01-16T00:00:00+00:00",
        "minima": ["api=2"],
        "expires_at": 1_769_158_800,  # a week after it
    }


def test_onnos_own_window_is_refused_and_told_with_its_numbers(town: Town) -> None:
    town.services("onno-prod")

    report = town.due(NINE, "onno-prod")

    assert (report["severity"], report["steps"]) == ("critical", [])
    assert town.minimum("onno-prod", "api") == 2
    assert set(town.changes()) == {"PutItem"}
    (fact,) = town.told
    assert "routine" not in fact
    assert fact["severity"] == "critical"
    assert fact["summary"].startswith(
        "onno-prod: api stays at 2: 4 x 20 (api) + 2 x 20 (ws) = 120 of 100 - 10 = 90 connections, "
    )
    (finding,) = fact["findings"]
    assert finding["rule"] == "ON-X10/GL-X03"
    assert "Fix: set pool to 7 or less" in finding["summary"]


def test_a_refusal_that_is_told_again_is_the_same_fact(town: Town) -> None:
    town.services("onno-prod")

    town.due(NINE, "onno-prod")
    town.at("2026-01-16T11:20+09:00")
    town.run(workload="onno-prod")

    assert len({fact["id"] for fact in town.told}) == 1
    town.due(MONDAY, "onno-prod")
    assert len({fact["id"] for fact in town.told}) == 2


def test_a_late_run_never_applies_an_edge_that_is_over(town: Town) -> None:
    town.services("onno-staging")
    town.at("2026-01-16T18:30+09:00")

    report = town.run(workload="onno-staging", task="apply-window", at=NINE)

    assert report["steps"] == []
    assert town.minimum("onno-staging", "api") == 1


def test_a_missed_edge_is_caught_up_and_said_to_be_late(town: Town) -> None:
    town.services("onno-staging")
    town.due(NINE)
    town.due("2026-01-16T19:20+09:00")  # what the sweep puts on the bus

    assert town.minimum("onno-staging", "api") == 1
    fact = town.told[-1]
    assert fact["severity"] == "warning"
    assert fact["summary"].endswith("; 80 minutes late.")
    assert "routine" not in fact


def test_what_a_person_set_in_the_meantime_is_put_back_and_said(town: Town) -> None:
    town.services("onno-staging")
    town.due(NINE)
    target = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
    boto3.client("application-autoscaling").register_scalable_target(
        ResourceId="service/onno-cluster-staging/onno-api-service-staging", MinCapacity=4, **target
    )

    town.due(SIX)

    assert town.minimum("onno-staging", "api") == 1
    fact = town.told[-1]
    assert "routine" not in fact
    assert "api 4 -> 1 (outside of every window; somebody had set it to 4;" in fact["summary"]


def test_a_service_that_has_no_window_is_not_ours_to_change(town: Town) -> None:
    town.services("onno-staging")
    target = {"ServiceNamespace": "ecs", "ScalableDimension": "ecs:service:DesiredCount"}
    boto3.client("application-autoscaling").register_scalable_target(
        ResourceId="service/onno-cluster-staging/onno-ws-service-staging", MinCapacity=2, **target
    )

    town.due(NINE)

    assert town.minimum("onno-staging", "ws") == 2


def test_what_is_suspended_stays_suspended(town: Town) -> None:
    town.services("onno-staging")
    boto3.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ScalableDimension="ecs:service:DesiredCount",
        ResourceId="service/onno-cluster-staging/onno-api-service-staging",
        SuspendedState={"DynamicScalingInSuspended": True},
    )

    town.due(NINE)

    assert town.target("onno-staging", "api")["SuspendedState"]["DynamicScalingInSuspended"] is True


def test_a_hold_is_kept_until_its_end_and_ends_by_itself(town: Town) -> None:
    town.services("onno-staging")
    hold = {"minimum": 2, "services": ["api"], "until": "2026-01-16T22:00+09:00", "reason": "demo"}
    town.at("2026-01-16T19:00+09:00")

    report = town.run(workload="onno-staging", hold=hold)

    assert [(s["after"], s["reason"]) for s in report["steps"]] == [(2, "hold: demo")]
    assert list(town.schedules().values()) == ["at(2026-01-16T13:00:00)"]
    assert report["next_change"] == "2026-01-16T13:00:00Z"
    town.due("2026-01-16T22:00+09:00")
    assert town.minimum("onno-staging", "api") == 1


def test_the_same_hold_again_changes_nothing(town: Town) -> None:
    town.services("onno-staging")
    hold = {"minimum": 2, "until": "2026-01-16T22:00+09:00"}
    town.run(workload="onno-staging", hold=hold)
    town.changes()

    town.run(workload="onno-staging", hold=hold)

    assert "RegisterScalableTarget" not in town.changes()
    assert len(town.items("override#onno-staging")) == 1
    assert len(town.schedules()) == 1


def test_a_release_ends_the_holds_at_once(town: Town) -> None:
    town.services("onno-staging")
    town.at("2026-01-16T19:00+09:00")
    town.run(workload="onno-staging", hold={"minimum": 2, "until": "2026-01-16T22:00+09:00"})

    town.at("2026-01-16T20:00+09:00")
    town.run(workload="onno-staging", release=True)

    assert town.minimum("onno-staging", "api") == 1
    assert town.minimum("onno-staging", "ws") == 1
    assert town.schedules() == {}


def test_a_hold_that_the_database_does_not_bear_is_refused_and_not_kept(town: Town) -> None:
    town.services("glimpse-prod")
    hold = {"minimum": 4, "until": "2026-01-16T22:00+09:00"}

    report = town.run(workload="glimpse-prod", hold=hold)

    assert report["severity"] == "critical"
    assert "4 x 50 (api) = 200 of 112 - 10 = 102 connections" in report["summary"]
    assert town.items("override#glimpse-prod") == []
    assert town.schedules() == {}
    assert town.minimum("glimpse-prod", "api") == 2


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"workload": "onno"}, "workload: 'onno' is not known; known: codemate-dev, "),
        ({"workload": "onno-prod", "hold": {}}, "hold.minimum: is required; hold.until: is req"),
        (
            {"workload": "onno-prod", "hold": {"minimum": 3, "until": "2026-01-16T08:00+09:00"}},
            "hold.until: 2026-01-16T08:00:00\\+09:00 is past; it is 2026-01-16T00:00\\+00:00. Writ",
        ),
        (
            {
                "workload": "onno-prod",
                "hold": {"minimum": 3, "services": ["apii"], "until": "2026-01-17T08:00+09:00"},
            },
            "hold.services.0: 'apii' is no service of onno-prod; known: api, ws, bastion",
        ),
        (
            {"workload": "onno-prod", "hold": {"minimum": 5, "until": "2026-01-17T08:00+09:00"}},
            "hold.minimum: 5 is above the maximum of ws, 4; hold less, name other services, or ",
        ),
        (
            {"workload": "onno-prod", "hold": {"minimum": 2, "until": "2027-01-17T08:00+09:00"}},
            "hold.until: is more than 90 days ahead",
        ),
        ({"workload": "onno-prod", "at": SIX}, "at: .* lies ahead; it is .* Leave it out, or "),
        ({"workload": "onno-prod", "services": ["api"]}, "services: belongs to a schedule's event"),
    ],
)
def test_what_does_not_fit_is_refused_before_any_change(
    town: Town, event: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RefusedError, match=sentence):
        town.run(**event)

    assert town.changes() == {}
    assert town.told == []


def test_a_dry_run_tells_what_would_be_done_at_any_instant(town: Town) -> None:
    town.services("onno-staging")

    report = town.run(workload="onno-staging", at=MONDAY, dry_run=True)

    assert [(s["service"], s["after"]) for s in report["steps"]] == [("api", 2)]
    assert town.changes() == {}
    assert town.told == []


def test_a_service_that_is_not_there_is_said_and_holds_up_no_other(town: Town) -> None:
    town.services("onno-staging")
    boto3.client("ecs").delete_service(
        cluster="onno-cluster-staging", service="onno-api-service-staging", force=True
    )

    report = town.due(NINE)

    assert report["severity"] == "warning"
    assert "onno-cluster-staging/onno-api-service-staging is not there" in report["summary"]


def test_the_hours_in_which_less_ran_are_booked_when_they_are_over(town: Town) -> None:
    town.services("onno-staging")
    town.due(NINE)
    town.due(SIX)
    assert town.items("savings#onno-staging") == []

    town.due(MONDAY)

    booked = [
        (item["sk"], item["hours"], int(item["units"]))
        for item in town.items("savings#onno-staging")
    ]
    assert booked == [  # awake until 20:00 on Friday, and from 08:00 on Monday
        ("2026-01-16T09:00:00+00:00#api#window", "2.0000", 1),
        ("2026-01-18T23:00:00+00:00#api#window", "1.0000", 1),
    ]
