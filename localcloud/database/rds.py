"""Put a real server behind each RDS DB instance of engine `postgres`.

An instance's server starts with `CreateDBInstance`, has the master user's name and password, and
the instance's `Endpoint` is where it listens. Each instance has a server of its own, as on RDS:
two of them may have a database and roles of the same name and know nothing of each other.
"""

import json
import threading
from typing import TYPE_CHECKING, Any

from moto.rds.models import DBInstance, RDSBackend

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.database.server import HOST, MAX_CONNECTIONS, Server

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

ENGINE = "postgres"
Key = tuple[str, str]  # region, DB instance identifier
# moto would answer these with an instance whose database is empty.
EMPTY_COPIES = (
    "RestoreDBInstanceFromDBSnapshot",
    "RestoreDBInstanceToPointInTime",
    "CreateDBInstanceReadReplica",
)


class Databases:
    """The servers of one cloud, by region and DB instance identifier."""

    def __init__(self, region: str) -> None:
        self._region = region
        self._servers: dict[Key, Server] = {}
        self._lock = threading.Lock()

    def url(self, identifier: str, database: str | None = None, region: str | None = None) -> str:
        """Return the master user's address of an instance.

        Raises:
            KeyError: no such instance.
        """
        return self._servers[(region or self._region, identifier)].url(database)

    def stop(self, identifier: str, region: str | None = None) -> None:
        """End an instance's server and its data.

        Status changes that keep the data (StopDBInstance, failover, `POST break`) belong here too.

        Raises:
            KeyError: no such instance.
        """
        with self._lock:
            server = self._servers.pop((region or self._region, identifier))
        server.stop()

    def start(self, instance: DBInstance) -> None:
        """Start the server of an instance that was just created."""
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
        for region, identifier in list(self._servers):
            self.stop(identifier, region)


_databases: Databases | None = None  # moto's backends are process-wide, and so are these


def install(cloud: "Cloud") -> None:
    """Patch moto once, and let instances of this cloud have servers."""
    global _databases  # noqa: PLW0603 - see above
    _databases = cloud.database = Databases(cloud.region)
    cloud.on_close(_databases.close)
    for operation in EMPTY_COPIES:
        cloud.gateway.replace("rds", operation, _refuse_empty_copy)
    RDSBackend.create_db_instance = _create
    RDSBackend.delete_db_instance = _delete
    RDSBackend.modify_db_instance = _modify
    DBInstance.endpoint = property(_endpoint)


_moto_create = RDSBackend.create_db_instance
_moto_delete = RDSBackend.delete_db_instance
_moto_modify = RDSBackend.modify_db_instance
_moto_endpoint = DBInstance.endpoint.fget


def _create(self: RDSBackend, db_kwargs: dict[str, Any]) -> DBInstance:
    instance = _moto_create(self, db_kwargs)
    if _databases is not None and instance.engine == ENGINE:
        _databases.start(instance)
    return instance


def _delete(
    self: RDSBackend, db_instance_identifier: str, *args: Any, **options: Any
) -> DBInstance:
    instance = _moto_delete(self, db_instance_identifier, *args, **options)
    if _databases is not None and _databases.find(instance) is not None:
        _databases.stop(db_instance_identifier, instance.region)
    return instance


def _modify(self: RDSBackend, db_instance_identifier: str, db_kwargs: dict[str, Any]) -> DBInstance:
    password = db_kwargs.get("master_user_password")
    instance = _moto_modify(self, db_instance_identifier, db_kwargs)
    if _databases is not None:
        _databases.rename((instance.region, db_instance_identifier), _key(instance))
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
    return instance.region, instance.db_instance_identifier


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
