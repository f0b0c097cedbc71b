"""What an opening by event makes necessary: an item, two schedules, a look at once, a warning."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from nightshift.domain.capacity.connection_gate import RULE, Gate, Raise, Running, Verdict
from nightshift.domain.capacity.once import Once, due, edges
from nightshift.domain.capacity.openings import (
    OpeningPlanned,
    PlannedOpening,
    planned,
    service_of,
)
from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import Input, shown
from nightshift.domain.manifest import Manifest
from nightshift.domain.windows.of_manifest import of_service

SCHEDULED, REFUSED = "Opening Scheduled", "Opening Refused"  # detail types


@dataclass(frozen=True, slots=True)
class Planning:
    """What is done about one event, in this order: item, schedules, a look, the fact."""

    manifest: Manifest
    opening: PlannedOpening
    before: PlannedOpening | None  # as it was planned until now
    others: tuple[PlannedOpening, ...]  # of the workload
    now: datetime

    @property
    def kept(self) -> tuple[PlannedOpening, ...]:
        """What the ledger gets."""
        return (self.opening,)

    @property
    def wanted(self) -> tuple[Once, ...]:
        """The schedules of its edges; those that lie behind are made up for at once."""
        if self.opening.cancelled:
            return ()
        return tuple(one for one in edges(self._name, self.opening) if one.at > self.now)

    @property
    def unwanted(self) -> tuple[Once, ...]:
        """Schedules that may be there from before, and would fire for nothing."""
        names = {one.name for one in self.wanted}
        return tuple(one for one in edges(self._name, self.opening) if one.name not in names)

    @property
    def at_once(self) -> tuple[dict[str, str], ...]:
        """Let `apply_window` look now, where the opening has begun, or had."""
        begun = self._holds(self.opening) or (self.before is not None and self._holds(self.before))
        return (due(self._name, self.now.isoformat()),) if begun else ()

    @property
    def facts(self) -> tuple[dict[str, Any], ...]:
        """The detail of `Opening Scheduled`."""
        opening, verdict = self.opening, self.verdict
        status = "cancelled" if opening.cancelled else "planned"
        detail = {
            "workload": self._name,
            "at": self.now.isoformat(),
            "id": self._id(status),
            "severity": "warning" if verdict else "info",
            "summary": self._summary(verdict),
            "status": status,
            "service": opening.service,
            "opening": opening.name,
            "opens_at": opening.at.isoformat(),
            "capacity": opening.capacity,
        }
        if verdict is None:
            return (detail,)
        finding = {"rule": RULE, "summary": f"{verdict.arithmetic}. Fix: {verdict.fix}"}
        return ({**detail, "findings": [finding]},)

    @property
    def verdict(self) -> Verdict | None:
        """What the connection gate will say at one of its edges; None where it all fits."""
        return None if self.opening.cancelled else next(self._verdicts(), None)

    def _verdicts(self) -> Iterator[Verdict]:
        """Yield what does not fit while it lasts, with what the manifest wants of all others."""
        spans = [one for one in (*self.others, self.opening) if not one.cancelled]
        timelines = {
            service.name: of_service(
                self.manifest,
                service,
                openings=[one.dated() for one in spans if one.service == service.name],
            )
            for service in self.manifest.services
        }
        desired = {service.name: service.capacity.desired for service in self.manifest.services}
        starts, ends = self.opening.starts, self.opening.ends
        instants = {edge.at for each in timelines.values() for edge in each.edges(starts, ends)}
        for at in sorted({starts, *instants}):
            counts = {
                name: max(each.value_at(at), desired[name]) for name, each in timelines.items()
            }
            yield from self._at(counts)

    def _at(self, counts: Mapping[str, int]) -> Iterator[Verdict]:
        name, services = self.opening.service, self.manifest.services
        now = {each: Running(count) for each, count in counts.items()}
        base = next(each.capacity.minimum for each in services if each.name == name)
        asked = Raise(name, max(counts[name], self.opening.capacity), base)
        verdicts = Gate(self.manifest.database, services, now).decide([asked])
        yield from (one for one in verdicts if one.outcome != "fits")

    @property
    def _name(self) -> str:
        return self.manifest.name

    def _holds(self, opening: PlannedOpening) -> bool:
        return not opening.cancelled and opening.starts <= self.now < opening.ends

    def _id(self, status: str) -> str:
        text = json.dumps(self.opening.item(self._name), sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        return f"opening-{status}:{self._name}:{self.opening.key}:{digest}"

    def _summary(self, verdict: Verdict | None) -> str:
        opening, zone = self.opening, self.manifest.zone
        what = f"{self._name}: opening {opening.name}"
        if opening.cancelled:
            return f"{what} is cancelled."
        start, end = (at.astimezone(zone) for at in (opening.starts, opening.ends))
        until = f"{end:%H:%M %Z}" if start.date() == end.date() else f"{end:%Y-%m-%d %H:%M %Z}"
        span = f"{start:%Y-%m-%d %H:%M} to {until}"
        text = f"{what} is planned: {opening.service} {opening.capacity} from {span}"
        if verdict is None:
            return f"{text}."
        word = "will be refused" if verdict.outcome == "refused" else "will be capped"
        return f"{text}; it {word} at {verdict.minimum}: {verdict.arithmetic}."


class Report(Input):
    """The answer of the function."""

    workload: str
    service: str
    opening: str
    status: Literal["planned", "cancelled"]
    severity: Literal["info", "warning"]
    summary: str
    schedules: tuple[str, ...]  # names of those that will fire

    @classmethod
    def of(cls, planning: Planning) -> "Report":
        """Return a planning as it is reported."""
        (fact,) = planning.facts
        return cls(
            workload=fact["workload"],
            service=fact["service"],
            opening=fact["opening"],
            status=fact["status"],
            severity=fact["severity"],
            summary=fact["summary"],
            schedules=tuple(one.name for one in planning.wanted),
        )


def plan(
    asked: OpeningPlanned, manifest: Manifest, known: Sequence[PlannedOpening], *, now: datetime
) -> Planning:
    """Return what is to be done about an opening.

    Raises:
        RefusedError: it does not fit the manifest, or is over, or there is none to cancel.
    """
    key = f"{service_of(asked, manifest).name}#{asked.name}"
    before = next((one for one in known if one.key == key), None)
    if asked.cancelled:
        opening = replace(_there(before, asked, known), cancelled=True)
    else:
        opening = planned(asked, manifest, now)
    others = tuple(one for one in known if one.key != key)
    return Planning(manifest, opening, before, others, now)


def _there(
    before: PlannedOpening | None, asked: OpeningPlanned, known: Iterable[PlannedOpening]
) -> PlannedOpening:
    if before is not None:
        return before
    names = ", ".join(one.name for one in known if not one.cancelled) or "none is planned"
    raise RefusedError(f"name: there is no opening {asked.name!r} to cancel; known: {names}")


def refused(event: Mapping[str, Any], now: datetime, reason: str) -> dict[str, Any]:
    """Return the detail of `Opening Refused`: people hear what their application is not told."""
    workload, name = (event.get(field) for field in ("workload", "name"))
    text = f"{shown(workload)}: opening {shown(name)} is refused: {reason}"
    digest = hashlib.sha256(json.dumps(event, sort_keys=True, default=str).encode()).hexdigest()
    return {
        "workload": workload if isinstance(workload, str) else "",
        "at": now.isoformat(),
        "id": f"opening-refused:{digest[:32]}",
        "severity": "critical",
        "summary": text if text.endswith(".") else f"{text}.",
    }
