"""What `notify` is invoked with: an EventBridge event, or the time to tell what waited."""

from typing import Any, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from nightshift.domain.inputs import Input


class Flush(Input):
    """Tell what waited for `due`; without a workload, whatever should have been told by then."""

    workload: str | None = None
    due: AwareDatetime


class Told(BaseModel):
    """An EventBridge event as AWS sends it (it may gain fields), or `{"flush": ...}`."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)

    flush: Flush | None = None
    id: str = ""
    source: str = ""
    detail_type: str = Field(default="", alias="detail-type")
    account: str = ""
    region: str = ""
    time: AwareDatetime | None = None
    detail: dict[str, Any] | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if self.flush is None and not (self.detail_type and self.time and self.detail is not None):
            raise ValueError('needs "detail-type", "time" and "detail" of an event, or "flush"')
        return self
