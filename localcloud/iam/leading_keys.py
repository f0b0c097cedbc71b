"""dynamodb:LeadingKeys: the partition keys of the items that a call touches."""

from collections.abc import Iterator
from typing import Any

from moto.dynamodb.models import dynamodb_backends
from moto.dynamodb.parsing.key_condition_expression import parse_expression

from localcloud.iam.request import Request

WRITES = ("PutRequest", "DeleteRequest")


def values(request: Request) -> list[str] | None:
    """Return the partition keys; None where the call names none (a Scan)."""
    table_name = request.resource.split("/")[1]
    backend = dynamodb_backends[request.principal.account][request.call.region]
    table: Any = backend.tables.get(table_name)
    if table is None:
        return None
    if request.call.operation == "Query":
        return _of_query(request.params, table)
    items = _items(request.call.operation, request.params, request.action, table_name)
    found = [_text(item[table.hash_key_attr]) for item in items if table.hash_key_attr in item]
    return found or None


def _items(
    operation: str, params: dict[str, Any], action: str, table_name: str
) -> Iterator[dict[str, Any]]:
    if operation == "BatchGetItem":
        yield from (params.get("RequestItems", {}).get(table_name) or {}).get("Keys") or []
    elif operation == "BatchWriteItem":
        for entry in params.get("RequestItems", {}).get(table_name) or []:
            yield from (_item(entry[kind]) for kind in WRITES if kind in entry)
    elif operation.startswith("Transact"):
        kind = action.rpartition(":")[2].removesuffix("Item")
        for entry in params.get("TransactItems") or []:
            if entry.get(kind, {}).get("TableName", "").endswith(table_name):
                yield _item(entry[kind])
    else:
        yield _item(params)


def _item(request: dict[str, Any]) -> dict[str, Any]:
    return request.get("Key") or request.get("Item") or {}


def _of_query(params: dict[str, Any], table: Any) -> list[str] | None:
    index = next((i for i in table.all_indexes() if i.name == params.get("IndexName")), None)
    schema = index.schema if index else table.schema
    hash_name = next(key["AttributeName"] for key in schema if key["KeyType"] == "HASH")
    old = (params.get("KeyConditions") or {}).get(hash_name)
    if old:
        return [_text(value) for value in old["AttributeValueList"]]
    hash_key, _, _ = parse_expression(
        params.get("KeyConditionExpression") or "",
        params.get("ExpressionAttributeValues") or {},
        params.get("ExpressionAttributeNames") or {},
        schema,
    )
    return [_text(value) for _, value in hash_key]


def _text(value: dict[str, Any]) -> str:
    return str(next(iter(value.values())))
