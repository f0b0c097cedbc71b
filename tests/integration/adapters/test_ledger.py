"""An item is written only if it is as it was read."""

from typing import Any

import pytest

from nightshift.adapters import ledger
from nightshift.domain.errors import RefusedError, TransientError
from tests.integration.conftest import TABLE

ITEM = {
    "pk": "a",
    "sk": "b",
    "n": 3,
    "text": "한글",
    "none": None,
    "parts": ["x", "y"],
    "yes": True,
}


def test_an_item_comes_back_as_it_was_written(ledger_table: Any) -> None:
    ledger.write(TABLE, ITEM, read_version=0, writer="w")

    assert ledger.read(TABLE, "a", "b") == ITEM | {"version": 1, "writer": "w"}


def test_nothing_there_is_none(ledger_table: Any) -> None:
    assert ledger.read(TABLE, "a", "b") is None


def test_a_write_on_an_older_version_is_refused_for_now(ledger_table: Any) -> None:
    ledger.write(TABLE, ITEM, read_version=0, writer="one")

    with pytest.raises(TransientError, match="another run wrote it"):
        ledger.write(TABLE, ITEM, read_version=0, writer="two")


def test_the_same_writer_may_repeat_a_write_whose_answer_was_lost(ledger_table: Any) -> None:
    for _ in range(2):
        ledger.write(TABLE, ITEM, read_version=0, writer="one")

    found = ledger.read(TABLE, "a", "b")
    assert found is not None
    assert found["version"] == 1


def test_a_fact_may_be_put_again(ledger_table: Any) -> None:
    for _ in range(2):
        ledger.put(TABLE, {"pk": "a", "sk": "receipt", "message_id": "m"})

    assert ledger.read(TABLE, "a", "receipt") == {"pk": "a", "sk": "receipt", "message_id": "m"}


def test_a_missing_table_is_refused(account: None) -> None:
    with pytest.raises(RefusedError, match="ledger a"):
        ledger.read("nobody", "a", "b")
