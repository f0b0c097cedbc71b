"""The environment of a function, read once. Nobody else reads it."""

import os
from functools import cache
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from nightshift.domain.reconcile.resources import Hub


class Settings(BaseModel):
    """What `template.yaml` tells every function. A missing value is an error at the first use."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    stage: str = Field(alias="NIGHTSHIFT_STAGE")
    ledger_table: str = Field(alias="NIGHTSHIFT_LEDGER_TABLE")
    artefacts_bucket: str = Field(alias="NIGHTSHIFT_ARTEFACTS_BUCKET")
    email_configuration_set: str = Field(alias="NIGHTSHIFT_EMAIL_CONFIGURATION_SET")


class HubSettings(BaseModel):
    """What `template.yaml` tells of the stack that everything of ours points to."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    stack: str = Field(alias="NIGHTSHIFT_STACK")
    scheduler_role: str = Field(alias="NIGHTSHIFT_SCHEDULER_ROLE")  # ARN
    schedule_dead_letters: str = Field(alias="NIGHTSHIFT_SCHEDULE_DEAD_LETTERS")  # ARN
    forwarding_role: str = Field(alias="NIGHTSHIFT_FORWARDING_ROLE")  # ARN


class NotifySettings(BaseModel):
    """What `template.yaml` tells `notify` of the stack, by the names of `Office`."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    stack: str = Field(alias="NIGHTSHIFT_STACK")
    stage: str = Field(alias="NIGHTSHIFT_STAGE")
    ledger_table: str = Field(alias="NIGHTSHIFT_LEDGER_TABLE")
    event_bus: str = Field(alias="NIGHTSHIFT_EVENT_BUS")
    email_configuration_set: str = Field(alias="NIGHTSHIFT_EMAIL_CONFIGURATION_SET")
    critical_topic_arn: str = Field(alias="NIGHTSHIFT_CRITICAL_TOPIC")
    warnings_topic_arn: str = Field(alias="NIGHTSHIFT_WARNINGS_TOPIC")
    schedules_role_arn: str = Field(alias="NIGHTSHIFT_NOTIFY_SCHEDULES_ROLE")


@cache
def notify_settings() -> NotifySettings:
    """Return what `notify` knows of the stack."""
    return NotifySettings.model_validate(dict(os.environ))


class _Layer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    version: str = Field(alias="NIGHTSHIFT_LAYER")  # ARN


@cache
def settings() -> Settings:
    """Return the settings of this environment."""
    return Settings.model_validate(dict(os.environ))


@cache
def hub() -> "Hub":
    """Return our stack as other resources point to it."""
    # Imported where it is needed: most functions know nothing of it.
    from nightshift.domain.reconcile.request import hub_of

    found = HubSettings.model_validate(dict(os.environ))
    return hub_of(
        found.stack,
        found.scheduler_role,
        found.schedule_dead_letters,
        forwarding_role_arn=found.forwarding_role,
    )


@cache
def layer() -> str:
    """Return the version of our package and its manifests that this function has."""
    return _Layer.model_validate(dict(os.environ)).version
