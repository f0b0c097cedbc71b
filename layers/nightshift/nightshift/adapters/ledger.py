"""The ledger: one DynamoDB table of items by (pk, sk); a write needs the version that was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.errors import TransientError

ACTIONS: Actions = {
    "read": frozenset({"dynamodb:GetItem"}),
    "write": frozenset({"dynamodb:PutItem"}),
    "put": frozenset({"dynamodb:PutItem"}),
    "create": frozenset({"dynamodb:PutItem"}),
    "update": frozenset({"dynamodb:UpdateItem"}),
    "claim": frozenset({"dynamodb:PutItem"}),
    "swap": frozenset({"dynamodb:UpdateItem"}),
    "together": frozenset({"dynamodb:PutItem", "dynamodb:UpdateItem"}),
    "until": frozenset({"dynamodb:Query"}),
}
Item = Mapping[str, Any]  # str, int, bool, None, lists of str and sets of str
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


@dataclass(frozen=True, slots=True)
class Change:
    """A change of one item: DynamoDB's update expression, its values, and when it may be made."""

    expression: str
    values: Item = field(default_factory=dict)  # ":name" -> value
    condition: str = "attribute_exists(pk)"


def create(table: str, item: Item) -> bool:
    """Write an item where there is none; False where there is one.

    A lost answer is asked again, and may then say False about what was just written.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: the table is missing, or access is denied.
    """
    return claim(table, item, unless=Change("", {}, "attribute_not_exists(pk)")) is None


def update(table: str, pk: str, sk: str, change: Change) -> bool:
    """Change an item; False where the change's condition does not hold.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: the table is missing, or access is denied.
    """
    return swap(table, pk, sk, change)[0]


def claim(table: str, item: Item, *, unless: Change) -> dict[str, Any] | None:
    """Write an item where `unless.condition` holds of the one there; else return the one there.

    One call in the usual case, where nobody holds it. The expression of `unless` is not used.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: the table is missing, or access is denied.
    """
    dynamodb = client("dynamodb")
    with translated(f"ledger {item['pk']}"):
        try:
            dynamodb.put_item(
                TableName=table,
                Item=_typed(item),
                ConditionExpression=unless.condition,
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **_values(unless),
            )
        except dynamodb.exceptions.ConditionalCheckFailedException as problem:
            return _plain(problem.response.get("Item", {}))
    return None


def swap(table: str, pk: str, sk: str, change: Change) -> tuple[bool, dict[str, Any]]:
    """Change an item and return (True, what it is now); (False, what is there) where it may not.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: the table is missing, or access is denied.
    """
    dynamodb = client("dynamodb")
    with translated(f"ledger {pk}"):
        try:
            answer = dynamodb.update_item(
                TableName=table,
                **_update(pk, sk, change),
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
            )
        except dynamodb.exceptions.ConditionalCheckFailedException as problem:
            return False, _plain(problem.response.get("Item", {}))
    return True, _plain(answer["Attributes"])


def together(table: str, pk: str, sk: str, change: Change, *, items: Sequence[Item]) -> bool:
    """Change an item and write others in one transaction; False where the change may not be made.

    Raises:
        TransientError: throttled, no answer, or another transaction is at one of them.
        RefusedError: the table is missing, or access is denied.
    """
    dynamodb = client("dynamodb")
    puts = [{"Put": {"TableName": table, "Item": _typed(item)}} for item in items]
    update = {"Update": {"TableName": table, **_update(pk, sk, change)}}
    with translated(f"ledger {pk}"):
        try:
            dynamodb.transact_write_items(TransactItems=[update, *puts])
        except dynamodb.exceptions.TransactionCanceledException as problem:
            reasons = [each.get("Code") for each in problem.response["CancellationReasons"]]
            if reasons[0] == "ConditionalCheckFailed":
                return False
            raise TransientError(f"ledger {pk}: the transaction was cancelled: {reasons}") from None
    return True


def _update(pk: str, sk: str, change: Change) -> dict[str, Any]:
    return {
        "Key": {"pk": {"S": pk}, "sk": {"S": sk}},
        "UpdateExpression": change.expression,
        "ConditionExpression": change.condition,
        **_values(change),
    }


def _values(change: Change) -> dict[str, Any]:
    return {"ExpressionAttributeValues": _typed(change.values)} if change.values else {}


def until(table: str, pk: str, sk: str, *, beginning: str = "") -> list[dict[str, Any]]:
    """Return all items of a partition with `beginning` <= sk < `sk`, in order, as they are now.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: the table is missing, or access is denied.
    """
    with translated(f"ledger {pk}"):
        pages = (
            client("dynamodb")
            .get_paginator("query")
            .paginate(
                TableName=table,
                ConsistentRead=True,
                KeyConditionExpression="pk = :pk AND sk BETWEEN :from AND :until",
                ExpressionAttributeValues=_typed(
                    {":pk": pk, ":from": beginning or " ", ":until": sk}
                ),
            )
        )
        return [_plain(item) for page in pages for item in page["Items"] if item["sk"]["S"] < sk]


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
