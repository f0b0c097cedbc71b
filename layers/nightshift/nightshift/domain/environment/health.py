"""Which addresses say whether a woken environment is well."""

from collections.abc import Container, Iterator
from dataclasses import dataclass

from nightshift.domain.inputs import Input
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.services import Service


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service answers."""

    service: str
    url: str


class Check(Input):
    """What a health path answered."""

    service: str
    url: str
    problem: str = ""  # none: it is well


def addresses(manifest: Manifest, running: Container[str]) -> Iterator[Address]:
    """Yield the health paths of `running` services that a DNS name of the manifest leads to.

    One without a path (TCP), or behind no public name, is ready when its tasks run.
    """
    records = manifest.network.records if manifest.network else ()
    names = {record.target: record.name for record in reversed(records)}
    for service in manifest.services:
        host = names.get(_balancer(service))
        if service.name in running and service.health.path and host:
            yield Address(service.name, f"https://{host}{service.health.path}")


def _balancer(service: Service) -> str:
    """Return the load balancer's name: codemate-alb of app/codemate-alb."""
    parts = (service.load_balancer or "").split("/")
    return parts[1] if len(parts) > 1 else ""
