"""The changes of a place in loads that a function can carry, each of whole workloads.

A workload's changes depend on each other only, so loads need no order among themselves.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from nightshift.domain.inputs import Input
from nightshift.domain.reconcile.journey import from_json, to_json
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.request import PlaceInput, Run
from nightshift.domain.reconcile.resources import Place

# PutEvents takes 10 entries (API_PutEvents, read 2026-11-21), and a workload has one. With 28
# alarms each, and four loads at a time, 10 x 28 x 4 / 3 a second = 373 s of a function's 900.
WORKLOADS = 10


class Load(Input):
    """One load: where its changes are kept, and what they are for."""

    run: Run
    place: PlaceInput
    key: str  # in the artefacts' bucket


def loads(
    run: Run, place: PlaceInput, changes: Iterable[tuple[Place, Change]]
) -> Iterator[tuple[str, Any]]:
    """Yield (key, document) per load of at most `WORKLOADS` workloads, in the order they came."""
    found: dict[str, list[Change]] = defaultdict(list)
    for _, change in changes:
        found[change.resource.workload].append(change)
    names = sorted(found)
    for number, first in enumerate(range(0, len(names), WORKLOADS)):
        load = [change for name in names[first : first + WORKLOADS] for change in found[name]]
        key = f"reconcile/{run.id}/{place.account}-{place.region}/{number:04}.json"
        yield key, json.loads(to_json(load))


def read(document: Any) -> tuple[Change, ...]:
    """Return the changes of a load."""
    return from_json(json.dumps(document))
