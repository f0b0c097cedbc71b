"""What moto answers otherwise than AWS, in services that need no engine of ours.

CloudWatch's dashboards and alarm lists, CloudWatch Logs, SNS, the lists of Scheduler, load
balancers, and the Resource Groups Tagging API: what `reconcile` reads and writes.
"""

from typing import TYPE_CHECKING

from localcloud.corrections import (
    alarms,
    constraints,
    dashboards,
    load_balancers,
    log_groups,
    tagging,
    topics,
)

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Add this part to the cloud."""
    parts = (constraints, alarms, dashboards, load_balancers, log_groups, tagging, topics)
    for part in parts:
        part.install(cloud)
