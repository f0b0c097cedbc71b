"""The world outside AWS: what a function says to it is answered here and lands in the outbox.

Who does what: `lambdas/sandbox/border.py` leads a worker's connections here, `door` accepts them
(`certificates` for TLS), `visits` plans faults, answers and writes down, and `slack`, `pagerduty`
and `webhooks` know what each service accepts.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Add this part to the cloud."""
    from localcloud.outside.door import Door

    cloud.outside = door = Door(cloud)
    cloud.on_close(door.close)
