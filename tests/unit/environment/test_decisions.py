"""What falls asleep wakes exactly as it was, whatever it was and wherever it was interrupted."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.capacity.sizes import EcsSize, GroupSize, Suspended, Target
from nightshift.domain.environment.assets import Asset, Kind, is_of
from nightshift.domain.environment.decisions import Goal, acts, waiting
from nightshift.domain.environment.seen import CacheSeen, Seen, read, written
from nightshift.domain.errors import RefusedError
from tests.unit.environment.account import Account
from tests.unit.environment.scene import (
    ALARMS,
    ASLEEP,
    AWAKE,
    CACHE,
    DATABASE,
    EVERY,
    GROUP,
    INSTANCES,
    SERVICE,
    SETTINGS,
)


def reached(account: Account, goal: Goal, prior: Seen, *, calls: int | None = None) -> int:
    """Make calls until the goal is reached, at most `calls`; return how many were made."""
    made = 0
    for _ in range(10):
        due = acts(EVERY, goal, account.seen, prior)
        if not due and not waiting(EVERY, goal, account.seen, prior):
            return made
        for call in due:
            if made == calls:
                return made
            account.do(call)
            made += 1
        account.passed()
    raise AssertionError(waiting(EVERY, goal, account.seen, prior))


def test_everything_falls_asleep_and_wakes_as_it_was() -> None:
    account = Account(AWAKE)

    reached(account, Goal.ASLEEP, AWAKE)
    asleep = account.seen
    reached(account, Goal.AWAKE, AWAKE)

    assert asleep == ASLEEP
    assert account.seen == AWAKE


suspensions = st.builds(Suspended, st.booleans(), st.booleans(), st.booleans())
bounds = st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted)


@st.composite
def services(draw: Any) -> EcsSize:
    low, high = draw(bounds)
    target = draw(st.none() | st.just(Target(low, high, draw(suspensions))))
    desired = draw(st.integers(0, 5))
    return EcsSize(desired, desired, 0, 1, target)


@st.composite
def groups(draw: Any) -> GroupSize:
    low, high = draw(bounds)
    desired = draw(st.integers(low, high))
    processes = st.sampled_from(["AZRebalance", "AlarmNotification", "ScheduledActions"])
    return GroupSize(low, high, desired, desired, frozenset(draw(st.sets(processes))))


environments = st.builds(
    Seen,
    services=services().map(lambda size: {SERVICE.name: size}),
    groups=groups().map(lambda size: {GROUP.name: size}),
    instances=st.dictionaries(
        st.sampled_from(["i-1", "i-2", "i-3"]), st.sampled_from(["running", "stopped"])
    ).map(lambda states: {INSTANCES.name: states}),
    databases=st.sampled_from(["available", "stopped"]).map(lambda s: {DATABASE.name: s}),
    caches=st.just({CACHE.name: CacheSeen("available", SETTINGS)}),
    alarms=st.dictionaries(st.sampled_from(["a", "b", "c"]), st.booleans()).map(
        lambda alarms: {ALARMS.name: alarms}
    ),
)


@given(before=environments, first=st.integers(0, 12), second=st.integers(0, 12))
def test_a_run_that_was_cut_anywhere_is_finished_by_the_next_one(
    before: Seen, first: int, second: int
) -> None:
    account = Account(before)

    reached(account, Goal.ASLEEP, before, calls=first)
    reached(account, Goal.ASLEEP, before)
    reached(account, Goal.AWAKE, before, calls=second)
    reached(account, Goal.AWAKE, before)

    assert account.seen == before


@given(before=environments, first=st.integers(0, 12))
def test_no_call_is_made_twice_by_a_run_that_follows_one_that_was_cut(
    before: Seen, first: int
) -> None:
    whole, cut = Account(before), Account(before)

    at_once = reached(whole, Goal.ASLEEP, before)
    made = reached(cut, Goal.ASLEEP, before, calls=first)
    more = reached(cut, Goal.ASLEEP, before)

    assert made + more <= at_once  # less, where the target has brought the tasks in meanwhile
    assert cut.seen == whole.seen


@given(before=environments)
def test_what_is_kept_in_the_ledger_is_what_was_seen(before: Seen) -> None:
    assert read(written(before)) == before


@pytest.mark.parametrize(
    ("asset", "found"),
    [
        (SERVICE, Seen(services={SERVICE.name: EcsSize(0, 0, 0, 1, Target(1, 2))})),
        (GROUP, Seen(groups={GROUP.name: GroupSize(0, 3, 0, 0)})),
        (INSTANCES, Seen(instances={INSTANCES.name: {"i-1": "stopped"}})),
        (DATABASE, Seen(databases={DATABASE.name: "stopped"})),
        (ALARMS, Seen(alarms={ALARMS.name: {"a": False}})),
    ],
)
def test_what_a_person_stopped_is_left_as_it_was_found(asset: Asset, found: Seen) -> None:
    assert acts([asset], Goal.ASLEEP, found, found) == []
    assert acts([asset], Goal.AWAKE, found, found) == []
    assert waiting([asset], Goal.AWAKE, found, found) == []


@pytest.mark.parametrize("goal", list(Goal))
@pytest.mark.parametrize("asset", EVERY)
def test_an_asset_that_is_not_there_is_no_call(asset: Asset, goal: Goal) -> None:
    assert acts([asset], goal, Seen(), Seen()) == []


@pytest.mark.parametrize(
    ("status", "calls", "waits"),
    [
        ("available", ["database: stop the DB instance"], ["database is available"]),
        ("starting", [], ["database is starting"]),
        ("backing-up", [], ["database is backing-up"]),
        ("stopping", [], ["database is stopping"]),
        ("stopped", [], []),
    ],
)
def test_a_database_is_told_when_rds_can_stop_it(
    status: str, calls: list[str], waits: list[str]
) -> None:
    seen, prior = Seen(databases={DATABASE.name: status}), AWAKE

    assert [call.reason for call in acts([DATABASE], Goal.ASLEEP, seen, prior)] == calls
    assert waiting([DATABASE], Goal.ASLEEP, seen, prior) == waits


def test_a_broken_database_needs_a_person() -> None:
    seen = Seen(databases={DATABASE.name: "storage-full"})

    with pytest.raises(RefusedError, match="shop-db is storage-full: neither stop nor start"):
        waiting([DATABASE], Goal.ASLEEP, seen, AWAKE)


def test_a_database_that_rds_started_is_stopped_even_where_a_person_had_stopped_it() -> None:
    prior = Seen(databases={DATABASE.name: "stopped"})

    assert acts([DATABASE], Goal.ASLEEP, AWAKE, prior)
    assert not acts([DATABASE], Goal.AWAKE, ASLEEP, prior)


def test_the_target_is_lowered_before_the_tasks_and_raised_after_them() -> None:
    sleep = acts([SERVICE], Goal.ASLEEP, AWAKE, AWAKE)
    wake = acts([SERVICE], Goal.AWAKE, ASLEEP, AWAKE)

    assert [call.action for call in sleep] == ["set-target", "set-desired"]
    assert [call.action for call in wake] == ["set-desired", "set-target"]


def test_a_cache_is_deleted_only_with_a_snapshot_and_its_leftover_is_forgotten_first() -> None:
    stale = replace(AWAKE.caches[CACHE.name], snapshot="available")
    seen = replace(AWAKE, caches={CACHE.name: stale})

    calls = acts([CACHE], Goal.ASLEEP, seen, AWAKE)

    assert [(call.action, call.values["snapshot"]) for call in calls] == [
        ("forget", "shop-redis-asleep"),
        ("delete", "shop-redis-asleep"),
    ]


def test_a_cache_with_auth_is_refused_where_nobody_says_where_its_token_is() -> None:
    locked = replace(AWAKE, caches={CACHE.name: CacheSeen("available", SETTINGS, token=True)})

    with pytest.raises(RefusedError, match=r"cache\.auth_secret: shop-redis asks for an AUTH"):
        acts([CACHE], Goal.ASLEEP, locked, locked)


def test_an_alarm_made_while_it_slept_is_heard_when_it_wakes() -> None:
    seen = Seen(alarms={ALARMS.name: {"a": False, "new": False}})
    prior = Seen(alarms={ALARMS.name: {"a": False}})

    (call,) = acts([ALARMS], Goal.AWAKE, seen, prior)

    assert call.values["names"] == ["new"]


@pytest.mark.parametrize(
    ("alarm", "mine"),
    [
        ("nightshift-shop-dev-Errors", True),
        ("nightshift-shop-dev-eu-Errors", False),  # of shop-dev-eu
        ("nightshift-shop-dev-euro-rate", True),
        ("nightshift-shop-devs-Errors", False),
    ],
)
def test_alarms_of_a_workload_with_a_longer_name_are_not_muted(alarm: str, mine: bool) -> None:
    asset = Asset(Kind.ALARMS, "nightshift-shop-dev-", "alarms", workload="shop-dev")

    assert is_of(alarm, asset, ["shop-dev", "shop-dev-eu", "other-dev"]) is mine
