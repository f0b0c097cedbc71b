"""What is done to a service of some size when so many are wanted of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.capacity.connection_gate import Gate
from nightshift.domain.capacity.sizes import EcsSize, GroupSize, ServiceName, Suspended, Target
from nightshift.domain.capacity.steps import (
    Call,
    DesiredCall,
    GroupCall,
    Size,
    Step,
    Steps,
    TargetCall,
    decide,
)
from nightshift.domain.capacity.wanted import Wanted
from nightshift.domain.manifest import Manifest
from nightshift.domain.windows.spans import State
from tests.unit.capacity.manifests import changed, service

API = ServiceName("onno-cluster-staging", "onno-api-service-staging")
BASE = State(1, None, "outside of every window", None)
OPEN = State(3, "office-hours", "window office-hours", None)
TRACKED: dict[str, Any] = {}
ALONE: dict[str, Any] = {"tracking": ()}


def ecs(minimum: int, desired: int, maximum: int = 5) -> EcsSize:
    return EcsSize(desired, desired, 0, 1, Target(minimum, maximum))


def group(minimum: int, desired: int, maximum: int = 3) -> GroupSize:
    return GroupSize(minimum, maximum, desired, desired)


def steps(
    manifest: Manifest, name: str, state: State, size: Size, last: dict[str, int] | None = None
) -> Steps:
    wanted = Wanted(service(manifest, name), state, None)
    return decide([wanted], {name: size}, Gate(None, manifest.services), last)


def step(change: dict[str, Any], state: State, size: Size) -> Step:
    (found,) = steps(changed("onno-staging", api=change), "api", state, size).steps
    return found


@pytest.mark.parametrize(
    ("change", "state", "size", "calls"),
    [
        # Application Auto Scaling brings the count up to the minimum by itself.
        (TRACKED, OPEN, ecs(1, 1), [TargetCall(API, Target(3, 5))]),
        (TRACKED, OPEN, ecs(1, 5), [TargetCall(API, Target(3, 5))]),
        (TRACKED, OPEN, ecs(3, 4), []),
        # How many run above the minimum is left to target tracking.
        (TRACKED, BASE, ecs(3, 4), [TargetCall(API, Target(1, 5))]),
        (TRACKED, BASE, ecs(1, 4), []),
        # Somebody lowered the maximum below what is wanted: it is the manifest's again.
        (TRACKED, OPEN, ecs(1, 1, 2), [TargetCall(API, Target(3, 5))]),
        (TRACKED, BASE, ecs(1, 1, 2), []),
        # Nobody scales it: the very count is set.
        (ALONE, OPEN, ecs(1, 1), [TargetCall(API, Target(3, 5))]),
        (ALONE, OPEN, ecs(1, 5), [TargetCall(API, Target(3, 5)), DesiredCall(API, 3)]),
        (ALONE, BASE, ecs(3, 3), [TargetCall(API, Target(1, 5)), DesiredCall(API, 1)]),
        (ALONE, BASE, ecs(1, 3), [DesiredCall(API, 1)]),  # cut off between the two
        (ALONE, BASE, ecs(1, 1), []),
        # Nothing has a minimum: the count alone.
        (TRACKED, OPEN, EcsSize(1, 1, 0, 1), [DesiredCall(API, 3)]),
        (TRACKED, BASE, EcsSize(3, 3, 0, 1), [DesiredCall(API, 1)]),
        (TRACKED, BASE, EcsSize(1, 1, 0, 1), []),
    ],
)
def test_an_ecs_service_gets_a_minimum_or_a_count(
    change: dict[str, Any], state: State, size: EcsSize, calls: list[Call]
) -> None:
    assert list(step(change, state, size).calls) == calls


@pytest.mark.parametrize(
    ("change", "wanted", "size", "calls"),
    [
        ({}, 3, group(1, 1), [(3, 3, 3)]),
        ({}, 3, group(3, 3), []),
        ({}, 3, group(1, 1, 2), [(3, 3, 3)]),
        ({}, 1, group(3, 3), [(1, 3, 1)]),
        ({}, 1, group(1, 2), [(1, 3, 1)]),
        ({}, 1, group(1, 1), []),
        ({"tracking": ({"metric": "cpu", "target": 70},)}, 1, group(3, 3), [(1, 3, 3)]),
        ({"tracking": ({"metric": "cpu", "target": 70},)}, 1, group(1, 2), []),
    ],
)
def test_a_group_gets_its_sizes_in_one_call(
    change: dict[str, Any], wanted: int, size: GroupSize, calls: list[tuple[int, int, int]]
) -> None:
    manifest = changed("ticketing-prod", backend=change)
    state = State(wanted, "tour" if wanted > 1 else None, "", None)

    (found,) = steps(manifest, "backend", state, size).steps

    assert list(found.calls) == [GroupCall("ticket-queue-backend", *sizes) for sizes in calls]


def test_what_is_suspended_stays_so() -> None:
    kept = Suspended(scale_in=True)
    (call,) = step(TRACKED, OPEN, EcsSize(1, 1, 0, 1, Target(1, 5, kept))).calls

    assert call == TargetCall(API, Target(3, 5, kept))


def test_a_base_without_tracking_is_what_the_team_runs_not_its_minimum() -> None:
    capacity = service(changed("glimpse-prod"), "api").capacity  # desired 3, minimum 2
    manifest = changed("glimpse-prod", api={"tracking": ()})

    (found,) = steps(manifest, "api", State(2, None, "", None), ecs(2, 6, 20)).steps

    assert capacity.desired == 3
    assert [call.desired for call in found.calls if isinstance(call, DesiredCall)] == [3]


@pytest.mark.parametrize(
    ("last", "size", "reason"),
    [
        (3, ecs(3, 3), "outside of every window; how many run is left to target tracking"),
        (3, ecs(5, 5), "outside of every window; somebody had set it to 5; how many run is left"),
        (None, ecs(5, 5), "outside of every window; how many run is left to target tracking"),
        (3, ecs(1, 1), "outside of every window"),  # its answer was lost, or it was done by hand
    ],
)
def test_a_step_says_why(last: int | None, size: EcsSize, reason: str) -> None:
    known = {} if last is None else {"api": last}
    (found,) = steps(changed("onno-staging"), "api", BASE, size, known).steps

    assert found.reason.startswith(reason)


@pytest.mark.parametrize(
    ("workload", "name", "reason", "missing"),
    [
        ("onno-prod", "bastion", "single instances have no count; put them into a group", False),
        ("onno-prod", "api", "the service onno-cluster/onno-api-service is not there; ", True),
        ("ticketing-prod", "backend", "the Auto Scaling group ticket-queue-backend is not", True),
    ],
)
def test_what_has_no_count_is_left_out_with_the_reason(
    workload: str, name: str, reason: str, missing: bool
) -> None:
    manifest = changed(workload)
    wanted = [Wanted(service(manifest, name), OPEN, None)]

    found = decide(wanted, {}, Gate(manifest.database, manifest.services))

    assert found.steps == ()
    assert found.left_out[0].reason.startswith(reason)
    assert found.left_out[0].missing is missing


def test_a_refused_raise_leaves_everything_as_it_is() -> None:
    manifest = changed("onno-prod")
    sizes: dict[str, Size] = {"api": ecs(2, 3, 10), "ws": ecs(2, 2, 4)}
    wanted = [Wanted(service(manifest, "api"), State(4, "office", "window office", None), None)]

    found = decide(wanted, sizes, Gate(manifest.database, manifest.services))

    assert [(s.before, s.after, s.calls) for s in found.steps] == [(2, 2, ())]
    assert found.steps[0].reason == "window office; refused by the connection budget"
    assert found.verdicts[0].outcome == "refused"


def test_what_the_team_runs_is_never_refused() -> None:
    """Onno's base does not bear a deployment (ON-X10): it is put back all the same."""
    manifest = changed("onno-prod")
    wanted = [Wanted(service(manifest, "api"), State(2, None, "outside", None), None)]

    found = decide(wanted, {"api": ecs(1, 1, 10)}, Gate(manifest.database, manifest.services))

    assert [step.after for step in found.steps] == [2]
    assert found.verdicts == ()


