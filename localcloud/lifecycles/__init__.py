"""Statuses that take virtual time: what runs on AWS starts, stops and is deleted in its own time.

Each service is hooked in at its first call: reading moto's models takes time. Nothing here looks
at a clock: a timer stands for one change that was asked for, and where nobody asks there is none.
"""

from typing import TYPE_CHECKING

from localcloud.lifecycles import caches, databases, groups, instances, services, targets
from localcloud.lifecycles.durations import Durations

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Add this part to the cloud."""
    durations = Durations()
    cloud.control.add("GET", "durations", lambda _: durations.all())
    cloud.control.add("POST", "durations", durations.change)
    for part in (databases, instances, services, targets, groups, caches):
        part.install(cloud, durations)
