"""What happens to a sleeping environment that nobody looks after."""

from datetime import datetime, timedelta

import pytest

from tests.e2e.environment_scene import Environment

pytestmark = pytest.mark.xdist_group("heron")  # after test_environments.py, on the same cloud


def test_a_schedule_that_the_calendar_does_not_confirm_changes_nothing(env: Environment) -> None:
    env.cloud.delete("calls")

    found = env.run("stop", task="environment-stop", at="2026-01-15T11:00:00Z")

    assert found["status"] == "UNCHANGED"
    assert found["reason"] == "the calendar says awake: always awake"
    assert env.mutations() == []


def test_a_person_keeps_it_asleep_until_an_hour_and_then_it_is_looked_at(env: Environment) -> None:
    now = env.cloud.get("clock")["now"]
    until = now[:11] + "23:59:00+00:00"

    found = env.run("stop", until=until)
    (schedule,) = env.cloud.client("scheduler").list_schedules(GroupName="nightshift-once")[
        "Schedules"
    ]
    env.cloud.post("clock", {"set": until})
    env.cloud.advance(3600)

    assert found["until"].startswith(until[:16])
    assert schedule["Name"].startswith("heron-dev.")
    assert env.item()["phase"]["S"] == "awake"  # without hours, the calendar says: always


def test_alarms_of_a_sleeping_environment_reach_nobody(env: Environment) -> None:
    env.run("stop")
    told = len(env.cloud.get("outbox"))
    env.cloud.client("cloudwatch").set_alarm_state(
        AlarmName="nightshift-heron-dev-Api_Silent", StateValue="OK", StateReason="test"
    )
    env.cloud.advance(1800)

    states = [
        event["detail"]["state"]["value"]
        for event in env.cloud.get("events")
        if event["detail-type"] == "CloudWatch Alarm State Change"
    ]
    assert "ALARM" in states  # no task runs
    env.run("start")
    env.cloud.advance(1800)

    assert "OK" in env.events("CloudWatch Alarm State Change")[-1]["state"]["value"]
    about = [one for one in env.cloud.get("outbox")[told:] if "Api_Silent" in str(one)]
    assert about == []  # neither of its beginning nor of its end


def test_reconcile_leaves_alarms_mute_while_it_sleeps(env: Environment) -> None:
    env.run("stop")
    env.cloud.client("lambda").invoke(FunctionName="nightshift-reconcile", Payload=b"{}")
    muted = env.state()["alarms"]
    env.run("start")

    assert set(muted.values()) == {False}
    assert set(env.state()["alarms"].values()) == {True}


def test_a_database_that_rds_starts_is_stopped_again_within_half_an_hour(env: Environment) -> None:
    env.cloud.post("durations", {"rds-start": 480, "rds-stop": 300})
    env.run("stop")
    env.cloud.advance(7 * 86_400 - 7200)
    quiet = env.state()["database"]

    env.cloud.advance(7200)
    told = [event["EventID"] for event in env.events("RDS DB Instance Event")]
    env.cloud.advance(1800)

    assert quiet == "stopped"
    assert "RDS-EVENT-0154" in told
    assert env.state()["database"] == "stopped"
    assert len(env.item()["ran"]["L"]) == 1
    assert "after RDS had started its database" in env.events("Environment Stopped")[-1]["summary"]


def test_a_database_in_another_region_is_stopped_again_too(env: Environment) -> None:
    env.cloud.post("durations", {"rds-start": 480, "rds-stop": 300})
    rds = env.cloud.client("rds", "ap-northeast-1")
    env.run("stop", workload="plover-dev")

    env.cloud.advance(7 * 86_400 - 3600)
    before = rds.describe_db_instances()["DBInstances"][0]["DBInstanceStatus"]
    started = len(env.events("RDS DB Instance Event"))
    env.cloud.advance(1800)
    told = [event["EventID"] for event in env.events("RDS DB Instance Event")[started:]]
    after = rds.describe_db_instances()["DBInstances"][0]["DBInstanceStatus"]
    env.run("start", workload="plover-dev")

    assert (before, after) == ("stopped", "stopped")
    assert "RDS-EVENT-0154" in told
    assert env.state()["database"] == "available"  # of the same name, in the stack's own region


def test_what_a_person_keeps_asleep_stays_so_when_rds_starts_its_database(
    env: Environment,
) -> None:
    wish = datetime.fromisoformat(env.cloud.get("clock")["now"]) + timedelta(days=9)
    until = wish.isoformat(timespec="minutes")
    env.run("stop", until=until)

    env.cloud.advance(7 * 86_400)
    morning = env.run("start", task="environment-start", at=until)

    assert len(env.item()["ran"]["L"]) == 1
    assert morning["status"] == "UNCHANGED"
    assert env.item()["keep_until"]["S"][:16] == until[:16]
    assert env.state()["database"] == "stopped"


def test_who_looks_after_what_a_person_keeps_asleep_tells_until_when(env: Environment) -> None:
    wish = datetime.fromisoformat(env.cloud.get("clock")["now"]) + timedelta(days=3)
    until = wish.isoformat(timespec="minutes")
    env.run("stop", until=until)

    env.run("stop", task="environment-stop", at=until)

    assert env.events("Environment Stopped")[-1]["until"][:16] == until[:16]


def test_an_execution_that_died_is_repeated_by_the_sweep(env: Environment) -> None:
    before = env.state()
    stop = env.start("stop")
    env.cloud.client("stepfunctions").stop_execution(executionArn=stop, cause="killed by hand")
    env.cloud.settle()
    halfway = env.item()["phase"]["S"]

    env.cloud.advance(4 * 3600)

    assert halfway == "stopping"
    assert env.item()["phase"]["S"] == "asleep"
    env.run("start")
    assert env.state() == before


def test_a_cache_of_one_node_sleeps_in_its_snapshot(env: Environment) -> None:
    before = env.caches()
    env.run("stop", workload="egret-dev")
    asleep = env.caches()
    env.run("start", workload="egret-dev")

    assert (before, asleep) == ({"egret-redis": "available"}, {})
    assert env.caches() == before


def test_no_grant_of_its_functions_is_unused(env: Environment) -> None:
    """It comes last, after everything above."""
    env.run("stop", until="23:00")
    env.run("start", until="23:30")  # moves the schedule
    env.run("start", until="23:45")
    waits = {"pk": "notice#batches", "sk": "2026-01-01T00:00:00Z#heron-dev", "phase": "OPEN"}
    env.put(waits)
    env.cloud.advance(3600)  # the sweep lets notify tell it

    names = ("PrepareEnvironment", "ChangeWave", "CheckHealth", "ConcludeEnvironment", "Sweep")
    unused = [
        f"{grant['action']} on {grant['resource']} of {grant['role']}"
        for grant in env.cloud.get("audit")["unused"]
        if any(f"-{name}" in grant["role"] for name in names)
        and grant["action"] != "sts:AssumeRole"
    ]
    assert unused == []
