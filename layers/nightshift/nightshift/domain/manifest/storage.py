"""What is kept: the database, the cache, buckets and image repositories."""

from typing import Annotated, Literal

from pydantic import Field

from nightshift.domain.manifest.part import (
    Part,
    Region,
    UtcSpan,
    UtcWeekSpan,
    ZoneName,
    assumed,
    matching,
)

# RDS and ElastiCache name their classes apart from EC2's types.
InstanceClass = Annotated[str, matching(r"db\.[a-z0-9-]+\.[a-z0-9-]+", "must be e.g. db.t3.micro")]
NodeClass = Annotated[
    str, matching(r"cache\.[a-z0-9-]+\.[a-z0-9-]+", "must be e.g. cache.t3.micro")
]


class Replica(Part):
    """A read replica, there or planned."""

    identifier: str
    instance_class: InstanceClass
    zone: ZoneName | None = None
    planned: bool = True  # not there yet: a milestone


class Outbox(Part):
    """A table of events that are still to be published (TQ-I23)."""

    table: str
    alert_minutes: int = assumed("U-11", 5, ge=1)  # age of the oldest unpublished row


class Database(Part):
    """The workload's PostgreSQL on RDS."""

    identifier: str
    engine: Literal["postgres"]
    engine_version: str
    instance_class: InstanceClass
    storage_gb: int = Field(ge=20)
    max_storage_gb: int | None = Field(default=None, ge=20)  # storage autoscaling
    name: str
    user: str
    max_connections: int = Field(ge=1)
    reserve_connections: int = assumed("U-19", 10, ge=0)  # kept for people and maintenance
    over_budget: Literal["refuse", "cap"] = "refuse"  # what a window does that pools do not allow
    multi_az: bool = False
    public: bool = False
    subnet_group: str | None = None
    security_group: str | None = None
    encrypted: bool = True
    force_ssl: bool = False
    backup_retention_days: int = Field(default=7, ge=0, le=35)
    backup_window: UtcSpan | None = None
    maintenance_window: UtcWeekSpan | None = None
    parameter_group: str | None = None
    parameters: dict[str, str] = {}  # as the source writes them, e.g. work_mem: 4MB
    performance_insights_days: int | None = Field(default=None, ge=1)
    enhanced_monitoring: bool = False
    log_exports: tuple[str, ...] = ()
    users: tuple[str, ...] = ()  # of the services (TQ-I09)
    schemas: tuple[str, ...] = ()
    outbox: Outbox | None = None
    replicas: tuple[Replica, ...] = ()


class Cache(Part):
    """The workload's Redis on ElastiCache."""

    identifier: str  # of the replication group, or of the one node's cluster
    engine_version: str
    node_class: NodeClass
    nodes: int = Field(ge=1)
    replication_group: bool = False
    cluster_mode: bool = False
    automatic_failover: bool = False
    multi_az: bool = False
    hit_rate_percent: float | None = Field(default=None, gt=0, le=100)  # warn below (GL-B13)
    snapshot_retention_days: int = Field(default=0, ge=0, le=35)
    snapshot_window: UtcSpan | None = None
    maintenance_window: UtcWeekSpan | None = None
    encrypted_at_rest: bool = False
    encrypted_in_transit: bool = False
    subnet_group: str | None = None
    security_group: str | None = None
    auth_secret: str | None = None
    topic: str | None = None  # SNS topic of its events (ON-A9)
    asleep: Literal["keep", "snapshot-delete-restore"] = "keep"  # in a stopped environment (XS-04)
    holds: tuple[str, ...] = ()  # what would be lost with it: sessions, jobs, the queue


BucketName = Annotated[
    str, matching(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "must be 3 to 63 of a-z 0-9 - .")
]


class Lifecycle(Part):
    """One lifecycle rule: after so many days to a storage class, or deleted."""

    days: int = Field(ge=1)
    to: Literal["STANDARD_IA", "GLACIER", "GLACIER_IR", "DEEP_ARCHIVE", "delete"]
    prefix: str = ""
    noncurrent: bool = False  # of versions that were replaced


class Cors(Part):
    """Which other sites' pages may use a bucket."""

    origins: tuple[str, ...]
    methods: tuple[str, ...]
    max_age_seconds: int | None = Field(default=None, ge=0)


class Bucket(Part):
    """An S3 bucket of the workload. `role: transcripts` marks where meetings are written."""

    name: BucketName
    versioning: bool = False
    encryption: Literal["AES256", "aws:kms"] = "AES256"
    public: bool = False
    lifecycle: tuple[Lifecycle, ...] = ()
    cors: Cors | None = None
    replicate_to: Region | None = None
    role: Literal["transcripts"] | None = None
