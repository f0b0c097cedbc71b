"""Which hours are booked, and what a run says that is late, failed or cut off."""

from datetime import UTC, datetime

import pytest

from nightshift.domain.capacity.outcome import Failed, Outcome
from nightshift.domain.capacity.record import FAR, Record, item, of_item
from nightshift.domain.capacity.request import ApplyWindow, instant
from nightshift.domain.capacity.saved import awake
from nightshift.domain.capacity.steps import Step, Steps
from nightshift.domain.capacity.wanted import Asked
from tests.unit.capacity.manifests import changed


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


NINE, SIX = at("2026-01-16T00:00+00:00"), at("2026-01-16T09:00+00:00")
RAISED = Step("api", 1, 2, "window office")
KEPT = Step("api", 2, 2, "window office")


def outcome(step: Step, record: Record | None, when: datetime = NINE, **more: object) -> Outcome:
    asked = Asked((), SIX)
    made = Outcome("onno-staging", when, True, asked, Steps((step,), (), ()), record)
    failed = more.get("failed", ())
    assert isinstance(failed, tuple)
    return Outcome(
        made.workload, made.at, made.scheduled, made.asked, made.steps, made.record, failed
    )


@pytest.mark.parametrize(
    ("start", "end", "spans"),
    [
        ("2026-01-16T09:00", "2026-01-16T18:00", [("2026-01-16T09:00", "2026-01-16T18:00")]),
        (  # asleep from 20:00 on, over the weekend, until Monday 08:00
            "2026-01-16T18:00",
            "2026-01-19T09:00",
            [
                ("2026-01-16T18:00", "2026-01-16T20:00"),
                ("2026-01-19T08:00", "2026-01-19T09:00"),
            ],
        ),
        ("2026-01-17T09:00", "2026-01-18T09:00", []),
        ("2026-01-16T09:00", "2026-01-16T09:00", []),
    ],
)
def test_only_hours_in_which_the_environment_is_awake_are_booked(
    start: str, end: str, spans: list[tuple[str, str]]
) -> None:
    manifest = changed("onno-staging")

    found = list(awake(manifest, at(f"{start}+09:00"), at(f"{end}+09:00")))

    assert found == [(at(f"{begin}+09:00"), at(f"{stop}+09:00")) for begin, stop in spans]


def test_production_is_always_awake() -> None:
    assert list(awake(changed("onno-prod"), NINE, SIX)) == [(NINE, SIX)]


def test_a_run_that_was_cut_off_before_it_told_is_told_by_the_next() -> None:
    record = Record(NINE, NINE, {"api": 1})
    whole, again = outcome(RAISED, record), outcome(KEPT, record)

    assert [str(change) for change in again.changes] == ["api 1 -> 2 (window office)"]
    assert again.facts()[0]["id"] == whole.facts()[0]["id"]
    assert again.facts()[0]["routine"] is True


def test_after_it_was_told_nothing_is() -> None:
    assert outcome(KEPT, Record(SIX, NINE, {"api": 2})).facts() == ()


@pytest.mark.parametrize(("minutes", "severity"), [(10, "info"), (11, "warning")])
def test_more_than_ten_minutes_are_late(minutes: int, severity: str) -> None:
    record = Record(at("2026-01-16T00:00+00:00"), NINE, {"api": 1})
    when = at(f"2026-01-16T00:{minutes}+00:00")

    assert outcome(RAISED, record, when).severity == severity


def test_nothing_is_late_where_nothing_had_to_be_done() -> None:
    """The ledger remembers an edge that a new manifest does not have."""
    record = Record(NINE, NINE, {"api": 2})

    assert outcome(KEPT, record, SIX).facts() == ()


def test_what_aws_refused_is_critical_and_what_was_set_before_is_remembered() -> None:
    found = outcome(RAISED, None, failed=(Failed("api", "AccessDenied"),))

    assert found.severity == "critical"
    assert found.next_record().minima == {"api": 1}
    assert found.facts()[0]["findings"] == [{"rule": "AWS", "summary": "api: AccessDenied"}]


def test_since_when_it_is_so_moves_only_when_something_changes() -> None:
    assert outcome(RAISED, Record(NINE, at("2026-01-15T09:00Z"), {"api": 1})).next_record() == (
        Record(SIX, NINE, {"api": 2})
    )
    assert outcome(KEPT, Record(NINE, at("2026-01-15T09:00Z"), {"api": 2})).next_record() == (
        Record(SIX, at("2026-01-15T09:00Z"), {"api": 2})
    )


@pytest.mark.parametrize("next_at", [SIX, FAR])
def test_the_ledger_gives_back_what_it_got(next_at: datetime) -> None:
    record = Record(next_at, NINE, {"api": 2, "ws": 0})

    assert of_item(item("onno-staging", record)) == record


@pytest.mark.parametrize(
    ("asked", "now", "decided"),
    [
        (None, NINE, NINE),
        (NINE, SIX, SIX),  # hours late: what holds now
        (SIX, at("2026-01-16T08:59+00:00"), SIX),  # the clocks differ a little
        (SIX, SIX, SIX),
    ],
)
def test_a_run_decides_for_now_and_never_for_an_edge_that_is_over(
    asked: datetime | None, now: datetime, decided: datetime
) -> None:
    request = ApplyWindow(workload="onno-staging", task="apply-window", at=asked)

    assert instant(request, now) == decided


def test_a_dry_run_decides_for_the_instant_it_names() -> None:
    then = datetime(2027, 1, 1, tzinfo=UTC)

    assert instant(ApplyWindow(workload="onno-staging", dry_run=True, at=then), NINE) == then
    assert instant(ApplyWindow(workload="onno-staging", dry_run=True, at=NINE), SIX) == NINE
