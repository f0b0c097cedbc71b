"""DynamoDB's transactions: nobody writes between their first look and their last.

moto copies the whole table, deeply, while others write to it, and puts the copy back where a
condition fails: their writes would be lost. Here writes take turns, and of a table only the
partitions are copied that the transaction writes to. "TransactWriteItems is a synchronous and
idempotent write operation that groups up to 100 write actions in a single all-or-nothing operation"
(Developer Guide, Managing complex workflows with DynamoDB transactions, read 2026-11-28).
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

    turn, backend, transaction = threading.RLock(), models.DynamoDBBackend, _Transaction()
    backend.transact_write_items = transaction.noted(backend.transact_write_items)
    for name in WRITES:
        setattr(backend, name, _in_turn(turn, getattr(backend, name)))
    models.copy = SimpleNamespace(copy=copy.copy, deepcopy=transaction.copied)


def _in_turn(turn: threading.RLock, write: Any) -> Any:
    @wraps(write)
    def written(*values: Any, **named: Any) -> Any:
        with turn:
            return write(*values, **named)

    return written


class _Transaction:
    """The one that is written just now, and what it writes to."""

    def __init__(self) -> None:
        self._keys: list[tuple[str, dict[str, Any]]] = []  # table, attributes with the key

    def noted(self, write: Any) -> Any:
        """Return a `transact_write_items` that says first what it will write to."""

        @wraps(write)
        def written(backend: Any, transact_items: list[dict[str, Any]]) -> None:
            actions = [action for item in transact_items for action in item.values()]
            self._keys = [
                (action.get("TableName", ""), action.get("Item") or action.get("Key") or {})
                for action in actions
            ]
            write(backend, transact_items)

        return written

    def copied(self, thing: Any, *more: Any) -> Any:
        """Return a deep copy; of a table one that shares all partitions but the transaction's."""
        from moto.dynamodb.models.dynamo_type import DynamoType
        from moto.dynamodb.models.table import Table

        if not isinstance(thing, Table):
            return copy.deepcopy(thing, *more)
        table, hash_key = copy.copy(thing), thing.hash_key_attr
        table.items = type(thing.items)(dict, thing.items)
        for name, attributes in self._keys:
            key = DynamoType(attributes[hash_key]) if hash_key in attributes else None
            if name == thing.name and key in thing.items:
                table.items[key] = _partition(thing.items[key], has_range=thing.has_range_key)
        return table


def _partition(found: Any, *, has_range: bool) -> Any:
    return {name: _item(item) for name, item in found.items()} if has_range else _item(found)


def _item(item: Any) -> Any:
    """Return an item with attributes of its own; made without moto's check of their size."""
    twin = object.__new__(type(item))
    twin.__dict__.update(item.__dict__)
    twin.attrs = dict.__new__(type(item.attrs))
    dict.update(twin.attrs, item.attrs)
    return twin
