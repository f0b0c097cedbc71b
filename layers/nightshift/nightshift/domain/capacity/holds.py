"""Holds: a person keeps a minimum until an instant, whatever the windows say (ON-B20)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, Field

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import Input
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.services import Service
from nightshift.domain.windows.overrides import Override

REMEMBERED = timedelta(days=30)  # after its end: what it held is brought back by then
LONGEST = timedelta(days=90)  # nobody means longer; a manifest says what holds for good
EVERY = "*"
KIND = "minimum"


class Hold(Input):
    """Keep at least so many, until then."""

    minimum: int = Field(ge=0)
    services: tuple[str, ...] = ()  # none: all that can scale
    until: AwareDatetime
    reason: str = Field(default="by hand", max_length=300)


def partition(workload: str) -> str:
    """Return the partition of a workload's holds."""
    return f"override#{workload}"


def made(hold: Hold, manifest: Manifest, at: datetime) -> Override:
    """Return the hold as it is kept.

    Raises:
        RefusedError: a service is not known or cannot be that large, or the end is past or too
            far ahead; the message names the field and the fix.
    """
    if hold.until <= at:
        raise RefusedError(
            f"hold.until: {hold.until.isoformat()} is past; it is "
            f"{at.isoformat(timespec='minutes')}. Write an instant ahead of it"
        )
    if hold.until - at > LONGEST:
        raise RefusedError(
            f"hold.until: is more than {LONGEST.days} days ahead; write what holds for so long "
            "into the manifest (dated, windows or capacity)"
        )
    for service in _held(hold, manifest):
        if hold.minimum > service.capacity.maximum:
            raise RefusedError(
                f"hold.minimum: {hold.minimum} is above the maximum of {service.name}, "
                f"{service.capacity.maximum}; hold less, name other services, or raise "
                "capacity.maximum"
            )
    names = tuple(service.name for service in _held(hold, manifest))
    until = hold.until.astimezone(UTC)
    return Override("minimum", hold.minimum, at, until, hold.reason, at, names)


def _held(hold: Hold, manifest: Manifest) -> list[Service]:
    known = {each.name: each for each in manifest.services}
    for number, name in enumerate(hold.services):
        if name not in known:
            raise RefusedError(
                f"hold.services.{number}: {name!r} is no service of {manifest.name}; "
                f"known: {', '.join(known)}"
            )
    can_scale = [each for each in known.values() if each.capacity.maximum > each.capacity.minimum]
    return [known[name] for name in dict.fromkeys(hold.services)] or can_scale


def key(override: Override) -> str:
    """Return what identifies a hold in its workload: a new one of the same services replaces it."""
    return f"{KIND}#{','.join(sorted(override.services)) or EVERY}"


def released(overrides: Iterable[Override], at: datetime) -> list[Override]:
    """Return the holds as they are once they are released."""
    return [
        Override(one.kind, one.value, one.start, at, one.reason, one.made_at, one.services)
        for one in overrides
        if one.until > at
    ]


def item(workload: str, override: Override) -> dict[str, Any]:
    """Return a hold as the ledger has it."""
    return {
        "pk": partition(workload),
        "sk": key(override),
        "value": override.value,
        "start": override.start.astimezone(UTC).isoformat(),
        "until": override.until.astimezone(UTC).isoformat(),
        "reason": override.reason,
        "made_at": override.made_at.astimezone(UTC).isoformat(),
        "services": list(override.services),
        "expires_at": int((override.until + REMEMBERED).timestamp()),
    }


def of_item(item: dict[str, Any]) -> Override:
    """Return the hold that an item of the ledger holds."""
    return Override(
        "minimum",
        item["value"],
        datetime.fromisoformat(item["start"]),
        datetime.fromisoformat(item["until"]),
        item["reason"],
        datetime.fromisoformat(item["made_at"]),
        tuple(item["services"]),
    )
