"""RDS: a DB instance stops and starts in its own time, and AWS starts it after seven days.

StopDBInstance, StartDBInstance (RDS API Reference), "Stopping an Amazon RDS DB instance
temporarily" and "Amazon RDS event categories and event messages" (User Guide), read 2026-11-28.
Creating and changing one is immediate.
"""

from typing import TYPE_CHECKING, Any

from moto.rds.models import DBInstance, RDSBackend

from localcloud.answers import AwsError
from localcloud.api_call import ApiCall, Home
from localcloud.clock import Timer
from localcloud.lifecycles.durations import Durations
from localcloud.lifecycles.lifecycle import Lifecycle, backend, patch

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

EVENT = "aws.rds", "RDS DB Instance Event"
STOPPED = "RDS-EVENT-0087", "DB instance stopped."
STARTED = "RDS-EVENT-0088", "DB instance started."
TOO_LONG = (
    "RDS-EVENT-0154",
    "DB instance is being started due to it exceeding the maximum allowed time being stopped.",
)
TIMER = "lifecycle_timer"  # what is to happen to an instance next, kept on moto's object


def install(cloud: "Cloud", durations: Durations) -> None:
    """Hook in; moto's module is loaded already, for the servers behind the instances."""
    databases = Databases(cloud, durations, "rds")
    patch(RDSBackend, "stop_db_instance", databases.stop)
    patch(RDSBackend, "start_db_instance", databases.start)
    patch(RDSBackend, "delete_db_instance", databases.delete)
    for operation in ("ModifyDBInstance", "RebootDBInstance"):
        cloud.gateway.check("rds", operation, _check_available)


def _check_available(call: ApiCall) -> None:
    found = backend("rds", call.home).databases.get(call.params.get("DBInstanceIdentifier"))
    if found is not None and found.status != "available":
        message = "Database instance is not in available state."
        if found.status == "stopped" and call.operation == "ModifyDBInstance":
            message = "You can't modify a stopped DB instance. Start the DB instance, and then "
            message += "modify it"
        raise AwsError("InvalidDBInstanceState", message)


class Databases(Lifecycle):
    """The DB instances of all accounts."""

    def stop(self, original: Any, rds: RDSBackend, *values: Any, **named: Any) -> DBInstance:
        """Answer StopDBInstance: moto checks, and the instance is `stopping`."""
        with self.lock:
            instance = original(rds, *values, **named)
            self._set(instance, "stopping")
            self._next(instance, "rds-stop", self._stopped)
        return instance

    def start(self, original: Any, rds: RDSBackend, *values: Any, **named: Any) -> DBInstance:
        """Answer StartDBInstance: moto checks, and the instance is `starting`."""
        with self.lock:
            instance = original(rds, *values, **named)
            self._set(instance, "starting")
            self._next(instance, "rds-start", self._started)
        return instance

    def delete(self, original: Any, rds: RDSBackend, *values: Any, **named: Any) -> DBInstance:
        """Answer DeleteDBInstance, at once; nothing happens to the instance any more."""
        instance = original(rds, *values, **named)
        _cancel(instance)
        return instance

    def _stopped(self, instance: DBInstance) -> None:
        with self.lock:
            self._set(instance, "stopped")
            self._next(instance, "rds-longest-stop", self._too_long)
        self._tell(instance, *STOPPED)

    def _too_long(self, instance: DBInstance) -> None:
        with self.lock:
            self._set(instance, "starting")
            self._next(instance, "rds-start", self._started)
        self._tell(instance, *TOO_LONG)

    def _started(self, instance: DBInstance) -> None:
        with self.lock:
            self._set(instance, "available")
        self._tell(instance, *STARTED)

    def _set(self, instance: DBInstance, status: str) -> None:
        instance.status = status
        if hasattr(self.cloud, "database"):
            self.cloud.database.open(instance, opened=status == "available")

    def _next(self, instance: DBInstance, name: str, step: Any) -> None:
        """Let `step` happen when its time has come, unless something else happens before."""
        _cancel(instance)
        timer: list[Timer] = []

        def due() -> None:
            with self.lock:
                if timer and getattr(instance, TIMER, None) is not timer[0]:
                    return
            step(instance)

        with self.lock:
            timer.append(self.after(name, due))
            setattr(instance, TIMER, timer[0])

    def _tell(self, instance: DBInstance, number: str, message: str) -> None:
        self.changed()
        arn = instance.db_instance_arn
        detail = {
            "EventCategories": ["notification"],
            "SourceType": "DB_INSTANCE",
            "SourceArn": arn,
            "Date": self.stamp(),
            "Message": message,
            "SourceIdentifier": instance.db_instance_identifier,
            "EventID": number,
        }
        home = Home(instance.account_id, instance.region)
        self.emit(EVENT, home, arn, detail)


def _cancel(instance: DBInstance) -> None:
    timer = getattr(instance, TIMER, None)
    if timer is not None:
        timer.cancel()
        setattr(instance, TIMER, None)
