"""The environment of a function, read once. Nobody else reads it."""

import os
from functools import cache

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """What `template.yaml` tells every function. A missing value is an error at the first use."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    stage: str = Field(alias="NIGHTSHIFT_STAGE")
    ledger_table: str = Field(alias="NIGHTSHIFT_LEDGER_TABLE")
    artefacts_bucket: str = Field(alias="NIGHTSHIFT_ARTEFACTS_BUCKET")
    email_configuration_set: str = Field(alias="NIGHTSHIFT_EMAIL_CONFIGURATION_SET")


@cache
def settings() -> Settings:
    """Return the settings of this environment."""
    return Settings.model_validate(dict(os.environ))
