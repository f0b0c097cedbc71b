"""The exact texts of the source, with the event's fields in their braces."""

from typing import Any

import pytest

from nightshift.domain.notifications import reading, texts
from tests.unit.notifications.notices import event

TEXTS = {
    "deployment-succeeded": "✅ API Server deployed to production (SHA: {sha})",
    "deployment-succeeded.ws": "✅ WebSocket Server deployed to production (SHA: {sha})",
    "migration-failed": "❌ Database migration FAILED for SHA {sha}",
    "daily-cost-exceeded": "⚠️ Daily cost exceeded: ${actual_usd} (Budget: ${budget_usd})",
    "cost-reported": "broken {brace",
}


@pytest.mark.parametrize(
    ("detail_type", "detail", "expected"),
    [
        (
            "Deployment Finished",
            {"status": "SUCCEEDED", "sha": "4f2a91c", "service": "api"},
            "✅ API Server deployed to production (SHA: 4f2a91c)",  # ON-B04
        ),
        (
            "Deployment Finished",
            {"status": "SUCCEEDED", "sha": "4f2a91c", "service": "ws"},
            "✅ WebSocket Server deployed to production (SHA: 4f2a91c)",  # ON-B05
        ),
        (
            "Deployment Finished",
            {"status": "FAILED", "stage": "migration", "sha": "4f2a91c"},
            "❌ Database migration FAILED for SHA 4f2a91c",  # ON-B07
        ),
        (
            "Budget Exceeded",
            {"period": "daily", "actual_usd": 7.5, "budget_usd": "7.1"},
            "⚠️ Daily cost exceeded: $7.50 (Budget: $7.10)",  # ON-B60
        ),
        ("Budget Exceeded", {"period": "daily", "actual_usd": "1"}, None),  # a field is missing
        ("Budget Exceeded", {"period": "monthly"}, None),  # there is no such text
        ("Deployment Finished", {"status": "FAILED", "sha": "4f2a91c"}, None),
        ("Cost Reported", {}, None),
    ],
)
def test_a_text_is_exact_or_the_summary_stands_in(
    detail_type: str, detail: dict[str, Any], expected: str | None
) -> None:
    notice = reading.of_fact(event(detail | {"summary": "as it says"}, detail_type))
    assert notice is not None

    message = texts.word(notice, TEXTS)

    assert (message.text, message.exact) == (expected or "as it says", expected is not None)


@pytest.mark.parametrize(
    ("value", "shown"),
    [("1234.5", "1,234.50"), (19.1, "19.10"), ("much", "much"), (0, "0.00")],
)
def test_money_has_two_decimals(value: Any, shown: str) -> None:
    assert texts.fields_of({"actual_usd": value})["actual_usd"] == shown
