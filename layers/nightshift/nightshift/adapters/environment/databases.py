"""DB instances of an environment."""

from collections.abc import Mapping, Sequence

from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.places import Clients
from nightshift.domain.environment.acts import Act, Action
from nightshift.domain.environment.assets import Asset
from nightshift.domain.environment.seen import Seen
from nightshift.domain.fleet.asking import chunks

PAGE = 100  # DB instances; API_DescribeDBInstances, read 2026-11-28
ACTIONS: Actions = {
    "observe": frozenset({"rds:DescribeDBInstances"}),
    "do": frozenset({"rds:StopDBInstance", "rds:StartDBInstance"}),
}


def observe(clients: Clients, assets: Sequence[Asset]) -> Seen:
    """Return their statuses; a hundred cost one call."""
    found: dict[str, str] = {}
    pages = clients("rds").get_paginator("describe_db_instances")
    for names in chunks((asset.name for asset in assets), PAGE):
        asked = {"Name": "db-instance-id", "Values": list(names)}  # a missing one is no error
        with translated(f"DB instances {', '.join(names)}"):
            for page in pages.paginate(Filters=[asked], PaginationConfig={"PageSize": PAGE}):
                found |= {
                    each["DBInstanceIdentifier"]: each["DBInstanceStatus"]
                    for each in page["DBInstances"]
                }
    return Seen(databases=found)


def do(clients: Clients, call: Act) -> Mapping[str, str]:
    """Stop or start it."""
    rds = clients("rds", attempts=1)
    change = rds.stop_db_instance if call.action is Action.STOP else rds.start_db_instance
    with translated(f"DB instance {call.name}"):
        change(DBInstanceIdentifier=call.name)
    return {}
