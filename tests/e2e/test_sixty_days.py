"""Sixty virtual days of all eight workloads: every edge once, every hour and morning as it should.

In one cloud of its own. An oracle that counts minutes says what should be; people park an
environment for 24 days, put a stop off, hold a minimum and plan an opening meanwhile.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cloud_process import running
from tests.e2e.sixty_scene import DAYS, HOUR, MINUTE, PARKED, START, Sixty, items

pytestmark = pytest.mark.long
TASKS = ("apply-window", "environment-start", "environment-stop", "announce-stop")
AGAIN_WITHIN = timedelta(minutes=30)  # XS-04


@pytest.fixture(scope="module")
def sixty() -> Iterator[Sixty]:
    with running("--start", START.isoformat()) as cloud:
        found, began = Sixty(cloud), time.perf_counter()
        found.live()
        print(f"{DAYS} days in {time.perf_counter() - began:.0f} s")
        yield found
        for view in found.watcher.views:
            view.wire.close()


def test_every_hour_is_as_the_oracle_says(sixty: Sixty) -> None:
    assert sixty.watcher.hours == 8 * 24 * DAYS
    assert sixty.watcher.differences == []


def test_every_morning_is_as_the_evening_was(sixty: Sixty) -> None:
    assert sixty.watcher.mornings == sum(wakes for _, wakes, _ in sixty.turns)
    assert sixty.watcher.unlike == []


def test_every_edge_fires_once_at_its_minute(sixty: Sixty) -> None:
    due = [event for event in sixty.of("nightshift.schedule", "Schedule Due") if _planned(event)]

    fired = Counter(
        (event["detail"]["workload"], event["detail"]["task"], _at(event["time"][:16] + "Z"))
        for event in due
    )
    assert set(fired.values()) == {1}
    assert fired == Counter(sixty.looks)
    assert all(event["detail"]["at"][:16] == event["time"][:16] for event in due)


def test_nothing_was_overdue(sixty: Sixty) -> None:
    others = [
        e
        for e in sixty.of("nightshift.schedule", "Schedule Due")
        if not _planned(e, all_tasks=True)
    ]
    wakes = [
        name
        for name, up, _ in sixty.turns
        if up and any("windows" in one for one in sixty.oracles[name].manifest["services"])
    ]
    assert Counter(e["detail"]["workload"] for e in others) == Counter(wakes)
    assert {json.loads(e["output"])["repeated"] for e in sixty.executions("sweep")} == {0}


@pytest.mark.parametrize(("word", "wakes"), [("Started", True), ("Stopped", False)])
def test_environments_turn_in_the_minute_of_their_edge_and_else_never(
    sixty: Sixty, word: str, wakes: bool
) -> None:
    wanted = Counter((name, at) for name, up, at in sixty.turns if up == wakes)

    began = {one["executionArn"]: _minute(one["startDate"]) for one in sixty.executions()}
    # Who looks again at what sleeps already tells the same fact, by its id.
    first: dict[str, dict[str, Any]] = {}
    for event in sixty.of("nightshift", f"Environment {word}"):
        if event["detail"]["id"].endswith(("/asleep", "/awake")):  # not again, after RDS
            first.setdefault(event["detail"]["id"], event["detail"])

    turned = Counter((one["workload"], began[one["execution"]]) for one in first.values())
    assert turned == wanted
    assert {one["severity"] for one in first.values()} == {"info"}


def test_windows_are_applied_in_the_minute_of_their_edge_and_told_where_they_change_something(
    sixty: Sixty,
) -> None:
    wanted = Counter(
        (name, at.astimezone(UTC), change)
        for name, oracle in sixty.oracles.items()
        for at, change in oracle.changes(
            at for other, task, at in sixty.looks if (other, task) == (name, "apply-window")
        )
    )

    told = sixty.of("nightshift", "Window Applied")

    changed = Counter(
        (
            event["detail"]["workload"],
            _at(event["detail"]["at"]).replace(second=0, microsecond=0),
            (one["service"], one["before"], one["after"]),
        )
        for event in told
        for one in event["detail"]["services"]
    )
    assert changed == wanted
    refused = {e["detail"]["workload"] for e in told if e["detail"]["severity"] == "critical"}
    assert refused == {"onno-prod"}  # its pools do not fit into 100 connections


def test_every_window_edge_is_looked_at_once(sixty: Sixty) -> None:
    looks = Counter(at for _, task, at in sixty.looks if task == "apply-window")
    runs = Counter(
        _at(call["at"]).replace(second=0, microsecond=0)
        for call in sixty.calls
        if call["role"].startswith("nightshift-ApplyWindow")
        and call["action"] == "GetCallerIdentity"
    )

    assert {at: runs[at] for at in looks} == looks


def test_a_parked_database_sleeps_again_within_half_an_hour(sixty: Sixty) -> None:
    told = [event["detail"] | {"at": _at(event["time"])} for event in _of_databases(sixty)]
    restarts = [one for one in told if one["EventID"] == "RDS-EVENT-0154"]
    stops = [
        min(one["at"] for one in told if one["EventID"] == "RDS-EVENT-0087" and one["at"] > begun)
        for begun in (one["at"] for one in restarts)
    ]

    assert [one["SourceIdentifier"] for one in restarts] == ["ticket-queue-staging-db"] * 3
    spans = zip(restarts, stops, _ran(sixty), strict=True)
    for restart, stopped, (begun, ended) in spans:
        assert stopped - restart["at"] <= AGAIN_WITHIN
        assert restart["at"] <= begun < restart["at"] + MINUTE
        assert stopped <= ended < stopped + 2 * MINUTE


def test_what_rds_let_run_meanwhile_is_not_booked_as_saved(sixty: Sixty) -> None:
    ran = sum((ended - begun) / HOUR for begun, ended in _ran(sixty))

    (booked,) = [
        one
        for one in items(sixty.cloud, "savings#ticketing-staging")
        if one["sk"]["S"].endswith("#database#sleep")
        and PARKED.end < _at(one["end"]["S"]) < PARKED.end + HOUR
    ]
    begun, ended = _at(booked["sk"]["S"].partition("#")[0]), _at(booked["end"]["S"])
    assert float(booked["hours"]["S"]) == pytest.approx((ended - begun) / HOUR - ran, abs=0.01)
    assert 0.5 < ran < 1.5


def test_nothing_failed_was_denied_or_was_left_undelivered(sixty: Sixty) -> None:
    ended = sixty.of("aws.states", "Step Functions Execution Status Change")

    assert {event["detail"]["status"] for event in ended} == {"RUNNING", "SUCCEEDED"}
    assert [call for call in sixty.calls if call["outcome"] == "denied"] == []
    assert sixty.undelivered == []


def _of_databases(sixty: Sixty) -> list[dict[str, Any]]:
    """Return what RDS told about the database that is parked, and each that it had to start."""
    found = sixty.of("aws.rds", "RDS DB Instance Event")
    ours = "ticket-queue-staging-db"
    return [
        event
        for event in found
        if event["detail"]["SourceIdentifier"] == ours
        or event["detail"]["EventID"] == "RDS-EVENT-0154"
    ]


def _ran(sixty: Sixty) -> list[tuple[datetime, datetime]]:
    """Return the spans in which the parked database ran, as the ledger had them."""
    texts = [one["S"].partition("/") for one in sixty.parked["ran"]["L"]]
    return [(_at(begun), _at(ended)) for begun, _, ended in texts]


def _planned(event: dict[str, Any], *, all_tasks: bool = False) -> bool:
    """Say whether Scheduler put it, not a machine: that one's instants are no full minutes."""
    detail = event["detail"]
    return detail["at"].endswith(":00Z") and (all_tasks or detail["task"] in TASKS)


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _minute(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 60_000 * 60, UTC)
