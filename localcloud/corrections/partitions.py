"""DynamoDB: a query looks at its own partition; moto sorts and compares the whole table for it.

The answer is moto's, only its way to it is shorter: a month leaves thousands of items.
"""

from typing import TYPE_CHECKING, Any

from localcloud.lifecycles.lifecycle import patch

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

INDEX = 6  # where `index_name` stands among what follows the hash key in Table.query


def install(cloud: "Cloud") -> None:
    """Hook in, at the service's first call."""
    cloud.gateway.before("dynamodb", _patch)


def _patch() -> None:
    from moto.dynamodb.models.table import Table

    def query(original: Any, table: Any, hash_key: Any, *values: Any, **named: Any) -> Any:
        index = values[INDEX] if len(values) > INDEX else named.get("index_name")
        whole = index or hash_key is None or not table.range_key_attr
        return original(table if whole else part(table, hash_key), hash_key, *values, **named)

    def part(table: Any, hash_key: Any) -> Any:
        """Return the table with one partition; moto's own list of all objects does not get it."""
        found = object.__new__(Table)
        items = table.items.get(hash_key)
        found.__dict__.update(table.__dict__, items={hash_key: items} if items else {})
        return found

    patch(Table, "query", query)
