"""What a workload manifest says: one system in one environment, as its team declares it.

This is the part that the post-meeting pipeline and the embedded cloud need. Nothing about a system
stands in code; ids in the YAML's comments name the requirement behind a value.
"""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from nightshift.domain.meetings.request import Address
from nightshift.domain.meetings.results import Language


class Part(BaseModel):
    """A part of a manifest: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not an IANA time zone, e.g. Asia/Seoul")
    return name


class Database(Part):
    """The workload's PostgreSQL on RDS."""

    identifier: str
    engine: Literal["postgres"]
    engine_version: str
    instance_class: str
    storage_gb: int = Field(ge=20)
    name: str
    user: str
    max_connections: int = Field(ge=1)


class Bucket(Part):
    """An S3 bucket of the workload. `role: transcripts` marks where meetings are written."""

    name: str = Field(min_length=3, max_length=63)
    versioning: bool = False
    encryption: Literal["AES256", "aws:kms"] = "AES256"
    role: Literal["transcripts"] | None = None


class Secret(Part):
    """A secret the workload keeps in Secrets Manager."""

    name: str
    kind: Literal["database-url", "random", "api-key", "redis-auth-token"]


class Meetings(Part):
    """How the post-meeting pipeline treats this workload's meetings."""

    database_secret: str
    email_from: str  # as it stands in the mail: "Onno <meetings@onno.app>"
    email_identity: str  # the SES identity that may send it
    email_fallback: tuple[Address, ...] = Field(min_length=1, max_length=50)  # no attendees named
    provider: Literal["embedded"] = "embedded"
    default_language: Language | None = None


class Manifest(Part):
    """One workload: `<product>-<environment>`."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
    product: str
    environment: Literal["dev", "staging", "prod"]
    account: Annotated[str, Field(pattern=r"^\d{12}$")]
    region: Annotated[str, Field(pattern=r"^[a-z]{2}(-[a-z]+)+-\d$")]
    timezone: Annotated[str, AfterValidator(_zone)]
    database: Database | None = None
    buckets: tuple[Bucket, ...] = ()
    secrets: tuple[Secret, ...] = ()
    meetings: Meetings | None = None

    @property
    def zone(self) -> ZoneInfo:
        """The workload's time zone."""
        return ZoneInfo(self.timezone)
