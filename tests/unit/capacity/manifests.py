"""Manifests of the shipped workloads, with a value or two changed."""

from typing import Any

from nightshift.adapters import manifests
from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.services import Service


def changed(
    name: str, *, database: dict[str, Any] | None = None, **services: dict[str, Any]
) -> Manifest:
    """Return a workload's manifest with these values of its database and services."""
    found = manifests.get(name)
    parts = [each.model_copy(update=services.get(each.name, {})) for each in found.services]
    kept = found.database.model_copy(update=database or {}) if found.database else None
    return found.model_copy(update={"services": tuple(parts), "database": kept})


def service(manifest: Manifest, name: str) -> Service:
    """Return a service by its name."""
    return next(each for each in manifest.services if each.name == name)
