"""What did not run is booked: hours, dollars and how the price is known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from nightshift.adapters import manifests
from nightshift.domain.savings import Booking, asleep, baseline, parked, scaled
from nightshift.domain.savings.booking import item

DEV = manifests.get("codemate-dev")
STAGING = manifests.get("onno-staging")
API = STAGING.services[0]
EVENING = datetime(2026, 12, 4, 11, tzinfo=UTC)  # Friday, 20:00 in Seoul
MONDAY = datetime(2026, 12, 6, 23, tzinfo=UTC)  # 08:00 in Seoul
HOUR = timedelta(hours=1)


def test_a_weekends_sleep_is_booked_thing_by_thing() -> None:
    things = parked(DEV, units={"frontend": 1, "backend": 2}, database=True)

    bookings = asleep(DEV, things, EVENING, MONDAY)

    assert [(b.what, b.units, b.hours, b.usd, b.key) for b in bookings] == [
        ("frontend", 1, Decimal(60), Decimal("2.0640"), "fargate-0.5-1-hour"),
        ("backend", 2, Decimal(60), Decimal("8.2560"), "fargate-1-2-hour"),
        ("database", 1, Decimal(60), Decimal("1.2000"), "rds-t4g.micro-hour"),
    ]
    assert {(b.as_of, b.assumed, b.kind) for b in bookings} == {(date(2025, 1, 1), False, "sleep")}


def test_what_did_not_run_or_was_kept_is_not_booked() -> None:
    assert parked(DEV, units={"frontend": 0}) == ()


def test_a_deleted_cache_is_booked_by_its_nodes() -> None:
    prod = manifests.get("onno-prod")

    (found,) = asleep(prod, parked(prod, units={}, cache=True), EVENING, EVENING + 73 * HOUR)

    assert (found.what, found.units, found.usd) == ("cache", 2, Decimal("2.0000"))


def test_a_nat_instance_is_booked() -> None:
    (found,) = asleep(DEV, parked(DEV, units={}, nat=True), EVENING, EVENING + 730 * HOUR)

    assert (found.what, found.usd) == ("nat", Decimal("3.0000"))


def test_a_database_that_aws_started_is_not_saved_while_it_ran() -> None:
    woken = EVENING + 20 * HOUR

    (found,) = asleep(
        DEV,
        parked(DEV, units={}, database=True),
        EVENING,
        MONDAY,
        ran={"database": [(woken, woken + HOUR), (woken, woken + HOUR / 2)]},
    )

    assert found.hours == Decimal(59)


def test_a_thing_has_its_own_instants_where_they_are_known() -> None:
    (database,) = parked(DEV, units={}, database=True)
    later = replace(database, stopped_at=EVENING + HOUR, started_at=MONDAY - HOUR)

    (found,) = asleep(DEV, [later], EVENING, MONDAY)

    assert (found.start, found.hours) == (EVENING + HOUR, Decimal(58))


def test_a_thing_without_a_price_says_which_to_add() -> None:
    (found,) = asleep(STAGING, parked(STAGING, units={"bastion": 1}), EVENING, MONDAY)

    assert (found.usd, found.key, found.hours) == (None, "ec2-t3.nano-hour", Decimal(60))


def test_without_its_windows_a_service_would_run_their_highest_minimum() -> None:
    prod = manifests.get("onno-prod")

    assert {s.name: baseline(s) for s in prod.services} == {"api": 4, "ws": 2, "bastion": 1}


def test_a_window_books_what_it_did_not_run() -> None:
    prod = manifests.get("onno-prod")

    night = scaled(prod, prod.services[0], 2, (EVENING, EVENING + 15 * HOUR), reason="after hours")

    assert night is not None
    assert (night.what, night.kind, night.units) == ("api", "window", 2)
    assert (night.usd, night.unit_hours) == (Decimal("0.6164"), Decimal(30))  # 15 / 730 x 30


def test_what_the_connection_budget_refuses_is_not_saved() -> None:
    prod = manifests.get("onno-prod")

    found = scaled(prod, prod.services[0], 2, (EVENING, MONDAY), reason="after hours", most=2)

    assert found is None


def test_the_busy_time_avoids_nothing() -> None:
    assert scaled(STAGING, API, 2, (EVENING, MONDAY), reason="office-hours") is None
    assert scaled(STAGING, API, 1, (MONDAY, MONDAY), reason="nothing") is None


def test_the_ledger_keeps_texts_and_says_what_it_does_not_know() -> None:
    (found,) = asleep(STAGING, parked(STAGING, units={"bastion": 1}), EVENING, MONDAY)

    kept = item(found, MONDAY)

    assert (kept["pk"], kept["sk"]) == (
        "savings#onno-staging",
        "2026-12-04T11:00:00+00:00#bastion#sleep",
    )
    assert (kept["hours"], kept["usd"], kept["as_of"]) == ("60.0000", "", "")
    assert (kept["booked_at"], kept["reconciled"]) == ("2026-12-06T23:00:00+00:00", False)


SPANS = st.lists(st.tuples(st.integers(-600, 6000), st.integers(0, 900)), max_size=6)


@given(length=st.integers(1, 5000), spans=SPANS)
def test_slept_and_run_minutes_are_the_whole_span(
    length: int, spans: list[tuple[int, int]]
) -> None:
    minute = timedelta(minutes=1)
    end = EVENING + length * minute
    ran = [(EVENING + a * minute, EVENING + (a + n) * minute) for a, n in spans]
    running = {m for a, n in spans for m in range(a, a + n) if 0 <= m < length}

    found: list[Booking] = asleep(
        DEV, parked(DEV, units={}, database=True), EVENING, end, ran={"database": ran}
    )

    slept = found[0].hours if found else Decimal(0)
    assert abs(slept * 60 + len(running) - length) < Decimal("0.01")
