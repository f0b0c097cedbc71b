"""What is kept: the database, the cache, buckets and image repositories."""

from typing import Literal

from pydantic import Field

from nightshift.domain.manifest.part import (
    Part,
    Region,
    UtcSpan,
    UtcWeekSpan,
    ZoneName,
    assumed,
)


class Replica(Part):
    """A read replica, there or planned."""

    identifier: str
    instance_class: str
    zone: ZoneName | None = None
    planned: bool = True  # not there yet: a milestone


class Database(Part):
    """The workload's PostgreSQL on RDS."""

    identifier: str
    engine: Literal["postgres"]
    engine_version: str
    instance_class: str
    storage_gb: int = Field(ge=20)
    max_storage_gb: int | None = None  # storage autoscaling
    name: str
    user: str
    max_connections: int = Field(ge=1)
    reserve_connections: int = assumed("U-19", 10, ge=0)  # kept for people and maintenance
    multi_az: bool = False
    public: bool = False
    encrypted: bool = True
    force_ssl: bool = False
    backup_retention_days: int = Field(default=7, ge=0, le=35)
    backup_window: UtcSpan | None = None
    maintenance_window: UtcWeekSpan | None = None
    parameter_group: str | None = None
    parameters: dict[str, str] = {}  # as the source writes them, e.g. work_mem: 4MB
    performance_insights_days: int | None = None
    enhanced_monitoring: bool = False
    log_exports: tuple[str, ...] = ()
    users: tuple[str, ...] = ()  # of the services (TQ-I09)
    replicas: tuple[Replica, ...] = ()


class Cache(Part):
    """The workload's Redis on ElastiCache."""

    identifier: str  # of the replication group, or of the one node's cluster
    engine_version: str
    node_class: str
    nodes: int = Field(ge=1)
    replication_group: bool = False
    cluster_mode: bool = False
    automatic_failover: bool = False
    snapshot_retention_days: int = Field(default=0, ge=0, le=35)
    snapshot_window: UtcSpan | None = None
    maintenance_window: UtcWeekSpan | None = None
    encrypted_at_rest: bool = False
    encrypted_in_transit: bool = False
    auth_secret: str | None = None
    topic: str | None = None  # SNS topic of its events (ON-A9)
    asleep: Literal["keep", "snapshot-delete-restore"] = "keep"  # in a stopped environment (XS-04)
    holds: tuple[str, ...] = ()  # what would be lost with it: sessions, jobs, the queue


class Lifecycle(Part):
    """One lifecycle rule: after so many days to a storage class, or deleted."""

    days: int = Field(ge=1)
    to: Literal["STANDARD_IA", "GLACIER", "GLACIER_IR", "DEEP_ARCHIVE", "delete"]
    prefix: str = ""
    noncurrent: bool = False  # of versions that were replaced


class Bucket(Part):
    """An S3 bucket of the workload. `role: transcripts` marks where meetings are written."""

    name: str = Field(min_length=3, max_length=63)
    versioning: bool = False
    encryption: Literal["AES256", "aws:kms"] = "AES256"
    public: bool = False
    lifecycle: tuple[Lifecycle, ...] = ()
    replicate_to: Region | None = None
    role: Literal["transcripts"] | None = None
