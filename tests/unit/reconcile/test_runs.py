"""What a run is asked for, how it is shared out, and what of it is news."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import parse
from nightshift.domain.reconcile.drift import NAMED, drifted
from nightshift.domain.reconcile.loads import WORKLOADS, loads, read
from nightshift.domain.reconcile.plan import Action, Change, Plan
from nightshift.domain.reconcile.request import (
    ONE_FUNCTION_DOES,
    Batches,
    PlaceInput,
    Reconcile,
    Run,
    by_machine,
    hub_of,
    machine_arn,
    narrowed,
    require_known,
)
from nightshift.domain.reconcile.resources import EVERY, Kind, Place, Resource
from nightshift.domain.reconcile.survey import Survey
from tests import project

AT = datetime(2026, 1, 14, 19, 30, tzinfo=UTC)
PLACE = Place("123456789012", "ap-northeast-2")
RUN = Run(id="daily", at=AT, daily=True)


def change(
    workload: str, kind: Kind = Kind.ALARM, action: Action = Action.CREATE, was: object = None
) -> Change:
    resource = Resource(kind, f"nightshift-{workload}-{kind}", workload, {"Threshold": 1.0})
    before = Resource(kind, resource.name, workload, was) if isinstance(was, dict) else None
    return Change(action, resource, before)


@pytest.mark.parametrize(
    ("event", "remove", "layer"),
    [
        ({}, False, None),
        ({"RequestType": "Create", "ResponseURL": "x"}, False, None),
        ({"RequestType": "Delete", "ResponseURL": "x"}, True, None),
        (
            {"RequestType": "Update", "ResponseURL": "x", "ResourceProperties": {"Layer": "7"}},
            False,
            "7",
        ),
    ],
)
def test_a_deployments_event_is_read_as_what_it_asks_for(
    event: dict[str, object], remove: bool, layer: str | None
) -> None:
    request = parse(Reconcile, event)

    assert (request.remove, request.layer) == (remove, layer)


@pytest.mark.parametrize(
    ("request_", "ours", "expected"),
    [
        (Reconcile(), "2", True),
        (Reconcile(layer="2"), "2", True),
        (Reconcile(layer="1"), "2", False),
        (Reconcile(layer="1", remove=True), "2", True),
    ],
)
def test_a_request_for_another_layer_is_not_for_us(
    request_: Reconcile, ours: str, expected: bool
) -> None:
    assert request_.is_for(ours) is expected


@pytest.mark.parametrize(
    ("request_", "workloads", "expected"),
    [
        (Reconcile(), ONE_FUNCTION_DOES, False),
        (Reconcile(), ONE_FUNCTION_DOES + 1, True),
        (Reconcile(batches=True), 1, True),
        (Reconcile(dry_run=True), ONE_FUNCTION_DOES + 1, False),
        (Reconcile(remove=True), ONE_FUNCTION_DOES + 1, False),
    ],
)
def test_the_machine_does_what_one_function_could_not(
    request_: Reconcile, workloads: int, expected: bool
) -> None:
    assert by_machine(request_, workloads) is expected


def test_an_unknown_workload_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RefusedError, match="'onno' is not known; known: a, b"):
        require_known(["a", "onno"], ["b", "a"])


@pytest.mark.parametrize("case", ["daily", "some"])
def test_the_machines_events_are_inputs_it_takes(case: str) -> None:
    assert parse(Batches, project.event(f"reconcile.{case}"))


def test_the_hub_is_where_its_queue_is() -> None:
    queue = "arn:aws-cn:sqs:cn-north-1:210000000000:letters"
    hub = hub_of("nightshift", "arn:role", queue, forwarding_role_arn="arn:forwarding")

    assert (hub.partition, hub.region, hub.account) == ("aws-cn", "cn-north-1", "210000000000")
    assert machine_arn(hub) == (
        "arn:aws-cn:states:cn-north-1:210000000000:stateMachine:nightshift-reconcile"
    )


def test_a_plan_is_narrowed_to_the_workloads_that_are_named() -> None:
    plan = Plan(PLACE, (change("a"), change("b")))

    assert narrowed(plan, ["b"]).changes == (change("b"),)
    assert narrowed(plan, []) is plan


def test_a_dry_run_plans_and_makes_nothing() -> None:
    survey = Survey((Plan(PLACE, (change("a"),)),), dry=True)

    report = survey.report([], [])

    assert survey.to_make == ()
    assert [one.workload for one in report.changed] == ["a"]


@given(st.lists(st.sampled_from([f"w{number}" for number in range(25)])))
def test_loads_hold_all_changes_once_and_never_part_a_workload(names: list[str]) -> None:
    made = [(PLACE, change(name)) for name in names]

    found = [read(document) for _, document in loads(RUN, PlaceInput.of(PLACE), made)]

    held = [{one.resource.workload for one in load} for load in found]
    assert sorted(one.resource.workload for load in found for one in load) == sorted(names)
    assert sum(len(workloads) for workloads in held) == len(set(names))
    assert all(len(workloads) <= WORKLOADS for workloads in held)


def test_a_loads_key_is_of_its_execution_and_place() -> None:
    ((key, _),) = loads(RUN, PlaceInput.of(PLACE), [(PLACE, change("a"))])

    assert key == "reconcile/daily/123456789012-ap-northeast-2/0000.json"


def test_only_the_daily_run_has_news() -> None:
    assert drifted(PLACE, [change("a")], Run(id="by hand", at=AT)) == []
    assert len(drifted(PLACE, [change("a")], RUN)) == 1


@pytest.mark.parametrize(
    ("made", "severity"),
    [
        (change("a", Kind.ALARM, Action.UPDATE), "warning"),
        (change("a", Kind.SCHEDULE, Action.DELETE), "warning"),
        (change(EVERY, Kind.EVENT_RULE), "warning"),
        (change("a", Kind.DASHBOARD), "info"),
        (change("a", Kind.LOG_RETENTION, Action.UPDATE, {"retentionInDays": 1}), "info"),
        (change("a", Kind.METRIC_FILTER), None),  # perhaps the group is new
        (change("a", Kind.LOG_RETENTION, Action.UPDATE, {}), None),
        (change("", Kind.TOPIC, Action.DELETE), None),  # nobody's
    ],
)
def test_news_is_a_warning_where_somebody_would_not_be_woken(
    made: Change, severity: str | None
) -> None:
    details = drifted(PLACE, [made], RUN)

    assert [detail["severity"] for detail in details] == ([severity] if severity else [])


def test_a_workload_is_news_once_with_what_was_found() -> None:
    made = [change("b"), *(change("a") for _ in range(NAMED + 2))]

    first, second = drifted(PLACE, made, RUN)

    assert (first["workload"], second["workload"]) == ("a", "b")
    assert first["id"] == "posture-drifted:a:123456789012/ap-northeast-2:2026-01-14"
    assert first["summary"].endswith(", and 2 more.")
    assert second["summary"] == (
        "b was put back to what its manifest says: alarm nightshift-b-alarm was missing."
    )
    assert len(first["resources"]) == NAMED + 2
