"""Names: each once in its list, and such that AWS takes them with our prefix before them."""

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import Finding, Path, error

STACK = 20  # characters left for the stack's name; `nightshift` has 10
ALARM_LIMIT = 255  # API_PutMetricAlarm, read 2026-11-21
QUERY_LIMIT = 255  # API_PutQueryDefinition
FILTER_LIMIT = 512  # API_PutMetricFilter, with its pattern
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# What reports and the savings ledger call a workload's other parts, beside its services.
PARTS = ("environment", "database", "cache", "nat")
COLON = re.compile(r"[:*\x00-\x1f]")


class _Named(Protocol):
    @property
    def name(self) -> str: ...


def check(manifest: Manifest) -> Iterator[Finding]:
    """Yield names that stand twice in a list, and names that AWS would refuse."""
    for path, found in _lists(manifest):
        yield from _twice(path, found)
    yield from _parts(manifest)
    watch = manifest.watch
    limits: tuple[tuple[str, Sequence[_Named], int, re.Pattern[str]], ...] = (
        ("alarms", watch.alarms, ALARM_LIMIT, CONTROL),
        ("filters", watch.filters, FILTER_LIMIT, COLON),
        ("queries", watch.queries, QUERY_LIMIT, CONTROL),
    )
    for field, entries, limit, refused in limits:
        room = limit - STACK - len(manifest.name) - 2  # two separators
        for number, entry in enumerate(entries):
            if not 0 < len(entry.name) <= room or refused.search(entry.name):
                message = f"AWS takes 1 to {room} characters here, none of : * or control"
                here: Path = ("watch", field, number, "name")
                yield error("M-23", here, message, "shorten the name or change the character")


def _parts(manifest: Manifest) -> Iterator[Finding]:
    for number, service in enumerate(manifest.services):
        if service.name in PARTS:
            message = f"{service.name!r} is what reports call the workload's own {service.name}"
            yield error("M-07", ("services", number, "name"), message, "give it another name")


def _lists(manifest: Manifest) -> Iterator[tuple[Path, list[str]]]:
    watch, network = manifest.watch, manifest.network
    yield ("services",), _names(manifest.services)
    for number, service in enumerate(manifest.services):
        yield ("services", number, "windows"), _names(service.windows)
        yield ("services", number, "dated"), _names(service.dated)
        yield ("services", number, "openings"), _names(service.openings)
    yield ("buckets",), _names(manifest.buckets)
    yield ("secrets",), _names(manifest.secrets)
    yield ("watch", "log_groups"), _names(watch.log_groups)
    yield ("watch", "filters"), _names(watch.filters)
    yield ("watch", "queries"), _names(watch.queries)
    yield ("watch", "alarms"), _names(watch.alarms)
    yield ("notifications", "topics"), _names(manifest.notifications.topics)
    if network:
        yield ("network", "subnets"), _names(network.subnets)
        yield ("network", "security_groups"), _names(network.security_groups)


def _names(entries: Sequence[_Named]) -> list[str]:
    return [entry.name for entry in entries]


def _twice(path: Path, found: list[str]) -> Iterator[Finding]:
    for number, name in enumerate(found):
        if name in found[:number]:
            fix = "rename one of the two, or remove it"
            yield error("M-07", (*path, number, "name"), f"{name!r} is there already", fix)
