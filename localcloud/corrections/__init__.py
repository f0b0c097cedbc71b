"""What moto answers otherwise than AWS, in services that need no engine of ours.

CloudWatch's dashboards and alarm lists, CloudWatch Logs, SNS, the lists of Scheduler, load
balancers, the Resource Groups Tagging API, and DynamoDB's queries and transactions.
"""

from typing import TYPE_CHECKING

from localcloud.corrections import (
    alarms,
    constraints,
    dashboards,
    load_balancers,
    log_groups,
    partitions,
    tagging,
    topics,
    transactions,
)

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Add this part to the cloud."""
    watching = (alarms, dashboards, log_groups, topics)
    tables = (partitions, transactions)
    for part in (constraints, *watching, load_balancers, tagging, *tables):
        part.install(cloud)
