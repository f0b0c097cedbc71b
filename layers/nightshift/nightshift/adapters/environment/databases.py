"""DB instances of an environment."""

from collections.abc import Mapping, Sequence

from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.places import Clients
from nightshift.domain.environment.acts import Act, Action
from nightshift.domain.environment.assets import Asset
from nightshift.domain.environment.seen import Seen

ACTIONS: Actions = {
    "observe": frozenset({"rds:DescribeDBInstances"}),
    "do": frozenset({"rds:StopDBInstance", "rds:StartDBInstance"}),
}


def observe(clients: Clients, assets: Sequence[Asset]) -> Seen:
    """Return their statuses."""
    rds, found = clients("rds"), {}
    for asset in assets:
        with translated(f"DB instance {asset.name}"):
            try:
                answer = rds.describe_db_instances(DBInstanceIdentifier=asset.name)
            except rds.exceptions.DBInstanceNotFoundFault:
                continue
        found[asset.name] = answer["DBInstances"][0]["DBInstanceStatus"]
    return Seen(databases=found)


def do(clients: Clients, call: Act) -> Mapping[str, str]:
    """Stop or start it."""
    rds = clients("rds", attempts=1)
    change = rds.stop_db_instance if call.action is Action.STOP else rds.start_db_instance
    with translated(f"DB instance {call.name}"):
        change(DBInstanceIdentifier=call.name)
    return {}
