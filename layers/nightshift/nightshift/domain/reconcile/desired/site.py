"""A workload in its place: how its resources are named there, and how others point to them.

The only module that builds ARNs and knows which metrics live in which region.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.normal_form import normalised
from nightshift.domain.reconcile.plan import LeftOut
from nightshift.domain.reconcile.resources import Hub, Kind, Place, Resource

# Services without a region report in one (their user guides, read 2026-11-20).
_GLOBAL_REGION = "us-east-1"
_GLOBAL_NAMESPACES = frozenset({"AWS/Billing", "AWS/CloudFront", "AWS/Route53"})


@dataclass(frozen=True, slots=True)
class Site:
    """A manifest, the stack that looks after it, and the place its resources are in."""

    manifest: Manifest
    hub: Hub
    place: Place
    asleep: bool = False  # its environment: its alarms are mute until it wakes

    def named(self, name: str) -> str:
        """Return the name in AWS of what the manifest calls `name`."""
        return f"{self.hub.stack}-{self.manifest.name}-{name}"

    def topic_arn(self, name: str) -> str:
        """Return the ARN of one of the workload's topics."""
        return f"{self._arn('sns')}:{name}"

    def alarm_arn(self, name: str) -> str:
        """Return the ARN of the alarm that the manifest calls `name`."""
        return f"{self._arn('cloudwatch')}:alarm:{self.named(name)}"

    def metric_region(self, namespace: str) -> str:
        """Return where the metrics of `namespace` are kept."""
        return _GLOBAL_REGION if namespace in _GLOBAL_NAMESPACES else self.place.region

    def resource(self, kind: Kind, name: str, definition: Mapping[str, Any]) -> Resource:
        """Return a resource of this workload."""
        return Resource(kind, name, self.manifest.name, normalised(definition))

    def left_out(self, kind: Kind, name: str, reason: str, row: str | None = None) -> LeftOut:
        """Return that this workload has to do without a resource."""
        return LeftOut(kind, name, self.manifest.name, row, reason)

    def _arn(self, service: str) -> str:
        return f"arn:{self.hub.partition}:{service}:{self.place.region}:{self.place.account}"


def located(manifests: Iterable[Manifest], hub: Hub) -> list[Site]:
    """Return the workloads in their places, by name.

    Raises:
        RefusedError: an account cannot be entered, or two manifests would enter it differently:
            each would take what the other made for leftovers.
    """
    ordered = sorted(manifests, key=lambda manifest: manifest.name)
    sites = [Site(manifest, hub, place_of(manifest, hub)) for manifest in ordered]
    first: dict[str, Site] = {}
    for site in sites:
        other = first.setdefault(site.place.account, site)
        if _entry(site.place) != _entry(other.place):
            raise RefusedError(
                f"{site.manifest.name}: role_arn and external_id must be those of "
                f"{other.manifest.name}, which is in the same account {site.place.account}"
            )
    return sites


def place_of(manifest: Manifest, hub: Hub) -> Place:
    """Return where a workload is.

    Raises:
        RefusedError: it is in another account, and its manifest names no role to assume there.
    """
    if manifest.account == hub.account:
        return Place(manifest.account, manifest.region)
    if manifest.role_arn is None:
        raise RefusedError(
            f"{manifest.name}: role_arn is required: account {manifest.account} is not "
            f"{hub.account}, where the stack is; name the role to assume there"
        )
    return Place(manifest.account, manifest.region, manifest.role_arn, manifest.external_id)


def _entry(place: Place) -> tuple[str | None, str | None]:
    return place.role_arn, place.external_id
