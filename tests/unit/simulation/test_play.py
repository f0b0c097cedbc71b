"""A simulation does what the calendars say: every edge once, awake when they say so."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from nightshift.adapters import manifests
from nightshift.domain.simulation.model import EDGES, Kind
from nightshift.domain.simulation.play import one, play
from nightshift.domain.windows.of_manifest import of_environment, of_service
from tests.unit.simulation.scene import FIRST, OFFICE, SECOND, changed, excepting, played, told

START = datetime(2026, 12, 1, tzinfo=UTC)
LAST = START + timedelta(days=60)
HOUR = timedelta(hours=1)
OPENINGS = (
    "    openings: []",
    (
        "    openings:\n"
        '      - {name: concert, at: "2026-12-05T20:00:00+09:00", capacity: 2}\n'
        '      - {name: final, at: "2026-12-06T18:00:00+09:00", capacity: 3, lead_minutes: 30}'
    ),
)
AWAY = excepting('keep: asleep, start: "2026-12-02T20:00", end: "2026-12-20T08:00", reason: away')


@pytest.mark.parametrize("name", manifests.names())
def test_every_edge_of_the_timelines_is_played_once(name: str) -> None:
    manifest = manifests.get(name)
    expected = Counter(
        (edge.at, service.name)
        for service in manifest.services
        for edge in of_service(manifest, service).edges(START, LAST)
    )

    found = one(manifest, START, LAST)

    assert Counter((a.at, a.what) for a in found.actions if a.kind in EDGES) == expected


@pytest.mark.parametrize("name", ["codemate-dev", "onno-staging", "ticketing-staging"])
def test_an_environment_is_asleep_at_every_hour_at_which_its_calendar_says_so(name: str) -> None:
    manifest = manifests.get(name)
    timeline = of_environment(manifest)

    found = one(manifest, START, LAST)

    for number in range(60 * 24):
        at = START + number * HOUR
        asleep = any(at in sleep.span for sleep in found.sleeps)
        running = sum(s.value for c in found.courses for s in c.stretches if at in s.span)
        assert asleep is (timeline.value_at(at) == 0)
        assert asleep is (running == 0)


@pytest.mark.parametrize("name", manifests.names())
def test_hours_that_ran_and_those_that_were_avoided_are_all_hours(name: str) -> None:
    found = one(manifests.get(name), START, LAST)

    for account in found.accounts:
        if account.what in ("database", "cache", "nat"):
            units = {"cache": manifests.get(name).cache}.get(account.what)
            every = found.hours * (units.nodes if units else 1)
            assert account.ran_hours + account.saved_hours == every
    for course, account in zip(found.courses, found.accounts, strict=False):
        awake = found.hours - found.asleep_hours
        if course.baseline == max(stretch.value for stretch in course.stretches):
            parked = sum((b.unit_hours for b in account.bookings if b.kind == "sleep"), Decimal(0))
            assert account.ran_hours + account.scaled_hours == course.baseline * awake
            assert account.slept_hours == parked


def test_a_day_in_staging() -> None:
    found = played("onno-staging", start="2026-12-01", end="2026-12-02")

    assert told(found, *Kind) == [
        (
            "12-01 08:00 environment: database, then cache, then api, bastion, ws, then alarms "
            "(awake hours)"
        ),
        "12-01 09:00 api: 1 task to 2 (window office-hours)",
        "12-01 18:00 api: 2 tasks to 1 (window office-hours is over)",
        "12-01 19:45 environment: asleep in 15 minutes; it can be put off (outside of awake hours)",
        (
            "12-01 20:00 environment: alarms, then api, bastion, ws, then cache, then database "
            "(outside of awake hours)"
        ),
    ]


def test_what_depends_on_another_starts_after_it() -> None:
    found = played("ticketing-staging", start="2026-12-01", end="2026-12-02")

    start, stop = (next(a for a in found.actions if a.kind is k) for k in (Kind.START, Kind.STOP))
    assert start.text == "database, then kafka, then backend, then alarms"
    assert stop.text == "alarms, then backend, then kafka, then database"


def test_what_cannot_sleep_goes_on_and_is_not_saved() -> None:
    found = played("ticketing-staging", ("    instance_name: ticket-queue-staging-kafka\n", ""))

    assert [kept.label for kept in found.goes_on] == ["cache", "kafka"]
    kafka = found.accounts[1]
    assert (kafka.what, kafka.ran_hours, kafka.saved_hours) == ("kafka", Decimal(336), Decimal(0))
    assert [stretch.value for stretch in found.courses[1].stretches] == [1]


def test_the_connection_budget_refuses_onnos_own_window() -> None:
    found = played("onno-prod", end="2026-12-02")

    assert told(found, Kind.WINDOW_START, Kind.REFUSED) == [
        "12-01 09:00 api: stays at 2 tasks (window office-hours)",
        (
            "12-01 09:00 api: 2 tasks instead of 4 (4 x 20 (api) + 2 x 20 (ws) = 120 of 100 - "
            "10 = 90 connections, and 8 x 20 (api) + 4 x 20 (ws) = 240 while a new version comes)"
        ),
    ]
    assert {stretch.value for stretch in found.courses[0].stretches} == {2}
    assert found.saved_usd == 0  # what could not run is not saved


def test_a_window_that_fits_is_raised_and_its_nights_are_saved() -> None:
    found = played(
        "onno-prod",
        ("pool: 20 # ON-I34; kept", "pool: 5 # kept"),
        ("    pool: 20 # ON-I34\n", "    pool: 5\n"),
    )

    assert told(found, Kind.REFUSED) == []
    assert [s.value for s in found.courses[0].stretches][:3] == [2, 4, 2]
    # 14 days less ten of nine hours, two tasks, 15 dollars a month of 730 hours
    assert found.accounts[0].scaled_hours == (14 * 24 - 10 * 9) * 2
    assert round(found.saved_usd, 2) == Decimal("10.11")


def test_a_budget_that_caps_gives_what_fits() -> None:
    found = played(
        "onno-prod",
        ("max_connections: 100 # ON-I33", "max_connections: 120\n  over_budget: cap"),
        ("maximum_percent: 200 # ON-B10", "maximum_percent: 100"),
        ("      maximum_percent: 200\n", "      maximum_percent: 100\n"),
        end="2026-12-02",
    )

    assert told(found, Kind.WINDOW_START, Kind.CAPPED) == [
        "12-01 09:00 api: 2 tasks to 3 (window office-hours)",
        (
            "12-01 09:00 api: 3 tasks instead of 4 (4 x 20 (api) + 2 x 20 (ws) = 120 of 120 - "
            "10 = 110 connections, and 4 x 20 (api) + 2 x 20 (ws) = 120 while a new version "
            "comes)"
        ),
    ]


def test_an_opening_has_its_capacity_beforehand() -> None:
    found = played("ticketing-prod", OPENINGS)

    assert told(found, Kind.OPENING_LEAD, Kind.OPENING_OVER) == [
        "12-05 19:45 backend: 1 instance to 2 (opening concert)",
        "12-05 21:00 backend: 2 instances to 1 (opening concert is over)",
        "12-06 17:30 backend: 1 instance to 3 (opening final)",
        "12-06 19:00 backend: 3 instances to 1 (opening final is over)",
    ]
    assert [doors.name for doors in found.openings] == ["concert", "final"]


def test_aws_starts_a_parked_database_and_it_is_stopped_again() -> None:
    found = played("codemate-dev", AWAY, end="2026-12-21")

    assert told(found, Kind.DATABASE_STARTED, Kind.DATABASE_STOPPED) == [
        "12-09 20:00 database: AWS starts it (stopped for 7 days)",
        "12-09 20:30 database: stopped again, after 30 minutes at most (kept asleep: away)",
        "12-16 20:30 database: AWS starts it (stopped for 7 days)",
        "12-16 21:00 database: stopped again, after 30 minutes at most (kept asleep: away)",
    ]
    frontend, _, database, _ = found.accounts
    assert frontend.slept_hours - database.slept_hours == 1  # twice half an hour


def test_a_sleep_that_began_before_the_span_counts_its_seven_days_from_its_beginning() -> None:
    found = played("codemate-dev", AWAY, start="2026-12-08", end="2026-12-11")

    assert told(found, Kind.DATABASE_STARTED) == [
        "12-09 20:00 database: AWS starts it (stopped for 7 days)"
    ]
    assert found.accounts[0].slept_hours == 72


def test_a_holiday_leaves_spans_out_and_says_so() -> None:
    found = played("onno-staging", start="2026-12-24", end="2026-12-26")

    assert told(found, Kind.HOLIDAY) == [
        "12-25 08:00 environment: awake hours left out (holiday Christmas Day)",
        "12-25 09:00 api: window office-hours left out (holiday Christmas Day)",
    ]
    assert [name for _, name in found.holidays] == ["Christmas Day"]


def test_a_notice_before_the_span_is_not_given_again() -> None:
    found = played("codemate-dev", start="2026-12-01T19:50", end="2026-12-02")

    assert [action.kind for action in found.actions] == [Kind.STOP]


def test_a_notice_of_a_stop_after_the_span_is_in_it() -> None:
    found = played("codemate-dev", start="2026-12-01T19:00", end="2026-12-01T19:50")

    assert [action.kind for action in found.actions] == [Kind.NOTICE]


def test_a_window_while_asleep_does_nothing() -> None:
    found = played("onno-staging", (OFFICE, OFFICE.replace("18:00", "20:30")), end="2026-12-02")

    assert told(found, Kind.WINDOW_STOP) == [
        "12-01 20:30 api: asleep, nothing to do (window office-hours is over)"
    ]
    assert found.sleeps[-1].reason == "outside of awake hours"


def test_local_days_are_of_each_workloads_zone() -> None:
    berlin = changed("codemate-dev", ("timezone: Asia/Seoul", "timezone: Europe/Berlin"))

    seoul, moved = play([manifests.get("codemate-dev"), berlin], FIRST, SECOND).plays

    assert moved.span.start - seoul.span.start == 8 * HOUR
    assert [a.at + 8 * HOUR for a in seoul.actions] == [a.at for a in moved.actions]
