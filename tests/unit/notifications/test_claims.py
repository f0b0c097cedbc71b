"""A claim says who tells; time in it is the events' own."""

from datetime import timedelta
from typing import Any

import pytest

from nightshift.domain.notifications.claims import LEASE, Claim, Phase, Step, decide
from nightshift.domain.notifications.notice import stamp
from nightshift.domain.notifications.waiting import Batch, safe
from tests.unit.notifications.notices import AT

HOUR = timedelta(hours=1)


def claim(**fields: Any) -> Claim:
    plain: dict[str, Any] = {
        "phase": Phase.DONE,
        "holder": "first",
        "first_at": stamp(AT),
        "seen": frozenset({"e1"}),
        "earlier": 0,
        "sent_parts": 0,
    }
    return Claim(**plain | fields)


@pytest.mark.parametrize(
    ("fields", "me", "after", "expected"),
    [
        ({}, "other", timedelta(0), Step.COUNT),
        ({}, "other", timedelta(minutes=59), Step.COUNT),
        ({}, "other", HOUR, Step.RENEW),
        ({}, "other", -HOUR, Step.COUNT),  # events come in any order
        ({}, "first", timedelta(0), Step.NOTHING),
        ({"phase": Phase.CLAIMED}, "first", timedelta(0), Step.RESUME),
        ({"phase": Phase.CLAIMED}, "other", timedelta(0), Step.COUNT),
        ({"phase": Phase.CLAIMED}, "other", LEASE, Step.RENEW),
    ],
)
def test_a_claimed_notice_is_told_by_who_holds_it(
    fields: dict[str, Any], me: str, after: timedelta, expected: Step
) -> None:
    truncated = AT.replace(microsecond=0)

    assert decide(claim(**fields), me, truncated + after, repeat=HOUR) is expected


@pytest.mark.parametrize("name", ["onno-prod", "", "x" * 31, "한글", "a#b", "UPPER"])
def test_a_batch_is_found_again_by_its_key_and_has_a_name_that_scheduler_takes(name: str) -> None:
    batch = Batch(safe(name), AT)

    assert Batch.of(batch.key) == batch
    assert len(batch.schedule) <= 64
    assert set(batch.schedule) <= set("abcdefghijklmnopqrstuvwxyz0123456789-._TZ")
