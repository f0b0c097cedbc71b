"""A saving is booked once, and what became of it stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

from nightshift.adapters import ledger, manifests, savings
from nightshift.domain.savings import asleep, parked
from tests.integration.conftest import TABLE

NOW = datetime(2026, 12, 4, 23, tzinfo=UTC)
EVENING = NOW - timedelta(hours=12)


def test_a_repeated_booking_changes_nothing(ledger_table: Any) -> None:
    dev = manifests.get("codemate-dev")
    bookings = asleep(dev, parked(dev, units={"frontend": 1}, database=True), EVENING, NOW)

    savings.book(TABLE, bookings, NOW)
    first, _ = ledger.until(TABLE, "savings#codemate-dev", "3")
    ledger.put(TABLE, first | {"reconciled": True})
    savings.book(TABLE, bookings, NOW + timedelta(hours=1))

    kept = ledger.until(TABLE, "savings#codemate-dev", "3")
    assert [(item["what"], item["reconciled"]) for item in kept] == [
        ("database", True),
        ("frontend", False),
    ]
    assert kept[0]["booked_at"] == "2026-12-04T23:00:00+00:00"
