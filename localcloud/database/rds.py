"""Put a real server behind each RDS DB instance of engine `postgres`.

An instance's server starts with the first connection to the instance's `Endpoint`, and has the
master user's name and password. Each instance has a server of its own, as on RDS:
two of them may have a database and roles of the same name and know nothing of each other.
"""

import json
import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moto.rds import utils
from moto.rds.models import DBInstance, RDSBackend

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.database.doorbell import HOST
from localcloud.database.server import MAX_CONNECTIONS, Server

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

ENGINE = "postgres"
Key = tuple[str, str, str]  # account, region, DB instance identifier
# moto would answer these with an instance whose database is empty.
EMPTY_COPIES = (
    "RestoreDBInstanceFromDBSnapshot",
    "RestoreDBInstanceToPointInTime",
    "CreateDBInstanceReadReplica",
)


class Databases:
    """The servers of one cloud, by account, region and DB instance identifier."""

    def __init__(self, account: str, region: str) -> None:
        self._account, self._region = account, region
        self._servers: dict[Key, Server] = {}
        self._lock = threading.Lock()

    def url(self, identifier: str, database: str | None = None, region: str | None = None) -> str:
        """Return the master user's address of an instance.

        Raises:
            KeyError: no such instance.
        """
        return self._servers[self._key(identifier, region)].url(database)

    def wake(self, identifier: str, region: str | None = None) -> None:
        """Start an instance's server now: nobody waits for it later.

        Raises:
            KeyError: no such instance.
        """
        self._servers[self._key(identifier, region)].wake()

    def _key(self, identifier: str, region: str | None) -> Key:
        return self._account, region or self._region, identifier

    def open(self, instance: DBInstance, *, opened: bool) -> None:
        """Let an instance take connections or none; its data stay (StopDBInstance)."""
        server = self.find(instance)
        if server is not None:
            server.open(opened=opened)

    def stop(self, identifier: str, region: str | None = None) -> None:
        """End an instance's server and its data.

        Raises:
            KeyError: no such instance.
        """
        self._stop(self._key(identifier, region))

    def _stop(self, key: Key) -> None:
        with self._lock:
            server = self._servers.pop(key)
        server.stop()

    def drop(self, instance: DBInstance) -> None:
        """End the server behind an instance, if it has one."""
        if self.find(instance) is not None:
            self._stop(_key(instance))

    def start(self, instance: DBInstance) -> None:
        """Give an instance that was just created its server, which sleeps until it is needed."""
        server = Server(
            database=instance.db_name,
            user=instance.master_username,
            password=_password(instance),
            max_connections=_max_connections(instance),
        )
        with self._lock:
            self._servers[_key(instance)] = server

    def find(self, instance: DBInstance) -> Server | None:
        """Return the server behind an instance; None where it has none (another engine)."""
        return self._servers.get(_key(instance))

    def rename(self, old: Key, new: Key) -> None:
        """Let an instance's server answer to its new identifier."""
        with self._lock:
            if old != new and old in self._servers:
                self._servers[new] = self._servers.pop(old)

    def close(self) -> None:
        """End every server."""
        for key in list(self._servers):
            self._stop(key)


_databases: Databases | None = None  # moto's backends are process-wide, and so are these


def install(cloud: "Cloud") -> None:
    """Patch moto once, and let instances of this cloud have servers."""
    global _databases  # noqa: PLW0603 - see above
    _databases = cloud.database = Databases(cloud.account, cloud.region)
    cloud.on_close(_databases.close)
    for operation in EMPTY_COPIES:
        cloud.gateway.replace("rds", operation, _refuse_empty_copy)
    RDSBackend.create_db_instance = _create
    RDSBackend.delete_db_instance = _delete
    RDSBackend.modify_db_instance = _modify
    DBInstance.endpoint = property(_endpoint)
    utils.get_overlap_between_two_date_ranges = _overlap


_moto_create = RDSBackend.create_db_instance
_moto_delete = RDSBackend.delete_db_instance
_moto_modify = RDSBackend.modify_db_instance
_moto_overlap = utils.get_overlap_between_two_date_ranges
_moto_endpoint = DBInstance.endpoint.fget


def _overlap(*ranges: datetime) -> int:
    """Return the overlap of two spans in seconds, negative where they only touch.

    A window "can't overlap" the other one (CreateDBInstance); one may begin where the other ends.
    """
    seconds = int(_moto_overlap(*ranges))
    return seconds or -1


def _create(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
    instance = _moto_create(self, db_kwargs)
    if _databases is not None and instance.engine == ENGINE:
        _databases.start(instance)
    return instance


def _delete(
    self: RDSBackend, db_instance_identifier: str, *args: Any, **options: Any
) -> DBInstance:
    instance = _moto_delete(self, db_instance_identifier, *args, **options)
    if _databases is not None:
        _databases.drop(instance)
    return instance


def _modify(self: RDSBackend, db_instance_identifier: str, db_kwargs: dict[str, Any]) -> DBInstance:
    password = db_kwargs.get("master_user_password")
    old = (self.account_id, self.region_name, db_instance_identifier)
    instance = _moto_modify(self, db_instance_identifier, db_kwargs)
    if _databases is not None:
        _databases.rename(old, _key(instance))
        server = _databases.find(instance)
        if password and server is not None:
            server.set_password(password)
    return instance


def _endpoint(self: DBInstance) -> dict[str, Any]:
    server = _databases.find(self) if _databases is not None else None
    if server is None:
        return _moto_endpoint(self)  # type: ignore[no-any-return]
    return {"Address": HOST, "Port": server.port}


def _refuse_empty_copy(call: ApiCall) -> Answer:
    raise AwsError(
        "NotImplemented",
        f"rds {call.operation}: the embedded cloud cannot copy a database's contents yet",
        501,
    )


def _key(instance: DBInstance) -> Key:
    return instance.account_id, instance.region, instance.db_instance_identifier


def _password(instance: DBInstance) -> str:
    if not instance.manage_master_user_password:
        return str(instance._master_user_password)  # the property only accepts
    secret = instance.master_user_secret.secret
    return str(json.loads(secret.versions[secret.default_version_id]["secret_string"])["password"])


def _max_connections(instance: DBInstance) -> int:
    """Return what the instance's parameter group says, else `MAX_CONNECTIONS`."""
    for group in instance.db_parameter_groups():
        value = group.parameters.get("max_connections", {}).get("ParameterValue", "")
        if str(value).isdigit():
            return int(value)
    return MAX_CONNECTIONS
