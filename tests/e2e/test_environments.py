"""An environment with everything in it sleeps and wakes as its team asks, and never by accident."""

import json
from datetime import datetime

import pytest

from tests.e2e.environment_manifests import WORKLOAD
from tests.e2e.environment_scene import Environment

pytestmark = pytest.mark.xdist_group("heron")


def test_it_sleeps_in_reverse_order_and_wakes_as_it_was(env: Environment) -> None:
    before = env.state()

    env.cloud.delete("calls")
    stopped = env.run("stop", reason="nobody works")
    down = [action for action, _ in env.mutations()]
    asleep = env.state()
    env.cloud.delete("calls")
    started = env.run("start")
    up = [action for action, _ in env.mutations()]

    assert (stopped["status"], started["status"]) == ("COMPLETE", "COMPLETE")
    assert stopped["reason"] == "nobody works"
    assert list(dict.fromkeys(down)) == [
        "DisableAlarmActions",
        "RegisterScalableTarget",
        "UpdateService",
        "SuspendProcesses",
        "UpdateAutoScalingGroup",
        "StopInstances",
        "DeleteReplicationGroup",
        "StopDBInstance",
    ]
    assert list(dict.fromkeys(up)) == [
        "StartDBInstance",
        "CreateReplicationGroup",
        "DeleteSnapshot",
        "StartInstances",
        "UpdateService",
        "RegisterScalableTarget",
        "UpdateAutoScalingGroup",
        "ResumeProcesses",
        "EnableAlarmActions",
    ]
    assert (asleep["database"], asleep["cache"]) == ("stopped", None)
    assert set(asleep["alarms"].values()) == {False}
    assert env.state() == before


def test_each_step_waits_until_the_one_before_is_ready(env: Environment) -> None:
    env.cloud.post("durations", {"rds-start": 900, "cache-restore": 600})
    env.run("stop")
    begins = env.cloud.get("clock")["now"]

    env.cloud.delete("calls")
    env.run("start", seconds=7200)

    first = {
        call["operation"]: call["at"]
        for call in reversed(env.cloud.get("calls"))
        if call["role"] != "admin"
    }
    order = ["StartDBInstance", "CreateReplicationGroup", "StartInstances", "UpdateService"]
    assert [first[name] for name in order] == sorted(first[name] for name in order)
    assert _minutes(begins, first["CreateReplicationGroup"]) >= 15
    assert _minutes(first["CreateReplicationGroup"], first["StartInstances"]) >= 10


def _minutes(one: str, other: str) -> float:
    passed = datetime.fromisoformat(other) - datetime.fromisoformat(one)
    return passed.total_seconds() / 60


def test_the_night_is_booked_with_hours_dollars_and_a_dated_price(env: Environment) -> None:
    env.run("stop")
    env.cloud.advance(4 * 3600)
    env.run("start")

    found = env.cloud.client("dynamodb").query(
        TableName="nightshift-ledger",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"savings#{WORKLOAD}"}},
        ScanIndexForward=False,
        Limit=6,
    )["Items"]
    booked = {item["sk"]["S"].split("#")[1]: item for item in found}
    assert set(booked) == {"api", "backend", "kafka", "database", "cache", "nat"}
    assert 4 < float(booked["database"]["hours"]["S"]) < 6
    assert float(booked["database"]["usd"]["S"]) > 0
    assert all(item["as_of"]["S"] or item["assumed"]["BOOL"] for item in found)


def test_a_dry_run_prints_the_plan_and_changes_nothing(env: Environment) -> None:
    env.cloud.delete("calls")

    found = env.run("stop", dry_run=True)

    assert found["status"] == "UNCHANGED"
    assert found["plan"][0] == "1. alarms: mute 2"
    assert found["plan"][-1].endswith("database: stop the DB instance")
    assert "api: 2 tasks to 0" in " ".join(found["plan"])
    assert env.mutations() == []


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        (
            {"workload": "heron"},
            "workload: 'heron' is not known; known: egret-dev, heron-dev, plover-dev",
        ),
        ({"until": "yesterday"}, "until: 'yesterday' is no time; write an instant"),
        ({"until": "2020-01-01T00:00+09:00"}, "until: 2020-01-01T00:00+09:00 is past"),
        ({"untli": "22:00"}, "untli: is not a field here"),
    ],
)
def test_bad_input_is_refused_before_anything_is_changed(
    env: Environment, wish: dict[str, str], message: str
) -> None:
    env.cloud.delete("calls")

    found = env.ended(env.start("stop", **wish), 60)

    assert (found["status"], found["error"]) == ("FAILED", "RefusedError")
    assert message in json.loads(found["cause"])["errorMessage"]
    assert env.mutations() == []


def test_a_second_stop_and_a_second_start_change_nothing(env: Environment) -> None:
    env.run("stop")
    env.cloud.delete("calls")
    again = env.run("stop")
    stops = env.mutations()
    env.run("start")
    env.cloud.delete("calls")
    awake = env.run("start")

    assert (again["status"], stops) == ("COMPLETE", [])
    assert (awake["status"], env.mutations()) == ("UNCHANGED", [])
    assert awake["reason"] == "it is awake: nightshift has nothing to restore"


def test_two_executions_at_once_take_turns(env: Environment) -> None:
    before = env.state()
    env.cloud.post("durations", {"ecs-task-stop": 600})

    stop = env.start("stop")
    env.cloud.advance(60)
    start = env.start("start")
    found = [env.ended(one, 3600)["status"] for one in (stop, start)]

    assert found == ["SUCCEEDED", "SUCCEEDED"]
    assert env.state() == before


def test_what_a_person_stopped_stays_stopped(env: Environment) -> None:
    ec2 = env.cloud.client("ec2")
    stopped = next(i for i, state in env.state()["instances"].items() if state == "running")
    ec2.stop_instances(InstanceIds=[stopped])
    env.cloud.client("ecs").update_service(cluster="heron", service="heron-api", desiredCount=3)
    env.cloud.advance(300)
    before = env.state()

    env.run("stop")
    env.run("start")

    assert env.state() == before
    assert before["instances"][stopped] == "stopped"
    assert before["service"]["desiredCount"] == 3
    ec2.start_instances(InstanceIds=[stopped])
    env.cloud.client("ecs").update_service(cluster="heron", service="heron-api", desiredCount=2)
    env.cloud.advance(300)


def test_an_instance_that_is_gone_stops_nobody(env: Environment) -> None:
    env.run("stop")
    gone = next(iter(env.state()["instances"]))
    env.cloud.client("ec2").terminate_instances(InstanceIds=[gone])

    found = env.run("start")

    assert found["status"] == "COMPLETE"
    others = {i: state for i, state in env.state()["instances"].items() if i != gone}
    assert set(others.values()) == {"running"}
