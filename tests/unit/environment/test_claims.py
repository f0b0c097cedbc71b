"""Who may put an environment to sleep or wake it, and when a schedule gives way."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nightshift.adapters import manifests
from nightshift.domain.environment.claims import (
    Keep,
    Outcome,
    Status,
    Stored,
    begun,
    by_calendar,
    by_wish,
    decide,
    holds_already,
)
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.windows.of_manifest import of_environment
from tests.unit.environment.scene import ASLEEP, AWAKE

SEOUL = ZoneInfo("Asia/Seoul")
EVENING = datetime(2026, 1, 15, 20, 0, tzinfo=SEOUL)  # a Thursday
ME, OTHER = "execution:me", "execution:other"


@pytest.mark.parametrize(
    ("goal", "status", "owner", "runs", "outcome"),
    [
        (Goal.ASLEEP, Status.AWAKE, "", False, Outcome.GO),
        (Goal.ASLEEP, Status.ASLEEP, OTHER, False, Outcome.GO),  # a person may have started a thing
        (Goal.ASLEEP, Status.STOPPING, OTHER, True, Outcome.WAIT),
        (Goal.ASLEEP, Status.STOPPING, OTHER, False, Outcome.GO),  # it died
        (Goal.ASLEEP, Status.STOPPING, ME, True, Outcome.GO),  # a retry of mine
        (Goal.ASLEEP, Status.STARTING, OTHER, True, Outcome.WAIT),
        (Goal.ASLEEP, Status.STARTING, OTHER, False, Outcome.GO),
        (Goal.AWAKE, Status.AWAKE, "", False, Outcome.STAY),
        (Goal.AWAKE, Status.ASLEEP, OTHER, False, Outcome.GO),
        (Goal.AWAKE, Status.STOPPING, OTHER, True, Outcome.WAIT),
        (Goal.AWAKE, Status.STARTING, OTHER, False, Outcome.GO),
    ],
)
def test_an_execution_goes_on_waits_or_leaves_things_alone(
    goal: Goal, status: Status, owner: str, runs: bool, outcome: Outcome
) -> None:
    stored = Stored(status, owner, prior=AWAKE)

    assert decide(goal, stored, ME, owner_runs=runs, restarted=False).outcome is outcome


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (Status.AWAKE, Outcome.STAY),
        (Status.STARTING, Outcome.STAY),
        (Status.STOPPING, Outcome.STAY),
        (Status.ASLEEP, Outcome.GO),
    ],
)
def test_a_database_that_rds_starts_concerns_a_sleeping_environment_only(
    status: Status, outcome: Outcome
) -> None:
    stored = Stored(status, OTHER, prior=AWAKE)

    assert decide(Goal.ASLEEP, stored, ME, owner_runs=False, restarted=True).outcome is outcome


@pytest.mark.parametrize("status", [Status.STOPPING, Status.ASLEEP, Status.STARTING])
def test_what_was_there_before_is_never_overwritten(status: Status) -> None:
    stored = Stored(status, OTHER, epoch="first", prior=AWAKE)

    new = begun(stored, Goal.ASLEEP, ASLEEP, at=EVENING, me=ME, token="t")

    assert new.prior == AWAKE
    assert new.epoch == "first"


def test_a_new_sleep_keeps_what_is_there() -> None:
    new = begun(Stored(), Goal.ASLEEP, AWAKE, at=EVENING, me=ME, token="t")

    assert (new.status, new.prior, new.epoch) == (Status.STOPPING, AWAKE, EVENING.isoformat())


@pytest.mark.parametrize(
    ("at", "goal", "reason"),
    [
        ("2026-01-15T20:00+09:00", Goal.ASLEEP, None),
        ("2026-01-15T19:59+09:00", Goal.ASLEEP, "the calendar says awake: awake hours"),
        ("2026-01-16T08:00+09:00", Goal.AWAKE, None),
        ("2026-02-17T08:00+09:00", Goal.AWAKE, "the calendar says asleep: holiday"),  # Seollal
        ("2026-01-17T08:00+09:00", Goal.AWAKE, "the calendar says asleep: outside of awake"),
    ],
)
def test_a_schedule_is_followed_only_where_the_calendar_says_the_same(
    at: str, goal: Goal, reason: str | None
) -> None:
    calendar = of_environment(manifests.get("codemate-dev"))

    found = by_calendar(goal, calendar, datetime.fromisoformat(at))

    assert (found is None) if reason is None else (found and found.reason.startswith(reason))


@pytest.mark.parametrize(
    ("goal", "later", "kept"),
    [
        (Goal.ASLEEP, timedelta(), True),
        (Goal.ASLEEP, timedelta(hours=2), False),  # the wish has ended
        (Goal.AWAKE, timedelta(), False),  # it is what the wish says
    ],
)
def test_a_schedule_gives_way_to_a_wish_until_it_ends(
    goal: Goal, later: timedelta, kept: bool
) -> None:
    wish = Keep(Goal.AWAKE, EVENING + timedelta(hours=2), "release night", EVENING)

    found = by_wish(goal, Stored(keep=wish), SEOUL, EVENING + later)

    assert (found is not None) is kept
    assert found is None or found.reason == "it is kept awake until Thu 22:00 KST (release night)"


def test_a_wish_is_an_override_of_the_calendar() -> None:
    wish = Keep(Goal.AWAKE, EVENING + timedelta(hours=2), "release night", EVENING)
    calendar = of_environment(manifests.get("codemate-dev"), [wish.override()])

    assert calendar.value_at(EVENING + timedelta(hours=1)) == 1
    assert calendar.next_change(EVENING) == datetime(2026, 1, 15, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("goal", "status", "holds"),
    [
        (Goal.ASLEEP, Status.AWAKE, False),
        (Goal.ASLEEP, Status.STOPPING, True),  # an execution died in the middle
        (Goal.ASLEEP, Status.ASLEEP, True),  # RDS may have started the database
        (Goal.ASLEEP, Status.STARTING, False),
        (Goal.AWAKE, Status.ASLEEP, False),
        (Goal.AWAKE, Status.STARTING, True),
    ],
)
def test_the_sweep_goes_on_with_what_the_ledger_has(
    goal: Goal, status: Status, holds: bool
) -> None:
    assert holds_already(goal, Stored(status)) is holds
