"""What the machines environment-stop and environment-start are asked for."""

import re
from datetime import datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import Input, shown
from nightshift.domain.windows.instants import resolve

LONGEST = timedelta(days=90)  # nobody means a year; the environment would be forgotten
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
UNTIL = 'write an instant, e.g. "2026-12-01T22:00+09:00", or a local time, e.g. "22:00"'


class EnvironmentRequest(Input):
    """A person's wish, or what a schedule says (with task and at), or RDS (with database)."""

    workload: Annotated[str, Field(min_length=1, max_length=30)] | None = None
    reason: Annotated[str, Field(max_length=300)] | None = None
    until: Annotated[str, Field(max_length=40)] | None = None
    dry_run: bool = False
    # of `Schedule Due`
    task: Literal["environment-stop", "environment-start"] | None = None
    at: AwareDatetime | None = None
    # of the event with which RDS starts a database after seven days; where, and which one
    account: Annotated[str, Field(pattern=r"^\d{12}$")] | None = None
    region: Annotated[str, Field(min_length=1, max_length=30)] | None = None
    database: Annotated[str, Field(min_length=1, max_length=63)] | None = None

    @model_validator(mode="after")
    def _one(self) -> "EnvironmentRequest":
        if (self.workload is None) == (self.database is None):
            raise ValueError('name the workload, e.g. {"workload": "codemate-dev"}')
        return self

    @property
    def scheduled(self) -> bool:
        """Whether the calendar decides, not a person."""
        return self.task is not None

    @property
    def by_person(self) -> bool:
        """Whether somebody asks, who may think otherwise than before."""
        return self.task is None and self.database is None


def until(text: str | None, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return the instant that `until` names; a clock time is the next one in the zone.

    Raises:
        RefusedError: it is none, is not ahead, or is too far ahead; with the fix.
    """
    if text is None:
        return None
    found = _instant(text, zone, now)
    if found <= now:
        local = now.astimezone(zone)
        raise RefusedError(f"until: {shown(text)} is past; it is {local:%Y-%m-%d %H:%M %Z} there")
    if found - now > LONGEST:
        raise RefusedError(f"until: {shown(text)} is more than {LONGEST.days} days ahead")
    return found


def _instant(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    if CLOCK.fullmatch(text):
        today = now.astimezone(zone).replace(tzinfo=None)
        at = today.replace(hour=int(text[:2]), minute=int(text[3:]), second=0, microsecond=0)
        found = resolve(at, zone)
        return found if found > now else resolve(at + timedelta(days=1), zone)
    try:
        given = datetime.fromisoformat(text)
    except ValueError as problem:
        raise RefusedError(f"until: {shown(text)!r} is no time; {UNTIL}") from problem
    return given if given.tzinfo else resolve(given, zone)
