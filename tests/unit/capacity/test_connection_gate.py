"""What the database bears is let through; what it does not is refused or capped, with the sums."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.capacity.connection_gate import Gate, Raise, Running, Verdict
from nightshift.domain.capacity.connections import deploying
from nightshift.domain.manifest import Manifest
from tests.unit.capacity.manifests import changed

ONNO = "onno-prod"


def asked(manifest: Manifest, service: str, wanted: int, **running: int) -> Verdict:
    """Return the verdict on one raise above the base minimum, where these processes run."""
    gate = Gate(
        manifest.database, manifest.services, {k: Running(n, n) for k, n in running.items()}
    )
    base = next(each.capacity.minimum for each in manifest.services if each.name == service)
    (verdict,) = gate.decide([Raise(service, wanted, base)])
    return verdict


def test_the_window_that_onno_documents_is_refused_with_its_numbers() -> None:
    verdict = asked(changed(ONNO), "api", 4, api=2, ws=2)

    assert verdict == Verdict(
        "api",
        "refused",
        2,
        "4 x 20 (api) + 2 x 20 (ws) = 120 of 100 - 10 = 90 connections, "
        "and 8 x 20 (api) + 4 x 20 (ws) = 240 while a new version comes",
        "set pool to 7 or less (90 / 12 processes), put RDS Proxy in between, "
        "or take a larger instance class",
    )


def test_three_tasks_of_glimpse_are_refused_with_their_numbers() -> None:
    verdict = asked(changed("glimpse-prod"), "api", 3, api=2)

    assert (verdict.outcome, verdict.minimum) == ("refused", 2)
    assert verdict.arithmetic.startswith("3 x 50 (api) = 150 of 112 - 10 = 102 connections, and ")


@pytest.mark.parametrize(
    ("workload", "service", "wanted", "running"),
    [
        ("onno-staging", "api", 2, {"api": 1, "ws": 1}),
        ("codemate-prod", "backend", 4, {"frontend": 2, "backend": 2}),  # no pool is stated
        ("newsforge-prod", "api", 6, {"api": 3, "web": 2}),
    ],
)
def test_what_the_database_bears_is_let_through(
    workload: str, service: str, wanted: int, running: dict[str, int]
) -> None:
    verdict = asked(changed(workload), service, wanted, **running)

    assert (verdict.outcome, verdict.minimum, verdict.arithmetic) == ("fits", wanted, "")


def test_instances_are_replaced_one_for_one() -> None:
    manifest = changed("ticketing-prod", backend={"pool": 34})

    assert asked(manifest, "backend", 3).outcome == "fits"  # 102 of 102
    assert asked(changed("ticketing-prod", backend={"pool": 35}), "backend", 3).arithmetic == (
        "3 x 35 (backend) = 105 of 112 - 10 = 102 connections, "
        "and 3 x 35 (backend) = 105 while a new version comes"
    )


def test_what_fits_but_bears_no_deployment_is_refused_and_says_so() -> None:
    verdict = asked(changed(ONNO, api={"pool": 12}, ws={"pool": 12}), "api", 4, api=2, ws=2)

    assert verdict.outcome == "refused"
    assert verdict.arithmetic == (
        "4 x 12 (api) + 2 x 12 (ws) = 72 of 100 - 10 = 90 connections, which fits, but "
        "8 x 12 (api) + 4 x 12 (ws) = 144 while a new version comes"
    )


@pytest.mark.parametrize(
    ("pool", "wanted", "minimum", "outcome"),
    [
        (7, 4, 4, "fits"),  # (8 + 4) x 7 = 84
        (8, 4, 3, "capped"),  # (6 + 4) x 8 = 80
        (20, 4, 2, "capped"),  # nothing fits: the base minimum
        (5, 10, 7, "capped"),  # (14 + 4) x 5 = 90
    ],
)
def test_a_cap_is_the_largest_count_that_fits(
    pool: int, wanted: int, minimum: int, outcome: str
) -> None:
    manifest = changed(ONNO, database={"over_budget": "cap"}, api={"pool": pool}, ws={"pool": pool})

    verdict = asked(manifest, "api", wanted, api=2, ws=2)

    assert (verdict.minimum, verdict.outcome) == (minimum, outcome)


def test_a_pool_nobody_stated_counts_as_usual_and_is_named() -> None:
    manifest = changed("codemate-prod", database={"max_connections": 60})

    verdict = asked(manifest, "backend", 4, frontend=2, backend=2)

    assert verdict.arithmetic.startswith(
        "2 x 10 (frontend, pool not stated) + 4 x 10 (backend, pool not stated) = 60 of 60 - 10"
    )


def test_what_runs_of_the_others_counts_not_what_the_manifest_says() -> None:
    small = changed(ONNO, api={"pool": 5}, ws={"pool": 5})

    assert asked(small, "api", 4, api=2, ws=5).outcome == "fits"  # (8 + 10) x 5 = 90
    assert asked(small, "api", 4, api=2, ws=6).outcome == "refused"


def test_a_deployment_under_way_counts_with_what_is_there() -> None:
    small = changed(ONNO, api={"pool": 5}, ws={"pool": 5})
    gate = Gate(small.database, small.services, {"ws": Running(2, present=11)})

    (verdict,) = gate.decide([Raise("api", 4, 2)])

    assert verdict.arithmetic.endswith("8 x 5 (api) + 11 x 5 (ws) = 95 while a new version comes")


def test_the_first_of_two_that_do_not_fit_together_gets_what_it_asks_for() -> None:
    small = changed(ONNO, api={"pool": 7}, ws={"pool": 7})
    gate = Gate(small.database, small.services)

    api, ws = gate.decide([Raise("ws", 3, 2), Raise("api", 4, 2)])

    assert (api.service, api.outcome, api.minimum) == ("api", "fits", 4)
    assert (ws.service, ws.outcome, ws.minimum) == ("ws", "refused", 2)
    assert ws.arithmetic.startswith("4 x 7 (api) + 3 x 7 (ws) = 49 of ")


@pytest.mark.parametrize(
    "change", [{"api": {"uses_database": False}}, {"database": None}], ids=["service", "database"]
)
def test_who_has_no_connections_is_asked_nothing(change: dict[str, Any]) -> None:
    manifest = changed(ONNO, **({} if "database" in change else change))
    database = None if "database" in change else manifest.database

    (verdict,) = Gate(database, manifest.services).decide([Raise("api", 10, 2)])

    assert (verdict.outcome, verdict.minimum) == ("fits", 10)


@given(
    pools=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    running=st.tuples(st.integers(0, 12), st.integers(0, 12)),
    wanted=st.tuples(st.integers(2, 12), st.integers(2, 12)),
    limits=st.tuples(st.integers(10, 400), st.sampled_from(["refuse", "cap"])),
)
def test_nothing_above_what_is_kept_is_let_through_that_does_not_fit(
    pools: tuple[int, int], running: tuple[int, int], wanted: tuple[int, int], limits: Any
) -> None:
    most, policy = limits
    database = {"max_connections": most, "over_budget": policy}
    manifest = changed(ONNO, database=database, api={"pool": pools[0]}, ws={"pool": pools[1]})
    api, ws, *_ = manifest.services
    now = {"api": Running(running[0]), "ws": Running(running[1])}
    raises = [Raise("api", wanted[0], 1), Raise("ws", wanted[1], 1)]

    first, second = Gate(manifest.database, manifest.services, now).decide(raises)

    counts = {"api": first.minimum, "ws": running[1]}
    for verdict, raised in ((first, raises[0]), (second, raises[1])):
        counts[verdict.service] = verdict.minimum
        needed = sum(
            max(counts[s.name], deploying(s, counts[s.name])) * (s.pool or 0) for s in (api, ws)
        )
        assert raised.kept <= verdict.minimum <= raised.wanted
        assert needed <= most - 10 or verdict.minimum == raised.kept
        assert (verdict.outcome == "fits") == (verdict.minimum == raised.wanted)
        counts["api"] = max(running[0], first.minimum)
