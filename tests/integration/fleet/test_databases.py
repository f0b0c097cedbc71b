"""Many DB instances are seen in few calls."""

import boto3

from nightshift.adapters.environment import databases
from nightshift.domain.environment.assets import Asset, Kind
from tests.integration.fleet.fleet import Fleet


def test_a_hundred_databases_are_seen_in_one_call_and_a_missing_one_is_left_out(
    fleet: Fleet,
) -> None:
    for name in ("one", "two", "somebody-elses"):
        boto3.client("rds").create_db_instance(
            DBInstanceIdentifier=name, DBInstanceClass="db.t4g.micro", Engine="postgres"
        )
    boto3.client("rds").stop_db_instance(DBInstanceIdentifier="two")
    asked = ["one", "two", *(f"absent-{number}" for number in range(98))]

    seen = databases.observe(fleet.clients, [Asset(Kind.DATABASE, name, name) for name in asked])

    assert seen.databases == {"one": "available", "two": "stopped"}
    assert fleet.calls == ["DescribeDBInstances"]
