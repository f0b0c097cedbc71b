"""Secrets: what kind each is, where it is kept, how often it changes and who must follow."""

from typing import Literal

from pydantic import Field

from nightshift.domain.manifest.part import Part, SecretName


class Secret(Part):
    """A secret the workload keeps in Secrets Manager or in the Parameter Store."""

    name: SecretName
    kind: Literal[
        "database-url",
        "database-password",
        "jwt-key",
        "redis-auth-token",
        "api-key",
        "oauth-client",
        "random",
        "notification-channel",
    ]
    store: Literal["secrets-manager", "parameter-store"] = "secrets-manager"
    rotate_every_days: int | None = Field(default=None, ge=1)
    report_after_days: int | None = Field(default=None, ge=1)  # where nobody can rotate it for you
    overlap_days: int | None = Field(default=None, ge=0)  # how long the previous value stays valid
    session_days: int | None = Field(default=None, ge=1)  # life of what it signs (ON-X43, NF-X13)
    user: str | None = None  # the database user whose password it is
    consumers: tuple[str, ...] = ()  # services that are restarted after a rotation
