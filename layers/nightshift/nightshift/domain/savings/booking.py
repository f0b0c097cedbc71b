"""One entry of the savings ledger: what did not run, from when to when, and what it would cost."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from nightshift.domain.prices import hourly
from nightshift.domain.prices.keys import HOUR

if TYPE_CHECKING:
    from nightshift.domain.manifest import Manifest

Kind = Literal["sleep", "window"]
CENT_OF_A_CENT = Decimal("0.0001")  # an hour of the smallest thing costs a few
SECOND_OF_AN_HOUR = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """What did not run. The same start, thing and kind is the same booking."""

    workload: str
    what: str  # a service's name, or database, cache, nat
    kind: Kind
    start: datetime
    end: datetime
    hours: Decimal  # for which one unit did not run
    units: int  # tasks, instances, nodes
    usd: Decimal | None  # None: nobody quotes a price
    key: str  # of the price, or of the one to add under costs.prices.usd
    as_of: date | None  # of the price; None: its source has no date
    assumed: bool  # the price is not this workload's own for this very thing
    source: str  # of the price
    reason: str

    @property
    def unit_hours(self) -> Decimal:
        """Hours of all units together."""
        return self.hours * self.units


@dataclass(frozen=True, slots=True)
class Avoided:
    """What is to be booked, before it has a price."""

    what: str
    kind: Kind
    thing: str  # of prices.keys
    units: int
    start: datetime
    end: datetime
    hours: Decimal
    reason: str


def priced(manifest: "Manifest", found: Avoided) -> Booking:
    """Return the booking, in dollars where somebody quotes a price."""
    price = hourly(manifest, found.thing)
    usd = price.usd_per_hour * found.hours * found.units if price else None
    return Booking(
        workload=manifest.name,
        what=found.what,
        kind=found.kind,
        start=found.start,
        end=found.end,
        hours=found.hours,
        units=found.units,
        usd=usd.quantize(CENT_OF_A_CENT) if usd is not None else None,
        key=price.key if price else found.thing + HOUR,
        as_of=price.as_of if price else None,
        assumed=price.assumed if price else False,
        source=price.source if price else "",
        reason=found.reason,
    )


def hours(length: timedelta) -> Decimal:
    """Return a length in hours."""
    return (Decimal(length // timedelta(seconds=1)) / 3600).quantize(SECOND_OF_AN_HOUR)


def item(found: Booking, booked_at: datetime) -> dict[str, Any]:
    """Return the booking as the ledger keeps it; amounts are texts, what is not known is empty."""
    start = found.start.astimezone(UTC).isoformat()
    return {
        "pk": f"savings#{found.workload}",
        "sk": f"{start}#{found.what}#{found.kind}",
        "workload": found.workload,
        "what": found.what,
        "kind": found.kind,
        "start": start,
        "end": found.end.astimezone(UTC).isoformat(),
        "hours": str(found.hours),
        "units": found.units,
        "usd": "" if found.usd is None else str(found.usd),
        "key": found.key,
        "as_of": found.as_of.isoformat() if found.as_of else "",
        "assumed": found.assumed,
        "source": found.source,
        "reason": found.reason,
        "booked_at": booked_at.astimezone(UTC).isoformat(),
        "reconciled": False,
    }
