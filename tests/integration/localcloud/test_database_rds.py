"""RDS: behind each DB instance of engine postgres stands a real, encrypted PostgreSQL."""

import uuid
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess

Parameters = dict[str, Any]
PASSWORD = 'it\'s a "pass-word" \\ of 한글'


@pytest.fixture(scope="module")
def rds(cloud: CloudProcess) -> Any:
    return cloud.client("rds")


def create(rds: Any, **more: Any) -> Parameters:
    """Create an instance and return how its master user connects."""
    identifier = f"db-{uuid.uuid4().hex[:8]}"
    request = {
        "Engine": "postgres",
        "DBInstanceClass": "db.t3.micro",
        "AllocatedStorage": 20,
        "DBName": "onno",
        "MasterUsername": "postgres",
        "MasterUserPassword": PASSWORD,
    }
    request |= more
    instance = rds.create_db_instance(DBInstanceIdentifier=identifier, **request)
    endpoint = instance["DBInstance"]["Endpoint"]
    return {
        "identifier": identifier,
        "host": endpoint["Address"],
        "port": endpoint["Port"],
        "user": request["MasterUsername"],
        "password": request["MasterUserPassword"],
        "dbname": "onno",
        "sslmode": "require",
    }


def connect(instance: Parameters, **changes: Any) -> "psycopg.Connection[Any]":
    target = {k: v for k, v in instance.items() if k != "identifier"} | changes
    return psycopg.connect(**target, connect_timeout=15)


@pytest.fixture(scope="module")
def instance(rds: Any) -> Iterator[Parameters]:
    made = create(rds)
    yield made
    rds.delete_db_instance(DBInstanceIdentifier=made["identifier"], SkipFinalSnapshot=True)


@pytest.fixture(scope="module")
def other(rds: Any) -> Parameters:
    """A second instance with the same names, and with a parameter group."""
    group = f"g-{uuid.uuid4().hex[:8]}"
    rds.create_db_parameter_group(
        DBParameterGroupName=group, DBParameterGroupFamily="postgres16", Description="x"
    )
    value = {"ParameterName": "max_connections", "ParameterValue": "17"}
    rds.modify_db_parameter_group(
        DBParameterGroupName=group, Parameters=[value | {"ApplyMethod": "pending-reboot"}]
    )
    return create(rds, DBParameterGroupName=group, MasterUserPassword="another-password")


def one(connection: "psycopg.Connection[Any]", query: str) -> Any:
    row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def test_the_endpoint_leads_to_the_instances_own_database(rds: Any, instance: Parameters) -> None:
    """'Endpoint: The connection endpoint for the DB instance.' (RDS API, "DBInstance")."""
    (described,) = rds.describe_db_instances(DBInstanceIdentifier=instance["identifier"])[
        "DBInstances"
    ]

    assert described["Endpoint"]["Address"] == "127.0.0.1"
    assert described["Endpoint"]["Port"] == instance["port"]
    with connect(instance) as connection:
        assert (
            one(connection, "select current_database() || ' ' || current_user") == "onno postgres"
        )
        assert connection.pgconn.ssl_in_use


def test_a_connection_without_tls_is_refused(instance: Parameters) -> None:
    """'The default rds.force_ssl value is 1 (on) for RDS for PostgreSQL version 15 and later' (RDS
    User Guide, "Using SSL with a PostgreSQL DB instance")."""
    with pytest.raises(psycopg.OperationalError, match="no encryption"):
        connect(instance, sslmode="disable")


def test_every_connection_needs_the_password(instance: Parameters) -> None:
    """'SCRAM ... verify a user's password' (RDS User Guide, "Using SCRAM for PostgreSQL password
    encryption"); nobody is trusted, on whatever database or user."""
    for changes in (
        {"password": "wrong"},
        {"user": "rdsadmin"},
        {"dbname": "postgres", "password": "x"},
    ):
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            connect(instance, **changes)
    with connect(instance) as connection:
        assert one(connection, "show password_encryption") == "scram-sha-256"


def test_the_master_user_is_no_superuser_and_may_create_the_extension_vector(
    instance: Parameters,
) -> None:
    """'The rds_superuser role ... can ... create extensions' (RDS User Guide, "Understanding the
    rds_superuser role"); 'rdsadmin' alone is a superuser."""
    with connect(instance) as connection:
        assert one(connection, "show is_superuser") == "off"
        assert one(connection, "select pg_has_role(current_user, 'rds_superuser', 'member')")
        connection.execute("create extension vector")
        assert one(connection, "select '[3,4]'::vector <-> '[0,0]'") == 5


def test_max_connections_is_the_parameter_groups(other: Parameters) -> None:
    """'You can ... associate a DB parameter group with a DB instance' (RDS User Guide, "Parameter
    groups"): the server runs with its values."""
    with connect(other) as connection:
        assert one(connection, "show max_connections") == "17"


def test_two_instances_with_the_same_names_know_nothing_of_each_other(
    instance: Parameters, other: Parameters
) -> None:
    """'A DB instance is an isolated database environment running in the cloud.' (RDS User Guide,
    "DB instances")."""
    with connect(instance) as connection:
        connection.execute("create table here (x integer)")

    with connect(other) as connection:
        assert one(connection, "select to_regclass('here')") is None


def test_a_new_master_password_replaces_the_old_one(rds: Any) -> None:
    """'MasterUserPassword: The new password for the master user.' (RDS API reference,
    "ModifyDBInstance")."""
    made = create(rds)

    rds.modify_db_instance(
        DBInstanceIdentifier=made["identifier"],
        MasterUserPassword="the-new-one",
        ApplyImmediately=True,
    )

    connect(made, password="the-new-one").close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        connect(made)


def test_a_deleted_instance_is_gone(rds: Any) -> None:
    made = create(rds)
    connect(made).close()

    rds.delete_db_instance(DBInstanceIdentifier=made["identifier"], SkipFinalSnapshot=True)

    with pytest.raises(psycopg.OperationalError, match="refused"):
        connect(made)


def test_copies_that_would_be_empty_are_refused_by_name(rds: Any, instance: Parameters) -> None:
    with pytest.raises(ClientError, match="cannot copy a database's contents yet"):
        rds.restore_db_instance_to_point_in_time(
            SourceDBInstanceIdentifier=instance["identifier"],
            TargetDBInstanceIdentifier="copy",
            UseLatestRestorableTime=True,
        )
