"""What an execution came to: the ledger's fields, the savings, and the event that says so."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from pydantic import AwareDatetime, Field

from nightshift.domain import savings
from nightshift.domain.environment.claims import Status
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.environment.health import Check
from nightshift.domain.environment.prepared import Prepared, Slept, left
from nightshift.domain.inputs import Input
from nightshift.domain.manifest import Manifest
from nightshift.domain.savings import Booking
from nightshift.domain.savings.environment import Span

DETAIL_TYPES = {Goal.ASLEEP: "Environment Stopped", Goal.AWAKE: "Environment Started"}
STATUSES = {Goal.ASLEEP: Status.ASLEEP, Goal.AWAKE: Status.AWAKE}
REFUSED_SHOWN = 5


class Conclude(Input):
    """What was prepared, and what came of it."""

    prepared: Prepared
    # what AWS would not stop or start, id -> reason
    refused: dict[str, str] = Field(default_factory=dict)
    health: tuple[Check, ...] = ()
    execution: str
    at: AwareDatetime

    @property
    def ill(self) -> list[Check]:
        """The checks that failed."""
        return [check for check in self.health if check.problem]

    @property
    def complete(self) -> bool:
        """Whether nothing was refused and nothing is ill."""
        return not self.refused and not self.ill


class Concluded(Input):
    """What the machine announces and answers."""

    status: str  # COMPLETE, PARTIAL
    detail_type: str
    detail: dict[str, Any]


def fields(found: Conclude) -> dict[str, Any]:
    """Return what the ledger's item becomes; None takes a field away."""
    told = found.prepared
    if told.goal is Goal.AWAKE:
        gone = ("asleep_since", "prior_state", "ran")
        return {"phase": Status.AWAKE.value, **dict.fromkeys(gone)}
    since = told.since or found.at  # it slept already, where RDS woke its database
    again = [_span(told.restarted, found.at)] if told.restarted else []
    return {
        "phase": Status.ASLEEP.value,
        "asleep_since": since.isoformat(),
        "ran": [*told.ran, *again],
    }


def _span(start: datetime, end: datetime) -> str:
    return f"{start.isoformat()}/{end.isoformat()}"


def bookings(manifest: Manifest, found: Conclude) -> list[Booking]:
    """Return what the sleep that has ended avoided; nothing where one begins."""
    slept = found.prepared.slept
    if found.prepared.goal is Goal.ASLEEP or slept is None:
        return []
    things = savings.parked(
        manifest, units=slept.units, database=slept.database, cache=slept.cache, nat=slept.nat
    )
    ran = {"database": [_read(text) for text in slept.ran]}
    return savings.asleep(manifest, things, slept.since, found.at, ran=ran)


def _read(text: str) -> Span:
    start, _, end = text.partition("/")
    return datetime.fromisoformat(start), datetime.fromisoformat(end)


def concluded(
    manifest: Manifest, found: Conclude, wakes: datetime | None, booked: Iterable[Booking]
) -> Concluded:
    """Return the event: what happened in one sentence, and the facts."""
    told, avoided = found.prepared, list(booked)
    again = f"/{told.restarted.isoformat()}" if told.restarted else ""
    detail: dict[str, Any] = {
        "workload": manifest.name,
        "at": found.at.isoformat(),
        "id": f"environment/{manifest.name}/{told.epoch}/{told.goal}{again}",
        "severity": "info" if found.complete else "warning",
        "summary": _summary(manifest, found, wakes, avoided),
        "reason": told.asked or told.reason,
        "until": told.until.isoformat() if told.until else None,
        "kept": {one.label: one.reason for one in left(manifest)},
        "refused": dict(list(found.refused.items())[:REFUSED_SHOWN]),
        "ill": {check.service: f"{check.url}: {check.problem}" for check in found.ill},
        "execution": found.execution,
    } | _money(avoided)
    kept = {name: value for name, value in detail.items() if value not in (None, {}, "")}
    status = "COMPLETE" if found.complete else "PARTIAL"
    return Concluded(status=status, detail_type=DETAIL_TYPES[told.goal], detail=kept)


def _money(avoided: list[Booking]) -> dict[str, Any]:
    if not avoided:
        return {}
    priced = [each for each in avoided if each.usd is not None]
    unpriced = sorted(each.key for each in avoided if each.usd is None)
    dates = sorted({str(each.as_of) for each in priced if each.as_of})
    return {
        "saved_hours": str(sum((each.hours * each.units for each in avoided), Decimal(0))),
        "saved_usd": str(sum((each.usd or Decimal(0) for each in priced), Decimal(0))),
        "prices_of": ", ".join(dates),
        "unpriced": ", ".join(unpriced),
    }


def _summary(
    manifest: Manifest, found: Conclude, wakes: datetime | None, avoided: list[Booking]
) -> str:
    told = found.prepared
    if told.goal is Goal.ASLEEP:
        again, why = (
            (" again", ", after RDS had started its database") if told.restarted else ("", "")
        )
        text = f"{manifest.name} sleeps{again}{_until(manifest, wakes)}{why}"
    else:
        text = f"{manifest.name} is awake, as it was before{_slept(told.slept, found.at)}"
        money = _money(avoided)
        if money:
            text += f" and ${Decimal(money['saved_usd']):.2f} avoided"
    ill = "".join(f"; {check.service} is not well: {check.problem}" for check in found.ill)
    refused = f"; AWS refused {len(found.refused)}" if found.refused else ""
    return f"{text}{ill}{refused}"


def _until(manifest: Manifest, wakes: datetime | None) -> str:
    return f" until {wakes.astimezone(manifest.zone):%a %d %b %H:%M %Z}" if wakes else ""


def _slept(slept: Slept | None, at: datetime) -> str:
    if slept is None or slept.since >= at:
        return ""
    return f"; {(at - slept.since) / timedelta(hours=1):.1f} hours asleep"
