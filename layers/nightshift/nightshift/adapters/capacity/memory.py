"""What the ledger knows of a workload's windows: the last run, holds, openings by event."""

from collections.abc import Iterable

from nightshift.adapters import ledger
from nightshift.adapters.aws import Actions
from nightshift.domain.capacity import holds, openings, record
from nightshift.domain.capacity.openings import PlannedOpening
from nightshift.domain.capacity.record import Memory, Record
from nightshift.domain.windows.overrides import Override

ACTIONS: Actions = {
    "recall": ledger.ACTIONS["read"] | ledger.ACTIONS["until"],
    "openings_of": ledger.ACTIONS["until"],
    "keep_holds": ledger.ACTIONS["put"],
    "keep_openings": ledger.ACTIONS["put"],
    "keep_record": ledger.ACTIONS["put"],
}
AFTER_ALL = "~"  # sorts behind every name


def recall(table: str, workload: str) -> Memory:
    """Return what is known of a workload.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    found = ledger.read(table, record.PARTITION, record.key(workload))
    kept = ledger.until(table, holds.partition(workload), AFTER_ALL, beginning=holds.KIND)
    return Memory(
        record.of_item(found) if found else None,
        tuple(holds.of_item(item) for item in kept),
        openings_of(table, workload),
    )


def openings_of(table: str, workload: str) -> tuple[PlannedOpening, ...]:
    """Return the openings by event that are remembered.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    found = ledger.until(table, openings.partition(workload), AFTER_ALL)
    return tuple(openings.of_item(item) for item in found)


def keep_holds(table: str, workload: str, kept: Iterable[Override]) -> None:
    """Write holds; one of the same services is replaced.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    for one in kept:
        ledger.put(table, holds.item(workload, one))


def keep_openings(table: str, workload: str, kept: Iterable[PlannedOpening]) -> None:
    """Write openings; one of the same name is replaced.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    for one in kept:
        ledger.put(table, one.item(workload))


def keep_record(table: str, workload: str, records: Iterable[Record]) -> None:
    """Write what was set, and when to look again.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    for one in records:
        ledger.put(table, record.item(workload, one))
