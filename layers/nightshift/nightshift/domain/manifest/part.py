"""What every part of a manifest is made of: frozen models, and the values that many parts share."""

import re
from datetime import time
from typing import Annotated, Any, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


class Part(BaseModel):
    """A part of a manifest: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def assumed(row: str, default: Any, **constraints: Any) -> Any:
    """Return a field whose default fills what a source leaves open; `row` is its U- id.

    `nightshift validate` lists every such field that a manifest does not set itself.
    """
    return Field(default=default, json_schema_extra={"assumed": row}, **constraints)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"{name!r} is not an IANA time zone, e.g. Asia/Seoul")
    return name


def _clock(text: Any) -> Any:
    # YAML 1.1 reads an unquoted 09:00 as a number in base 60; PyYAML gives 540 for it.
    if isinstance(text, int):
        raise ValueError('write the time in quotes, e.g. "09:00"')  # noqa: TRY004 - pydantic reports it
    return text


def _matching(pattern: str, message: str) -> AfterValidator:
    def match(text: str) -> str:
        if re.fullmatch(pattern, text) is None:
            raise ValueError(message)
        return text

    return AfterValidator(match)


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Zone = Annotated[str, AfterValidator(_zone)]
TimeOfDay = Annotated[time, BeforeValidator(_clock)]  # in the workload's zone: "09:00"
AccountId = Annotated[str, _matching(r"\d{12}", "must be twelve digits, in quotes")]
Region = Annotated[
    str, _matching(r"[a-z]{2}(-[a-z]+)+-\d", "must be a region, e.g. ap-northeast-2")
]
ZoneName = Annotated[
    str, _matching(r"[a-z]{2}(-[a-z]+)+-\d[a-z]", "must be a zone, e.g. ap-northeast-2a")
]
# AWS's own form of a daily span in UTC, of backup windows: "03:00-04:00".
UtcSpan = Annotated[
    str,
    _matching(
        r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", 'must be UTC, "hh:mm-hh:mm", in quotes'
    ),
]
# AWS's own form of a weekly span in UTC, of maintenance windows: "mon:04:00-mon:05:00".
UtcWeekSpan = Annotated[
    str,
    _matching(
        r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d"
        r"-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d",
        'must be UTC, "ddd:hh:mm-ddd:hh:mm", in quotes',
    ),
]
# Scheduler names have 64 characters; a workload's name is their beginning.
WorkloadName = Annotated[
    str, _matching(r"[a-z][a-z0-9-]{0,29}", "must be 1 to 30 of a-z 0-9 -, beginning with a letter")
]
# A name of ours inside a manifest: of a service, a window, a filter, an opening.
Label = Annotated[
    str, _matching(r"[a-z][a-z0-9-]{0,19}", "must be 1 to 20 of a-z 0-9 -, beginning with a letter")
]
# The row of the requirements a value comes from: ON-A1, U-09, XS-X1.
Row = Annotated[
    str, _matching(r"(U|XS|ON|CM|GL|NF|TQ)-[A-Z$]?\d+[a-z]?|D", "must be a row's id, e.g. ON-A1")
]
