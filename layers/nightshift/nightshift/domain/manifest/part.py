"""What every part of a manifest is made of: frozen models, and the values that many parts share."""

import re
from datetime import datetime, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field


class Part(BaseModel):
    """A part of a manifest: frozen, and no key it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True, allow_inf_nan=False)


def assumed(row: str, default: Any, **constraints: Any) -> Any:
    """Return a field whose default fills what a source leaves open; `row` is its U- id.

    `nightshift validate` lists every such field that a manifest does not set itself.
    """
    return Field(default=default, json_schema_extra={"assumed": row}, **constraints)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)  # reads one file; available_timezones() reads some hundred
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        from difflib import get_close_matches  # only a fault pays for it

        known = {zone.casefold(): zone for zone in available_timezones()}
        near = get_close_matches(name.casefold(), known, n=1, cutoff=0.8)
        meant = known[near[0]] if near else "Asia/Seoul"
        raise ValueError(f"must be an IANA time zone, e.g. {meant}") from problem
    return name


def _clock(text: Any) -> Any:
    # YAML 1.1 reads an unquoted 18:00 as a number in base 60; PyYAML gives 1080 for it.
    if isinstance(text, time) or (isinstance(text, str) and re.fullmatch(CLOCK, text)):
        return text
    raise ValueError('write a time of day in quotes, e.g. "09:00"')


def _end(text: Any) -> Any:
    if isinstance(text, str) and re.fullmatch(CLOCK, text):
        return time.fromisoformat(text)
    if isinstance(text, time) or text == MIDNIGHT:
        return text
    raise ValueError('write a time of day in quotes, e.g. "18:00"; midnight is "24:00"')


def _moment(text: Any) -> Any:
    if isinstance(text, datetime) or (isinstance(text, str) and re.fullmatch(MOMENT, text)):
        return text
    raise ValueError('write day and time, e.g. "2026-12-24T09:00", or with an offset')


class _Clock(BeforeValidator):
    """A validator that editors know of, too; JSON Schema's own `time` wants seconds."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        pattern, example = EDITORS[self.func]
        return {"type": "string", "pattern": pattern, "examples": [example]}


class _Matching(AfterValidator):
    """A validator that editors know of, too: its pattern and its sentence are in the schema."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        shown: dict[str, Any] = dict(handler(core))
        return {**shown, **self.func.__dict__}


def matching(pattern: str, message: str) -> AfterValidator:
    """Return a constraint on a text; `message` is the sentence for one that does not match."""

    def match(text: str) -> str:
        if re.fullmatch(pattern, text, re.ASCII) is None:
            raise ValueError(message)
        return text

    match.__dict__.update(pattern=f"^({pattern})$", description=message)
    return _Matching(match)


CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]"
MIDNIGHT = "24:00"  # the end of a day
MOMENT = r"\d{4}-\d\d-\d\d[T ]([01]\d|2[0-3]):[0-5]\d(:00)?(Z|[+-]\d\d:?\d\d)?"
# Validator -> the pattern an editor holds the text to, and an example.
EDITORS: dict[Any, tuple[str, str]] = {
    _clock: (f"^{CLOCK}$", "09:00"),
    _end: (f"^({CLOCK}|{MIDNIGHT})$", "18:00"),
    _moment: (f"^{MOMENT}$", "2026-12-24T09:00"),
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Severity = Literal["info", "warning", "critical"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Zone = Annotated[str, AfterValidator(_zone)]
TimeOfDay = Annotated[  # in the workload's zone: "09:00"
    time,
    _Clock(_clock),
]
EndOfSpan = Annotated[  # the same, and "24:00"
    time | Literal["24:00"],
    _Clock(_end),
]
Moment = Annotated[  # without an offset it is local time in the workload's zone
    datetime,
    _Clock(_moment),
]
AccountId = Annotated[str, matching(r"\d{12}", "must be twelve digits, in quotes")]
_REGION = r"[a-z]{2}(-[a-z]+)?-(north|south|central)?(east|west|north|south|central)-\d"
Region = Annotated[str, matching(_REGION, "must be a region, e.g. ap-northeast-2")]
ZoneName = Annotated[
    str, matching(rf"{_REGION}[a-z]", "must be a zone of a region, e.g. ap-northeast-2a")
]
# AWS's own form of a daily span in UTC, of backup windows: "03:00-04:00".
UtcSpan = Annotated[
    str,
    matching(
        r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", 'must be UTC, "hh:mm-hh:mm", in quotes'
    ),
]
# AWS's own form of a weekly span in UTC, of maintenance windows: "mon:04:00-mon:05:00".
UtcWeekSpan = Annotated[
    str,
    matching(
        r"(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d"
        r"-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):[0-5]\d",
        'must be UTC, "ddd:hh:mm-ddd:hh:mm", in quotes',
    ),
]
# Scheduler names have 64 characters; a workload's name is their beginning.
WorkloadName = Annotated[
    str, matching(r"[a-z][a-z0-9-]{0,29}", "must be 1 to 30 of a-z 0-9 -, beginning with a letter")
]
# A name of ours inside a manifest: of a service, a window, a filter, an opening.
Label = Annotated[
    str, matching(r"[a-z][a-z0-9-]{0,19}", "must be 1 to 20 of a-z 0-9 -, beginning with a letter")
]
# A load balancer or target group as CloudWatch's dimensions begin, without the id AWS gives.
LoadBalancer = Annotated[
    str,
    matching(
        r"(app|net)/[A-Za-z0-9-]{1,32}(/[0-9a-f]+)?",
        "must be app/<name> (an ALB) or net/<name> (an NLB)",
    ),
]
# Ports of a security group's rule.
Ports = Annotated[
    str,
    matching(
        r"all|none|\d{1,5}(-\d{1,5})?", 'must be "443", "8080-8085", all or none, one span a rule'
    ),
]
SecretName = Annotated[
    str,
    matching(
        r"([A-Za-z0-9/_+=.@-]|<stage>){1,512}",
        "must be the name of a secret; its value never stands here",
    ),
]
# The row of the requirements a value comes from: ON-A1, U-09, XS-X1.
Row = Annotated[
    str, matching(r"(U|XS|ON|CM|GL|NF|TQ)-[A-Z$]?\d+[a-z]?|D", "must be a row's id, e.g. ON-A1")
]
