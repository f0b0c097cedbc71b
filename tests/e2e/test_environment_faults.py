"""Whatever call of a stop or a start goes wrong, the environment is restored exactly.

Every sixth call has one of the five kinds of faults in turn, so that the suite stays short;
`python -m bench environment_faults` has every kind at every call.
"""

from collections.abc import Iterator

import pytest

from tests.e2e.environment_faults import KINDS, QUICK, Run, run, strike
from tests.e2e.environment_scene import Environment, heronry

pytestmark = pytest.mark.xdist_group("heron-faults")
EVERY = 6  # calls


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    with heronry(tmp_path_factory.mktemp("faults"), "2026-01-15T03:00:00+00:00") as found:
        found.cloud.post("durations", QUICK)
        found.cloud.advance(60)
        yield found


def test_one_fault_at_any_call_changes_neither_what_is_done_nor_what_is_restored(
    troubled: Environment,
) -> None:
    env = troubled
    before = env.state()
    whole = {machine: run(env, machine) for machine in ("stop", "start")}
    assert env.state() == before

    problems = []
    for number in range(0, max(len(found.points) for found in whole.values()), EVERY):
        kind = KINDS[number % len(KINDS)]
        for machine, undisturbed in whole.items():
            problems += _struck(env, machine, undisturbed, number, kind=kind)
        if env.state() != before:
            problems.append(f"{number} {kind}: not restored: {env.state()}")

    assert problems == []
    assert len(whole["stop"].points) > 30
    assert len(whole["start"].points) > 40


def _struck(
    env: Environment, machine: str, undisturbed: Run, number: int, *, kind: str
) -> list[str]:
    if number >= len(undisturbed.points):
        found = run(env, machine)
        where = "without a fault"
    else:
        point = undisturbed.points[number]
        found = strike(env, machine, point, kind)
        where = f"{kind} at {point}"
    env.cloud.delete("faults")
    if found.mutations == undisturbed.mutations:
        return []
    twice, missing = (
        found.mutations - undisturbed.mutations,
        undisturbed.mutations - found.mutations,
    )
    return [f"{machine}, {where}: twice {dict(twice)}, missing {dict(missing)}"]