sizes = st.one_of(
    st.builds(ecs, st.integers(0, 5), st.integers(0, 5)),
    st.builds(lambda desired: EcsSize(desired, desired, 0, 1), st.integers(0, 5)),
)


def after(size: EcsSize, calls: tuple[Call, ...]) -> EcsSize:
    """Return what AWS makes of the calls."""
    for call in calls:
        if isinstance(call, TargetCall):
            minimum, maximum = call.target.minimum, call.target.maximum
            desired = min(max(size.desired, minimum), maximum)
            size = EcsSize(desired, desired, 0, 1, call.target)
        elif isinstance(call, DesiredCall):
            size = EcsSize(call.desired, call.desired, 0, 1, size.target)
    return size


states = st.one_of(
    st.just(BASE), st.builds(lambda value: State(value, "office", "", None), st.integers(0, 5))
)


@given(size=sizes, state=states, tracked=st.booleans())
def test_after_its_steps_nothing_is_left_to_do_even_where_they_were_cut_off(
    size: EcsSize, state: State, tracked: bool
) -> None:
    if size.target is not None:  # AWS keeps it so
        size = after(size, (TargetCall(API, size.target),))
    change = TRACKED if tracked else ALONE
    calls = step(change, state, size).calls

    for made in range(len(calls) + 1):
        between = after(size, calls[:made])
        assert step(change, state, between).calls == calls[made:]
    assert after(size, calls).desired >= state.value
