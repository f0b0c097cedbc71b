"""The ledger: one DynamoDB table of items by (pk, sk); a write needs the version that was read."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.errors import TransientError

ACTIONS: Actions = {
    "read": frozenset({"dynamodb:GetItem"}),
    "write": frozenset({"dynamodb:PutItem"}),
    "put": frozenset({"dynamodb:PutItem"}),
}
Item = Mapping[str, Any]  # str, int, bool, None and lists of str
VERSION = "version"  # counts the writes of an item: the condition of the next one
WRITER = "writer"  # the invocation that wrote it last
EXPIRES_AT = "expires_at"  # epoch seconds; DynamoDB deletes the item some time after


def read(table: str, pk: str, sk: str) -> dict[str, Any] | None:
    """Return an item as it is now (consistent read), numbers as int; None where there is none.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: the table is missing, or access is denied.
    """
    with translated(f"ledger {pk}"):
        found = client("dynamodb").get_item(
            TableName=table, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True
        )
    return _plain(found["Item"]) if "Item" in found else None


def write(table: str, item: Item, *, read_version: int, writer: str) -> None:
    """Replace the item that still has `read_version` (0: there was none).

    The same `writer` (an invocation's id) may write again: a lost answer is no conflict.

    Raises:
        TransientError: another run wrote it meanwhile (read again, decide anew); throttled.
        RefusedError: the table is missing, or access is denied.
    """
    new = dict(item) | {VERSION: read_version + 1, WRITER: writer}
    dynamodb = client("dynamodb")
    with translated(f"ledger {item['pk']}"):
        try:
            dynamodb.put_item(
                TableName=table,
                Item=_typed(new),
                ConditionExpression="attribute_not_exists(pk) OR #v = :read OR #w = :writer",
                ExpressionAttributeNames={"#v": VERSION, "#w": WRITER},
                ExpressionAttributeValues=_typed({":read": read_version, ":writer": writer}),
            )
        except dynamodb.exceptions.ConditionalCheckFailedException as conflict:
            raise TransientError(f"ledger {item['pk']}: another run wrote it") from conflict


def put(table: str, item: Item) -> None:
    """Write an item whatever was there: for facts that are the same however often they are told.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: the table is missing, or access is denied.
    """
    with translated(f"ledger {item['pk']}"):
        client("dynamodb").put_item(TableName=table, Item=_typed(item))


@cache
def _serializers() -> tuple[Any, Any]:
    from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

    return TypeSerializer(), TypeDeserializer()


def _typed(item: Item) -> dict[str, Any]:
    serializer, _ = _serializers()
    return {name: serializer.serialize(value) for name, value in item.items()}


def _plain(item: Item) -> dict[str, Any]:
    _, deserializer = _serializers()
    values = {name: deserializer.deserialize(value) for name, value in item.items()}
    return {k: int(v) if hasattr(v, "to_integral_value") else v for k, v in values.items()}
