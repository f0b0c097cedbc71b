"""A deployment leaves in the ledger when to look first; a second one and a call by hand do not."""

from typing import Any

import pytest

from nightshift.adapters import first_looks
from nightshift.domain.reconcile.resources import Hub
from tests.integration.conftest import REGION

HUB = Hub("nightshift", "123456789012", REGION, "arn:role", "arn:queue", "arn:forwarding")


def items(table: Any) -> dict[tuple[str, str], Any]:
    return {(item["pk"], item["sk"]): item for item in table.scan()["Items"]}


@pytest.mark.parametrize("request_type", ["Create", "Update"])
def test_what_has_windows_or_hours_is_looked_at_by_its_next_edge(
    ledger_table: Any, request_type: str
) -> None:
    first_looks.keep({"RequestType": request_type}, HUB)

    found = items(ledger_table)
    assert set(found) == {
        ("due", "onno-prod#window"),
        ("due", "onno-staging#window"),
        ("environment", "codemate-dev"),
        ("environment", "onno-staging"),
        ("environment", "ticketing-staging"),
    }
    assert found["environment", "codemate-dev"]["phase"] == "awake"
    assert found["environment", "codemate-dev"]["task"].startswith("environment-st")
    assert found["due", "onno-prod#window"]["task"] == "apply-window"


def test_what_is_there_is_kept(ledger_table: Any) -> None:
    ledger_table.put_item(Item={"pk": "environment", "sk": "codemate-dev", "phase": "asleep"})

    first_looks.keep({"RequestType": "Update"}, HUB)

    kept = items(ledger_table)["environment", "codemate-dev"]
    assert kept == {"pk": "environment", "sk": "codemate-dev", "phase": "asleep"}


@pytest.mark.parametrize("event", [{}, {"workloads": []}, {"RequestType": "Delete"}, None])
def test_nothing_is_kept_without_a_deployment(ledger_table: Any, event: Any) -> None:
    first_looks.keep(event, HUB)

    assert items(ledger_table) == {}
