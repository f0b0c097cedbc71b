"""Openings by event and by calendar, on moto: planned, moved, cancelled, refused; twice is once."""

import pytest

from nightshift.domain.errors import RefusedError
from tests.integration.capacity.conftest import Town

TOUR = {
    "workload": "ticketing-prod",
    "name": "spring-tour",
    "at": "2026-01-16T20:00+09:00",
    "capacity": 2,
}
LEAD, OVER = "2026-01-16T19:45+09:00", "2026-01-16T21:00+09:00"


def test_an_opening_is_planned_with_its_two_edges_and_told(town: Town) -> None:
    report = town.plan(**TOUR)

    assert (report["service"], report["status"], report["severity"]) == (
        "backend",
        "planned",
        "info",
    )
    assert sorted(town.schedules().values()) == [
        "at(2026-01-16T10:45:00)",
        "at(2026-01-16T12:00:00)",
    ]
    assert report["summary"] == (
        "ticketing-prod: opening spring-tour is planned: "
        "backend 2 from 2026-01-16 19:45 to 21:00 KST."
    )
    assert [fact["type"] for fact in town.told] == ["Opening Scheduled"]


def test_at_its_lead_the_group_is_raised_and_when_it_is_over_it_goes_back(town: Town) -> None:
    town.services("ticketing-prod")
    town.plan(**TOUR)

    town.due(LEAD, "ticketing-prod")
    raised = town.group()
    town.due(OVER, "ticketing-prod")

    assert raised == (2, 3, 2)
    assert town.group() == (1, 3, 1)
    assert [fact.get("routine") for fact in town.told[1:]] == [True, True]


def test_the_same_opening_again_is_the_same_item_schedules_and_fact(town: Town) -> None:
    town.plan(**TOUR)
    first = town.schedules(), town.items("opening#ticketing-prod")

    town.plan(**TOUR)

    assert (town.schedules(), town.items("opening#ticketing-prod")) == first
    assert len({fact["id"] for fact in town.told}) == 1


def test_an_opening_that_moves_takes_its_schedules_along(town: Town) -> None:
    town.plan(**TOUR)

    town.plan(**TOUR | {"at": "2026-01-17T20:00+09:00", "lead_minutes": 30})

    assert sorted(town.schedules().values()) == [
        "at(2026-01-17T10:30:00)",
        "at(2026-01-17T12:00:00)",
    ]
    (item,) = town.items("opening#ticketing-prod")
    assert item["at"] == "2026-01-17T11:00:00+00:00"


def test_an_opening_that_is_cancelled_raises_nothing(town: Town) -> None:
    town.services("ticketing-prod")
    town.plan(**TOUR)

    for _ in range(2):
        report = town.plan(workload="ticketing-prod", name="spring-tour", cancelled=True)

    assert report["status"] == "cancelled"
    assert town.schedules() == {}
    town.due(LEAD, "ticketing-prod")
    assert town.group() == (1, 3, 1)


def test_an_opening_whose_lead_is_over_is_applied_at_once(town: Town) -> None:
    town.services("ticketing-prod")
    town.at("2026-01-16T19:50+09:00")

    town.plan(**TOUR)

    due = town.told[0]
    assert (due["type"], due["source"]) == ("Schedule Due", "nightshift.schedule")
    town.run(workload=due["workload"], task=due["task"], at=due["at"])
    assert town.group() == (2, 3, 2)
    assert list(town.schedules().values()) == ["at(2026-01-16T12:00:00)"]


def test_one_that_is_cancelled_while_it_lasts_is_brought_back_at_once(town: Town) -> None:
    town.services("ticketing-prod")
    town.plan(**TOUR)
    town.due(LEAD, "ticketing-prod")
    town.told.clear()

    town.plan(workload="ticketing-prod", name="spring-tour", cancelled=True)

    assert town.told[0]["type"] == "Schedule Due"
    town.run(workload="ticketing-prod", task="apply-window", at=LEAD)
    assert town.group() == (1, 3, 1)


def test_what_the_database_will_not_bear_is_said_when_it_is_planned(town: Town) -> None:
    report = town.plan(
        workload="glimpse-prod", name="launch", at="2026-02-14T20:00+09:00", capacity=6
    )

    assert report["severity"] == "warning"
    assert "it will be refused at 2: 6 x 50 (api) = 300 of 112 - 10 = 102" in report["summary"]
    assert "Fix: set pool to " in town.told[0]["findings"][0]["summary"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"workload": "ticketing"}, "workload: 'ticketing' is not known; known: "),
        (
            {"service": "frontend"},
            "service: 'frontend' is none of ticketing-prod that can scale; k",
        ),
        (
            {"service": "kafka"},
            "service: 'kafka' is none of ticketing-prod that can scale; known: ",
        ),
        ({"capacity": 4}, "capacity: 4 is above the maximum of backend, 3; ask for less, or raise"),
        ({"capacity": 0}, "capacity: must be at least 1"),
        ({"capacity": None}, "capacity: is required, unless the opening is cancelled: true"),
        ({"at": None}, "at: is required, unless the opening is cancelled: true"),
        ({"at": "2026-01-16T07:00+09:00"}, "at: 2026-01-16T07:00:00\\+09:00 is past, with the 60"),
        ({"name": "a name"}, "name: must be 1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter"),
        ({"opens": "now"}, "opens: is not a field here"),
        ({"name": "other", "cancelled": True}, "name: there is no opening 'other' to cancel; know"),
        ({"workload": "onno-prod"}, "service: is required in onno-prod: api, ws"),
    ],
)
def test_what_does_not_fit_is_refused_before_any_change_and_people_hear_it(
    town: Town, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(RefusedError, match=sentence):
        town.plan(**TOUR | change)

    assert town.changes() == {}
    (fact,) = town.told
    assert (fact["type"], fact["severity"]) == ("Opening Refused", "critical")
