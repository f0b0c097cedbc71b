"""Windows and openings on the whole cloud: at the exact minute, refused with numbers, cheap."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cloud_process import running
from tests.e2e import tree
from tests.e2e.notify_scene import project
from tests.e2e.turns import in_turn
from tests.e2e.windows_scene import IBIS, LARK, Windows

# Two clouds for all of them, in their order: each begins where the one before it ended.
pytestmark = pytest.mark.xdist_group("windows")

API, STAGING = "onno-cluster/onno-api-service", "onno-cluster-staging/onno-api-service-staging"
LARK_API = "lark/lark-api"
KINDS = ("error", "lost-answer", "kill")
# Every call of a run that raises a minimum: service, action, how many of its kind come before.
CALLS = (
    ("sts", "GetCallerIdentity", 0),
    ("dynamodb", "GetItem", 0),
    ("dynamodb", "GetItem", 1),
    ("dynamodb", "Query", 0),
    ("dynamodb", "Query", 1),
    ("ecs", "DescribeServices", 0),
    ("application-autoscaling", "DescribeScalableTargets", 0),
    ("application-autoscaling", "RegisterScalableTarget", 0),
    ("dynamodb", "PutItem", 0),
    ("events", "PutEvents", 0),
    ("dynamodb", "PutItem", 1),
)


@pytest.fixture(scope="module")
def shipped() -> Iterator[Windows]:
    """Give the eight workloads on a Friday, two minutes before nine in Seoul."""
    with running("--start", "2026-01-15T23:58:00+00:00") as cloud:
        yield Windows(cloud)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """Give two workloads as the year 2027 begins in Seoul."""
    folder = tmp_path_factory.mktemp("windows")
    with (
        project(folder, {"lark-prod": LARK, "ibis-prod": IBIS}) as tree,
        running("--start", "2026-12-31T14:00:00+00:00", folder=tree) as cloud,
    ):
        found = Windows(cloud)
        found.without_the_stacks_own_runs()
        found.until("2027-01-01T00:00:00+09:00")
        found.begin_to_count()
        yield found


def test_onnos_documented_window_is_refused_at_the_minute_with_its_numbers(
    shipped: Windows,
) -> None:
    shipped.until("2026-01-16T09:01:00+09:00")

    (fact,) = shipped.applied("onno-prod")
    assert fact["time"].startswith("2026-01-16T00:00:")
    assert fact["severity"] == "critical"
    assert "api stays at 2: 4 x 20 (api) + 2 x 20 (ws) = 120 of 100 - 10 = 90" in fact["summary"]
    assert shipped.target(API) == (2, 2)


def test_what_was_refused_reaches_people_and_what_is_routine_does_not(shipped: Windows) -> None:
    outbox = str(shipped.cloud.get("outbox"))

    assert "4 x 20 (api) + 2 x 20 (ws) = 120 of 100 - 10 = 90" in outbox
    assert "onno-staging: api" not in outbox


def test_a_window_that_fits_raises_at_the_minute_and_ends_at_the_minute(shipped: Windows) -> None:
    raised = shipped.target(STAGING)

    shipped.until("2026-01-16T18:01:00+09:00")

    assert raised == (2, 2)
    assert shipped.target(STAGING)[0] == 1
    first, second = shipped.applied("onno-staging")
    assert (first["routine"], second["routine"]) == (True, True)
    assert [fact["time"][:16] for fact in (first, second)] == [
        "2026-01-16T00:00",
        "2026-01-16T09:00",
    ]


def test_the_minimum_that_codemate_has_anyway_is_left_as_it_is(shipped: Windows) -> None:
    assert shipped.applied("codemate-prod") == []
    assert shipped.target("codemate-cluster/codemate-backend-service") == (2, 2)


def test_a_ticket_opening_by_event_is_there_at_its_lead_and_gone_after_it(
    shipped: Windows,
) -> None:
    opening = {
        "workload": "ticketing-prod",
        "name": "spring-tour",
        "at": "2026-01-16T20:00:00+09:00",
        "capacity": 3,
    }
    shipped.tell("Opening Planned", opening)
    shipped.until("2026-01-16T19:44:00+09:00")
    before = shipped.group("ticket-queue-backend")

    shipped.until("2026-01-16T19:46:00+09:00")
    during = shipped.group("ticket-queue-backend")
    shipped.until("2026-01-16T21:01:00+09:00")

    assert (before, during) == ((1, 1), (3, 3))
    assert shipped.group("ticket-queue-backend") == (1, 1)
    assert [fact["time"][:16] for fact in shipped.applied("ticketing-prod")] == [
        "2026-01-16T10:45",
        "2026-01-16T12:00",
    ]
    group = shipped.cloud.client("scheduler").list_schedules(GroupName="nightshift-once")
    assert group["Schedules"] == []


def test_reconcile_leaves_the_schedules_of_openings_alone(shipped: Windows) -> None:
    opening = {
        "workload": "ticketing-prod",
        "name": "autumn-tour",
        "at": "2026-02-16T20:00:00+09:00",
        "capacity": 3,
    }
    shipped.tell("Opening Planned", opening)

    shipped.cloud.client("lambda").invoke(FunctionName="nightshift-reconcile", Payload=b"{}")
    shipped.cloud.settle()

    group = shipped.cloud.client("scheduler").list_schedules(GroupName="nightshift-once")
    assert len(group["Schedules"]) == 2


def test_nothing_was_denied_to_them(shipped: Windows) -> None:
    roles = {shipped.role("apply-window"), shipped.role("plan-opening")}
    denied = [one for one in shipped.cloud.get("audit")["denied"] if one["role"] in roles]

    assert denied == []


def test_an_opening_of_the_calendar_is_there_at_its_lead_and_gone_after_it(
    small: Windows,
) -> None:
    small.until("2027-01-20T19:44:00+09:00")
    before = small.group("ibis-shop")

    small.until("2027-01-20T19:46:00+09:00")
    during = small.group("ibis-shop")
    small.until("2027-01-20T21:01:00+09:00")

    assert (before, during) == ((1, 1), (3, 3))
    assert small.group("ibis-shop") == (1, 1)
    assert [fact["time"][:16] for fact in small.applied("ibis-prod")] == [
        "2027-01-20T10:45",
        "2027-01-20T12:00",
    ]


def test_one_window_a_day_costs_at_most_fifty_runs_a_month(small: Windows) -> None:
    """January 2027 has 21 weekdays with two edges each, and the sale above has two.

    The sweep looks every hour and needs no function for it.
    """
    small.until("2027-02-01T00:00:00+09:00")

    assert small.runs() == {"apply-window": 21 * 2 + 2}


@pytest.mark.parametrize(("service", "action", "after", "kind"), in_turn(CALLS, KINDS))
def test_one_fault_at_one_call_leaves_the_window_applied_once(
    small: Windows, service: str, action: str, after: int, kind: str
) -> None:
    clock = datetime.fromisoformat(small.cloud.get("clock")["now"])
    if clock < datetime.fromisoformat("2027-02-01T10:00:00+09:00"):
        small.until("2027-02-01T10:00:00+09:00")
    small.set_minimum(LARK_API, 1)
    small.cloud.client("dynamodb").update_item(
        TableName="nightshift-ledger",
        Key={"pk": {"S": "due"}, "sk": {"S": "lark-prod#window"}},
        UpdateExpression="SET minima = :base",
        ExpressionAttributeValues={":base": {"L": [{"S": "api=1"}]}},
    )
    known, role = len(small.applied("lark-prod")), small.role("apply-window")
    small.cloud.delete("faults")
    small.cloud.delete("calls")
    fault = {"service": service, "action": action, "kind": kind, "role": role}
    small.cloud.post("faults", fault | {"times": 1, "after": after})

    at = small.cloud.get("clock")["now"]
    due = {"workload": "lark-prod", "task": "apply-window", "at": at}
    small.tell("Schedule Due", due, "nightshift.schedule")
    small.cloud.advance(600)

    (planned,) = small.cloud.get("faults")
    assert planned["hits"] == 1
    assert small.target(LARK_API)[0] == 3
    assert len({fact["id"] for fact in small.applied("lark-prod")[known:]}) == 1
    made = [call["outcome"] for call in calls(small, role, "RegisterScalableTarget")]
    assert made.count("ok") + (kind in ("lost-answer", "kill")) * made.count("fault") == 1


def calls(small: Windows, role: str, action: str) -> list[dict[str, Any]]:
    """Return the calls of a role."""
    found = small.cloud.get(f"calls?role={role}&action={action}")
    return list(found)


# Every call of a run that plans an opening.
OPENING_CALLS = (
    ("sts", "GetCallerIdentity", 0),
    ("dynamodb", "Query", 0),
    ("dynamodb", "PutItem", 0),
    ("scheduler", "CreateSchedule", 0),
    ("scheduler", "CreateSchedule", 1),
    ("events", "PutEvents", 0),
)


@pytest.mark.parametrize(("service", "action", "after", "kind"), in_turn(OPENING_CALLS, KINDS))
def test_one_fault_at_one_call_leaves_the_opening_planned_once(
    small: Windows, service: str, action: str, after: int, kind: str
) -> None:
    name = f"{action}-{after}-{kind}".lower()
    small.cloud.delete("faults")
    role = small.role("plan-opening")
    fault = {"service": service, "action": action, "kind": kind, "role": role}
    small.cloud.post("faults", fault | {"times": 1, "after": after})
    opening = {"workload": "ibis-prod", "name": name, "at": "2027-03-20T20:00:00+09:00"}
    known = len(once(small))

    small.tell("Opening Planned", opening | {"capacity": 3})
    small.cloud.advance(600)

    (planned,) = small.cloud.get("faults")
    assert planned["hits"] == 1
    scheduled = [one for one in small.events("Opening Scheduled") if one["opening"] == name]
    assert len({fact["id"] for fact in scheduled}) == 1
    assert len(once(small)) - known == 2


def once(small: Windows) -> list[Any]:
    """Return the schedules that fire once."""
    found = small.cloud.client("scheduler").list_schedules(GroupName="nightshift-once")
    return list(found["Schedules"])


def test_no_call_of_planning_is_left_out(small: Windows) -> None:
    small.cloud.delete("faults")
    small.cloud.delete("calls")
    opening = {"workload": "ibis-prod", "name": "last", "at": "2027-03-21T20:00:00+09:00"}

    small.tell("Opening Planned", opening | {"capacity": 3})

    role = small.role("plan-opening")
    made = [
        (call["service"], call["action"])
        for call in small.cloud.get(f"calls?role={role}")
        if call["service"] not in ("logs", "iam")  # Lambda's own, and what goes with a schedule
    ]
    assert sorted(made) == sorted((service, action) for service, action, _ in OPENING_CALLS)


def test_a_deployment_in_the_middle_of_a_window_sets_the_new_size_at_once(
    small: Windows, tmp_path: Path
) -> None:
    small.until("2027-03-22T10:00:00+09:00")
    wide = LARK.replace("minimum: 3}", "minimum: 4}")
    root = tree.copied(tmp_path / "copy", {"lark-prod.yaml": wide, "ibis-prod.yaml": IBIS})
    before = small.target(LARK_API)

    assert tree.deploy(small.cloud, root) == "UPDATE_COMPLETE"

    assert (before, small.target(LARK_API)) == ((3, 3), (4, 4))
    fact = small.applied("lark-prod")[-1]
    assert fact["time"].startswith("2027-03-22T01:00")
    assert fact["routine"]
