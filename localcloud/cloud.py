"""Put the parts together: one `Cloud` per process (moto's backends are process-wide)."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from localcloud.activity import Activity
from localcloud.clock import Clock
from localcloud.faults import Faults
from localcloud.gateway import Gateway
from localcloud.iam import Iam
from localcloud.inprocess import Clients
from localcloud.janitor import Janitor
from localcloud.journal import Journal
from localcloud.outbox import Outbox

logger = logging.getLogger(__name__)
ACCOUNT = "123456789012"
REGION = "ap-northeast-2"


@dataclass(frozen=True, slots=True)
class Settings:
    """How to start a cloud."""

    port: int = 4566
    start: datetime | None = None  # virtual time at the start; None: the real time
    region: str = REGION


class Cloud:
    """One running cloud: its clock, its door, and what the parts add to each other.

    A part is a package with `install(cloud)`: it patches moto once, hooks into the gateway and may
    set one attribute (`lambdas`, `events`, `database`) that other parts call.
    """

    control: Any  # localcloud.control.Control, set by the server
    outside: Any  # localcloud.outside.door.Door
    lambdas: Any  # localcloud.lambdas.host.LambdaHost
    events: Any  # localcloud.events.bus.EventBus
    database: Any  # localcloud.database.rds.Databases

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.account = ACCOUNT
        self.region = settings.region
        self._janitor = Janitor()
        self.folder = self._janitor.folder
        self._closers: list[Callable[[], None]] = []
        self.activity = Activity()
        self.clock = Clock(self.activity, settings.start)
        self.journal = Journal()
        self.faults = Faults()
        self.outbox = Outbox()
        self.clients = Clients(self)
        self.iam = Iam(self)
        self.gateway = Gateway(self)
        self.endpoint = f"http://127.0.0.1:{settings.port}"  # the server sets the real port

    def client(
        self,
        service: str,
        region: str | None = None,
        role_arn: str | None = None,
        *,
        account: str | None = None,
    ) -> Any:
        """Return a boto3 client answered in this process; see `Clients.get`."""
        return self.clients.get(service, region, role_arn, account)

    def kill_worker(self, access_key: str) -> None:
        """Kill the function worker that holds these credentials, if one does (planned fault)."""
        if hasattr(self, "lambdas"):
            self.lambdas.kill_worker(access_key)

    def on_close(self, closer: Callable[[], None]) -> None:
        """Run `closer` when the cloud ends; the last one added runs first."""
        self._closers.append(closer)

    def close(self) -> None:
        """End everything that was started and remove the temporary folder."""
        while self._closers:
            closer = self._closers.pop()
            try:
                closer()
            except OSError:
                logger.exception("closing %s", closer)
        self.clock.close()
        self._janitor.close()
