"""What AWS's own services would measure on a calm day: a value of each minute, by metric.

The names and units are those of each service's page in the CloudWatch documentation, read
2026-11-20. Counts that AWS leaves out while they are zero are zero here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from localcloud.events.vital_resources import Running

Value = float | Callable[[Running], float]

PERCENT, COUNT, SECONDS, BYTES = "Percent", "Count", "Seconds", "Bytes"
PER_SECOND, MILLISECONDS = "Count/Second", "Milliseconds"
FREE_MEMORY = 0.55  # of the class's memory
FREE_STORAGE = 0.6  # of what is allocated


@dataclass(frozen=True, slots=True)
class Sign:
    """One metric's value, constant or of the resource, and its unit."""

    value: Value
    unit: str

    def of(self, running: Running | None) -> float | None:
        """Return the value of a resource; None of one that does not run."""
        if running is None:
            return None
        return float(self.value(running) if callable(self.value) else self.value)


def _free_memory(running: Running) -> float:
    return FREE_MEMORY * running.memory


def _free_storage(running: Running) -> float:
    return FREE_STORAGE * running.storage


def _count(running: Running) -> float:
    return running.count


def _of(unit: str, **values: Value) -> dict[str, Sign]:
    return {name: Sign(value, unit) for name, value in values.items()}


SIGNS: Mapping[str, Mapping[str, Sign]] = {
    "AWS/ECS": _of(PERCENT, CPUUtilization=23, MemoryUtilization=41),
    "ECS/ContainerInsights": _of(
        COUNT,
        RunningTaskCount=_count,
        DesiredTaskCount=_count,
        PendingTaskCount=0,
        DeploymentCount=1,
    ),
    "AWS/RDS": _of(PERCENT, CPUUtilization=23)
    | _of(COUNT, DatabaseConnections=15, DiskQueueDepth=0.1)
    | _of(PER_SECOND, ReadIOPS=12, WriteIOPS=20)
    | _of(SECONDS, ReadLatency=0.001, WriteLatency=0.002)
    | _of(BYTES, FreeableMemory=_free_memory, FreeStorageSpace=_free_storage, SwapUsage=0),
    "AWS/ElastiCache": _of(
        PERCENT,
        CPUUtilization=14,
        EngineCPUUtilization=9,
        DatabaseMemoryUsagePercentage=38,
        CacheHitRate=94,
    )
    | _of(COUNT, CacheHits=940, CacheMisses=60, CurrConnections=12, CurrItems=4200, Evictions=0)
    | _of(SECONDS, ReplicationLag=0)
    | _of(BYTES, FreeableMemory=_free_memory, SwapUsage=0),
    "AWS/EC2": _of(PERCENT, CPUUtilization=23)
    | _of(COUNT, StatusCheckFailed=0, StatusCheckFailed_Instance=0, StatusCheckFailed_System=0)
    | _of(BYTES, NetworkIn=1_200_000, NetworkOut=1_900_000),
    "AWS/ApplicationELB": _of(SECONDS, TargetResponseTime=0.285)
    | _of(
        COUNT,
        RequestCount=45,
        ActiveConnectionCount=18,
        NewConnectionCount=22,
        RejectedConnectionCount=0,
        TargetConnectionErrorCount=0,
        HTTPCode_Target_2XX_Count=44,
        HTTPCode_Target_3XX_Count=1,
        HTTPCode_Target_4XX_Count=0,
        HTTPCode_Target_5XX_Count=0,
        HTTPCode_ELB_4XX_Count=0,
        HTTPCode_ELB_5XX_Count=0,
        HealthyHostCount=_count,
        UnHealthyHostCount=0,
    ),
    "AWS/NetworkELB": _of(
        COUNT,
        ActiveFlowCount=18,
        NewFlowCount=22,
        TCP_Target_Reset_Count=0,
        HealthyHostCount=_count,
        UnHealthyHostCount=0,
    )
    | _of(BYTES, ProcessedBytes=1_900_000),
    "AWS/NATGateway": _of(
        COUNT, ActiveConnectionCount=18, ErrorPortAllocation=0, PacketsDropCount=0
    )
    | _of(
        BYTES,
        BytesInFromDestination=1_900_000,
        BytesInFromSource=1_200_000,
        BytesOutToDestination=1_200_000,
        BytesOutToSource=1_900_000,
    ),
    "AWS/Logs": _of(BYTES, IncomingBytes=20_000) | _of("None", IncomingLogEvents=100),
}
