"""RDS: a DB instance stops and starts in its own time, keeps its data, and stays stopped a week."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess, running
from tests.integration.localcloud.events_scene import unique

PASSWORD = "a-long-password"
STOP, START, WEEK = 300, 480, 7 * 86_400  # s; localcloud/lifecycles/durations.py


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudProcess]:
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as process:
        yield process


@pytest.fixture(scope="module")
def rds(cloud: CloudProcess) -> Any:
    return cloud.client("rds")


@pytest.fixture
def name(rds: Any) -> Iterator[str]:
    """A new instance."""
    made = unique("lifecycle-db")
    rds.create_db_instance(
        DBInstanceIdentifier=made,
        Engine="postgres",
        DBInstanceClass="db.t3.micro",
        AllocatedStorage=20,
        DBName="onno",
        MasterUsername="postgres",
        MasterUserPassword=PASSWORD,
    )
    yield made
    rds.delete_db_instance(DBInstanceIdentifier=made, SkipFinalSnapshot=True)


def found(rds: Any, name: str) -> Any:
    return rds.describe_db_instances(DBInstanceIdentifier=name)["DBInstances"][0]


def status(rds: Any, name: str) -> str:
    return str(found(rds, name)["DBInstanceStatus"])


def connect(rds: Any, name: str) -> "psycopg.Connection[Any]":
    endpoint = found(rds, name)["Endpoint"]
    return psycopg.connect(
        host=endpoint["Address"],
        port=endpoint["Port"],
        user="postgres",
        password=PASSWORD,
        dbname="onno",
        sslmode="require",
        connect_timeout=15,
    )


def events(cloud: CloudProcess, name: str) -> list[tuple[str, str]]:
    """Return (time, event id) of what an instance told."""
    return [
        (e["time"], e["detail"]["EventID"])
        for e in cloud.get("events")
        if e["source"] == "aws.rds" and e["detail"]["SourceIdentifier"] == name
    ]


def refusal(call: Any, name: str) -> tuple[str, str]:
    with pytest.raises(ClientError) as refused:
        call(DBInstanceIdentifier=name)
    error = refused.value.response["Error"]
    return error["Code"], error["Message"]


def test_a_stop_and_a_start_take_their_time(cloud: CloudProcess, rds: Any, name: str) -> None:
    """'stopping: The DB instance is being stopped.' 'starting: The DB instance is being started.'
    (RDS User Guide, "Viewing Amazon RDS DB instance status")."""
    answer = rds.stop_db_instance(DBInstanceIdentifier=name)["DBInstance"]
    seen = [answer["DBInstanceStatus"]]
    for seconds in (STOP - 1, 1):
        cloud.advance(seconds)
        seen.append(status(rds, name))
    assert seen == ["stopping", "stopping", "stopped"]

    answer = rds.start_db_instance(DBInstanceIdentifier=name)["DBInstance"]
    seen = [answer["DBInstanceStatus"]]
    for seconds in (START - 1, 1):
        cloud.advance(seconds)
        seen.append(status(rds, name))
    assert seen == ["starting", "starting", "available"]


def test_a_wrong_state_is_refused(cloud: CloudProcess, rds: Any, name: str) -> None:
    """'InvalidDBInstanceState: The DB instance isn't in a valid state.' (RDS API Reference,
    "StartDBInstance"); the text as the service writes it."""
    cannot_start = (
        "InvalidDBInstanceState",
        f"Instance {name} is not stopped, it cannot be started.",
    )
    assert refusal(rds.start_db_instance, name) == cannot_start

    rds.stop_db_instance(DBInstanceIdentifier=name)

    assert refusal(rds.start_db_instance, name) == cannot_start
    assert refusal(rds.stop_db_instance, name) == (
        "InvalidDBInstanceState",
        f"Instance {name} is not in available state.",
    )
    assert refusal(rds.start_db_instance, "no-such-db")[0] == "DBInstanceNotFound"


def test_a_stopped_instance_cannot_be_modified(cloud: CloudProcess, rds: Any, name: str) -> None:
    """'You can't modify a stopped DB instance.' (RDS User Guide, "Stopping an Amazon RDS DB
    instance temporarily", limitations)."""
    rds.stop_db_instance(DBInstanceIdentifier=name)
    cloud.advance(STOP)

    assert refusal(rds.modify_db_instance, name)[0] == "InvalidDBInstanceState"
    assert refusal(rds.reboot_db_instance, name)[0] == "InvalidDBInstanceState"


