"""DynamoDB's transactions: nobody writes between their first look and their last.

moto copies the whole table, deeply, while others write to it, and puts the copy back where a
condition fails: their writes would be lost. Here writes take turns, and a copy costs no more than
a list of its items. "TransactWriteItems is a synchronous and idempotent write operation that groups
up to 100 write actions in a single all-or-nothing operation" (Developer Guide, Managing complex
workflows with DynamoDB transactions, read 2026-11-28).
"""

import copy
import threading
from functools import cache, wraps
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

WRITES = ("put_item", "update_item", "delete_item", "transact_write_items")


def install(cloud: "Cloud") -> None:
    """Hook in, at the service's first call: reading moto's module takes time."""
    cloud.gateway.before("dynamodb", _patch)


@cache
def _patch() -> None:
    from moto.dynamodb import models

    turn = threading.RLock()
    for name in WRITES:
        setattr(models.DynamoDBBackend, name, _in_turn(turn, getattr(models.DynamoDBBackend, name)))
    models.copy = SimpleNamespace(copy=copy.copy, deepcopy=_copied)


def _in_turn(turn: threading.RLock, write: Any) -> Any:
    @wraps(write)
    def written(*values: Any, **named: Any) -> Any:
        with turn:
            return write(*values, **named)

    return written


def _copied(thing: Any, *more: Any) -> Any:
    """Return a deep copy; of a table one whose items can be changed without changing its own."""
    from moto.dynamodb.models.table import Table

    if not isinstance(thing, Table):
        return copy.deepcopy(thing, *more)
    table = copy.copy(thing)
    table.items = type(thing.items)(dict)
    for key, found in thing.items.items():
        inner = {name: _item(item) for name, item in found.items()} if thing.has_range_key else None
        table.items[key] = inner if inner is not None else _item(found)
    return table


def _item(item: Any) -> Any:
    """Return an item with attributes of its own; made without moto's check of their size."""
    twin = object.__new__(type(item))
    twin.__dict__.update(item.__dict__)
    twin.attrs = dict.__new__(type(item.attrs))
    dict.update(twin.attrs, item.attrs)
    return twin
