"""Real PostgreSQL behind the endpoints of RDS: each DB instance is a server of its own.

`postgres()` starts one without a cloud, for tests. Kept light: the keeper process imports this.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def install(cloud: "Cloud") -> None:
    """Add this part to the cloud."""
    from localcloud.database import rds

    rds.install(cloud)
