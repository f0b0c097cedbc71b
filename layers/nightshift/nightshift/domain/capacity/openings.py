"""Openings that an application plans by an event, beside those in its manifest (TQ-B07)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from pydantic import AwareDatetime, Field

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import Input
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.part import WorkloadName, matching
from nightshift.domain.manifest.services import Opening, Service
from nightshift.domain.windows.spans import Dated

LEAD_MINUTES, STAY_MINUTES = (  # U-05: the manifest's own defaults
    Opening.model_fields[name].default for name in ("lead_minutes", "stay_minutes")
)
REMEMBERED = timedelta(days=30)  # after its end: what was raised for it is brought back by then
LONGEST = 7 * 24 * 60  # minutes
Name = Annotated[
    str,
    matching(
        r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
        "must be 1 to 64 of A-Z a-z 0-9 . _ -, beginning with a letter or digit",
    ),
]


class OpeningPlanned(Input):
    """The detail of `Opening Planned`, from the application that sells the tickets."""

    workload: WorkloadName
    name: Name  # the same name again: the same opening, changed
    service: str | None = None  # may be left out where only one service can scale
    at: AwareDatetime | None = None  # when it opens
    capacity: int | None = Field(default=None, ge=1)
    lead_minutes: int = Field(default=LEAD_MINUTES, ge=0, le=LONGEST)
    stay_minutes: int = Field(default=STAY_MINUTES, ge=1, le=LONGEST)
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class PlannedOpening:
    """An opening as the ledger keeps it."""

    service: str
    name: str
    at: datetime
    capacity: int
    lead_minutes: int
    stay_minutes: int
    cancelled: bool = False

    @property
    def key(self) -> str:
        """What identifies it in its workload."""
        return f"{self.service}#{self.name}"

    @property
    def starts(self) -> datetime:
        """From when on its capacity is there."""
        return self.at.astimezone(UTC) - timedelta(minutes=self.lead_minutes)

    @property
    def ends(self) -> datetime:
        """Until when its capacity is there."""
        return self.at.astimezone(UTC) + timedelta(minutes=self.stay_minutes)

    def dated(self) -> Dated:
        """Return the span in which it raises what is wanted."""
        return Dated(
            self.name, self.starts, self.ends, self.capacity, f"opening {self.name} (by event)"
        )

    def item(self, workload: str) -> dict[str, Any]:
        """Return it as the ledger has it."""
        return {
            "pk": partition(workload),
            "sk": self.key,
            "service": self.service,
            "name": self.name,
            "at": self.at.astimezone(UTC).isoformat(),
            "capacity": self.capacity,
            "lead_minutes": self.lead_minutes,
            "stay_minutes": self.stay_minutes,
            "cancelled": self.cancelled,
            "expires_at": int((self.ends + REMEMBERED).timestamp()),
        }


def partition(workload: str) -> str:
    """Return the partition of a workload's openings."""
    return f"opening#{workload}"


def of_item(item: dict[str, Any]) -> PlannedOpening:
    """Return the opening that an item of the ledger holds."""
    return PlannedOpening(
        item["service"],
        item["name"],
        datetime.fromisoformat(item["at"]),
        item["capacity"],
        item["lead_minutes"],
        item["stay_minutes"],
        item["cancelled"],
    )


def planned(asked: OpeningPlanned, manifest: Manifest, now: datetime) -> PlannedOpening:
    """Return the opening that is asked for.

    Raises:
        RefusedError: it is over, has no time or capacity, its service is not known or cannot be
            that large; the message names the field and the fix.
    """
    service = service_of(asked, manifest)
    if asked.at is None or asked.capacity is None:
        missing = "at" if asked.at is None else "capacity"
        raise RefusedError(f"{missing}: is required, unless the opening is cancelled: true")
    if asked.capacity > service.capacity.maximum:
        raise RefusedError(
            f"capacity: {asked.capacity} is above the maximum of {service.name}, "
            f"{service.capacity.maximum}; ask for less, or raise capacity.maximum in the manifest"
        )
    lead, stay = asked.lead_minutes, asked.stay_minutes
    found = PlannedOpening(service.name, asked.name, asked.at, asked.capacity, lead, stay)
    if found.ends <= now:
        raise RefusedError(
            f"at: {asked.at.isoformat()} is past, with the {stay} minutes after it; it is "
            f"{now.isoformat(timespec='minutes')}. Plan an opening before it opens"
        )
    return found


def scalable(manifest: Manifest) -> list[Service]:
    """Return the services of which there can be more."""
    return [each for each in manifest.services if each.capacity.maximum > each.capacity.minimum]


def service_of(asked: OpeningPlanned, manifest: Manifest) -> Service:
    """Return the service that an opening is for.

    Raises:
        RefusedError: it is not known, or cannot scale; or it is not named, and several can.
    """
    found = scalable(manifest)
    names = ", ".join(service.name for service in found) or "none can scale"
    if asked.service is None and len(found) == 1:
        return found[0]
    if asked.service is None:
        raise RefusedError(f"service: is required in {manifest.name}: {names}")
    by_name: Sequence[Service] = [each for each in found if each.name == asked.service]
    if not by_name:
        raise RefusedError(
            f"service: {asked.service!r} is none of {manifest.name} that can scale; known: {names}"
        )
    return by_name[0]
