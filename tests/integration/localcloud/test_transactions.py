"""Transactions of DynamoDB are all or nothing, and take nothing away that others write meanwhile.

"either all of them succeed or none of them succeeds" (API_TransactWriteItems, read 2026-11-28).
"""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import running

KEYS = {"pk": "HASH", "sk": "RANGE"}


@pytest.fixture(scope="module")
def table() -> Any:
    with running("--empty") as cloud:
        client = cloud.client("dynamodb")
        client.create_table(
            TableName="t",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": n, "AttributeType": "S"} for n in KEYS],
            KeySchema=[{"AttributeName": n, "KeyType": kind} for n, kind in KEYS.items()],
        )
        yield client


def put(sk: str, condition: str | None = None) -> dict[str, Any]:
    asked = {"TableName": "t", "Item": {"pk": {"S": "p"}, "sk": {"S": sk}, "n": {"N": "1"}}}
    return {"Put": asked | ({"ConditionExpression": condition} if condition else {})}


def update(sk: str, condition: str) -> dict[str, Any]:
    return {
        "Update": {
            "TableName": "t",
            "Key": {"pk": {"S": "p"}, "sk": {"S": sk}},
            "UpdateExpression": "SET n = :two",
            "ConditionExpression": condition,
            "ExpressionAttributeValues": {":two": {"N": "2"}},
        }
    }


def read(table: Any, sk: str) -> Any:
    key = {"pk": {"S": "p"}, "sk": {"S": sk}}
    return table.get_item(TableName="t", Key=key).get("Item")


def test_a_condition_that_fails_leaves_everything_as_it_was(table: Any) -> None:
    table.put_item(**put("there")["Put"])

    with pytest.raises(ClientError) as problem:
        table.transact_write_items(
            TransactItems=[update("there", "n = :two"), put("new")],
        )

    reasons = [each["Code"] for each in problem.value.response["CancellationReasons"]]
    assert reasons[0] == "ConditionalCheckFailed"
    assert read(table, "there")["n"] == {"N": "1"}
    assert read(table, "new") is None


def test_all_of_it_is_written(table: Any) -> None:
    table.put_item(**put("first")["Put"])

    table.transact_write_items(TransactItems=[update("first", "n < :two"), put("second")])

    assert read(table, "first")["n"] == {"N": "2"}
    assert read(table, "second") is not None


def test_what_others_write_during_a_cancelled_transaction_stays(table: Any) -> None:
    def write(number: int) -> None:
        table.put_item(**put(f"other {number}")["Put"])
        with pytest.raises(ClientError):
            table.transact_write_items(
                TransactItems=[put(f"mine {number}"), update("nobody", "n = :two")]
            )

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(200)))

    assert all(read(table, f"other {number}") for number in range(200))
    assert not any(read(table, f"mine {number}") for number in range(200))


CODE = """
import inspect
from moto.dynamodb.models import DynamoDBBackend
print("copy.deepcopy" in inspect.getsource(DynamoDBBackend.transact_write_items))
"""


def test_moto_still_copies_whole_tables_while_others_write() -> None:
    """Once it does not, corrections/transactions.py may go."""
    found = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "True"
