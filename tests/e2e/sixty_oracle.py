"""What sixty days should look like: plain minutes in the workload's zone, from the manifest's YAML.

Written without the window model, whose answers it is to judge.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from holidays import country_holidays

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTE = timedelta(minutes=1)
Look = tuple[str, datetime]  # task, when
Change = tuple[str, int, int]  # service, before, after


@dataclass(frozen=True)
class Span:
    """What a person or an event asked for: from when, until when, and what."""

    start: datetime
    end: datetime
    value: int
    service: str = ""
    scheduled: bool = True  # somebody looks when it ends

    def holds(self, at: datetime) -> bool:
        return self.start <= at < self.end


@dataclass
class Oracle:
    """One workload. The last of several keeps or holds wins."""

    manifest: dict[str, Any]
    keeps: list[Span] = field(default_factory=list)  # value 1 awake, 0 asleep
    holds: list[Span] = field(default_factory=list)
    openings: list[Span] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.manifest["name"])

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.manifest["timezone"])

    def awake(self, at: datetime) -> bool:
        hours = self.manifest.get("awake")
        if hours is None:
            return True
        for keep in reversed(self.keeps):
            if keep.holds(at):
                return bool(keep.value)
        return self._within(hours, "stop", at)

    def minimum(self, service: dict[str, Any], at: datetime) -> int:
        wanted = service["capacity"]["minimum"]
        for window in service.get("windows", []):
            if self._within(window, "end", at) and self._fits(service, window["minimum"]):
                wanted = window["minimum"]
        for hold in self.holds:
            if hold.service == service["name"] and hold.holds(at):
                wanted = hold.value
        raised = [o.value for o in self.openings if o.service == service["name"] and o.holds(at)]
        return int(max([wanted, *raised]))

    def looks(self, start: datetime, end: datetime) -> Iterator[Look]:
        """Yield each task of the calendars once with its minute, holidays or not."""
        for at in _minutes(start, end):
            for task in sorted(set(self._due(at))):
                yield task, at
        for keep in self.keeps:
            if keep.scheduled and start <= keep.end < end:
                yield "environment-stop" if keep.value else "environment-start", keep.end
        once = {at for o in self.openings for at in (o.start, o.end)} | {h.end for h in self.holds}
        yield from (("apply-window", at) for at in sorted(once) if start <= at < end)

    def turns(self, start: datetime, end: datetime) -> Iterator[tuple[bool, datetime]]:
        """Yield the minutes at which it falls asleep (False) or wakes (True)."""
        before = self.awake(start - MINUTE)
        for at in _minutes(start, end):
            if self.awake(at) != before:
                before = not before
                yield before, at

    def changes(self, looks: Iterable[datetime]) -> Iterator[tuple[datetime, Change]]:
        """Yield when a service's minimum becomes another one, with what it was and is."""
        for at in sorted({*looks, *(hold.start for hold in self.holds)}):
            for service in self.manifest["services"]:
                before, after = (self.minimum(service, each) for each in (at - MINUTE, at))
                if before != after and self.awake(at):
                    yield at, (service["name"], before, after)

    def _due(self, at: datetime) -> Iterator[str]:
        local = at.astimezone(self.zone)
        day, clock = DAYS[local.weekday()], f"{local:%H:%M}"
        for service in self.manifest["services"]:
            for window in service.get("windows", []):
                if day in window["days"] and clock in (window["start"], window["end"]):
                    yield "apply-window"
        hours = self.manifest.get("awake")
        if hours and day in hours["days"]:
            notice = local + timedelta(minutes=hours.get("notice_minutes", 15))
            times = {
                "environment-start": clock == hours["start"],
                "environment-stop": clock == hours["stop"],
                "announce-stop": f"{notice:%H:%M}" == hours["stop"],
            }
            yield from (task for task, due in times.items() if due)

    def _within(self, span: dict[str, Any], end: str, at: datetime) -> bool:
        local = at.astimezone(self.zone)
        clock = f"{local:%H:%M}"
        on = DAYS[local.weekday()] in span["days"] and not self._is_holiday(local.date())
        return bool(on and span["start"] <= clock < span[end])

    def _is_holiday(self, day: date) -> bool:
        country = self.manifest.get("holidays", {}).get("country")
        return country is not None and day in _holidays(country, day.year)

    def _fits(self, service: dict[str, Any], minimum: int) -> bool:
        """Say whether so many may be: every pool of the workload, opened at once."""
        most = self.manifest["database"]["max_connections"]
        counts = {s["name"]: s["capacity"]["minimum"] for s in self.manifest["services"]}
        counts[service["name"]] = minimum
        pools = {s["name"]: s.get("pool", 0) for s in self.manifest["services"]}
        return bool(sum(count * pools[name] for name, count in counts.items()) <= most)


@cache
def _holidays(country: str, year: int) -> Any:
    return country_holidays(country, years=year)


def _minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    return (start + n * MINUTE for n in range(int((end - start) / MINUTE)))
