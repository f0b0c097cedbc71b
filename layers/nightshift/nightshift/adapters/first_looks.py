"""When to look first at what was just deployed: also an edge that is lost before any run is found.

The ledger's items that the sweep reads are moved by whoever acts; here they are made, where there
is none, with the next edge of the calendar.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from nightshift.adapters import deployments, ledger, manifests, places
from nightshift.adapters.aws import Actions
from nightshift.adapters.environment import states
from nightshift.domain.capacity import record
from nightshift.domain.environment import look
from nightshift.domain.environment.claims import Status
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.resources import Hub
from nightshift.domain.windows.of_manifest import of_environment, of_service

ACTIONS: Actions = {"keep": ledger.ACTIONS["create"] | places.ACTIONS["now"]}


def keep(event: Any, hub: Hub) -> None:
    """Keep the first looks of all workloads, if the event is a deployment's.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    if not deployments.is_made(event):
        return
    at = places.now(hub.place)
    for manifest in manifests.every():
        for item in _items(manifest, at):
            ledger.create(hub.ledger_table, item)


def _items(manifest: Manifest, at: datetime) -> Iterator[dict[str, Any]]:
    """Yield the items of a workload that has windows, hours or both."""
    calendars = (of_service(manifest, service) for service in manifest.services)
    changes = [found for calendar in calendars if (found := calendar.next_change(at))]
    if changes:
        yield record.item(manifest.name, record.Record(min(changes), at))
    due = look.when_settled(Status.AWAKE, of_environment(manifest), at)
    if due.at is not None:
        yield states.first(manifest.name, due)