def test_a_stopped_instance_takes_no_connections_and_keeps_its_data(
    cloud: CloudProcess, rds: Any, name: str
) -> None:
    """'When you stop a DB instance, Amazon RDS retains the DB instance's metadata, including its
    endpoint' and 'the DB instance retains its ... storage volumes' (RDS User Guide, "Stopping an
    Amazon RDS DB instance temporarily")."""
    endpoint = found(rds, name)["Endpoint"]
    with connect(rds, name) as connection:
        connection.execute("create table kept as select 42 as answer")
    held = connect(rds, name)

    rds.stop_db_instance(DBInstanceIdentifier=name)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        connect(rds, name)
    with pytest.raises(psycopg.OperationalError):
        held.execute("select 1")
    held.close()
    cloud.advance(STOP)
    rds.start_db_instance(DBInstanceIdentifier=name)
    cloud.advance(START - 1)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        connect(rds, name)
    cloud.advance(1)

    assert found(rds, name)["Endpoint"] == endpoint
    with connect(rds, name) as connection:
        row = connection.execute("select answer from kept").fetchone()
    assert row == (42,)


def test_an_instance_that_nobody_used_is_made_after_its_first_stop(
    cloud: CloudProcess, rds: Any, name: str
) -> None:
    rds.stop_db_instance(DBInstanceIdentifier=name)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        connect(rds, name)
    cloud.advance(STOP)
    rds.start_db_instance(DBInstanceIdentifier=name)
    cloud.advance(START)

    connect(rds, name).close()


def test_events_say_that_it_stopped_and_started(cloud: CloudProcess, rds: Any, name: str) -> None:
    """'RDS-EVENT-0087: DB instance stopped.' 'RDS-EVENT-0088: DB instance started.' (RDS User
    Guide, "Amazon RDS event categories and event messages"), and "Creating a rule that triggers on
    an Amazon RDS event" for the detail."""
    rds.stop_db_instance(DBInstanceIdentifier=name)
    assert events(cloud, name) == []
    cloud.advance(STOP)
    rds.start_db_instance(DBInstanceIdentifier=name)
    cloud.advance(START)

    assert [number for _, number in events(cloud, name)] == ["RDS-EVENT-0087", "RDS-EVENT-0088"]
    event = next(e for e in cloud.get("events") if e["detail"].get("SourceIdentifier") == name)
    arn = found(rds, name)["DBInstanceArn"]
    assert (event["detail-type"], event["resources"]) == ("RDS DB Instance Event", [arn])
    assert {key: value for key, value in event["detail"].items() if key != "Date"} == {
        "EventCategories": ["notification"],
        "SourceType": "DB_INSTANCE",
        "SourceArn": arn,
        "Message": "DB instance stopped.",
        "SourceIdentifier": name,
        "EventID": "RDS-EVENT-0087",
    }


def test_after_seven_days_it_is_started(cloud: CloudProcess, rds: Any, name: str) -> None:
    """'The instance restarts automatically after 7 days.' (RDS API Reference, "StopDBInstance");
    'RDS-EVENT-0154: DB instance is being started due to it exceeding the maximum allowed time being
    stopped.' (RDS User Guide, "Amazon RDS event categories and event messages")."""
    rds.stop_db_instance(DBInstanceIdentifier=name)
    cloud.advance(STOP)

    cloud.advance(WEEK - 1)
    before = status(rds, name)
    cloud.advance(1)
    after = status(rds, name)
    cloud.advance(START)

    assert (before, after, status(rds, name)) == ("stopped", "starting", "available")
    ids = [number for _, number in events(cloud, name)]
    assert ids == ["RDS-EVENT-0087", "RDS-EVENT-0154", "RDS-EVENT-0088"]


def test_each_stop_has_seven_days_of_its_own(cloud: CloudProcess, rds: Any, name: str) -> None:
    rds.stop_db_instance(DBInstanceIdentifier=name)
    cloud.advance(WEEK - 86_400)
    rds.start_db_instance(DBInstanceIdentifier=name)
    cloud.advance(START)
    rds.stop_db_instance(DBInstanceIdentifier=name)

    cloud.advance(WEEK)

    assert status(rds, name) == "stopped"
    assert "RDS-EVENT-0154" not in [number for _, number in events(cloud, name)]
