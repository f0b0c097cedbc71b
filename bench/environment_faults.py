"""Every kind of fault at every call of environment-stop and environment-start: is all restored?

python -m bench environment_faults                       # kill and lost answer; some minutes
python -m bench.environment_faults --kinds kill throttle error timeout lost-answer
"""

import argparse
import tempfile
import time
from pathlib import Path

from tests.e2e.environment_faults import KINDS, QUICK, Run, run, strike
from tests.e2e.environment_scene import Environment, heronry


def main() -> None:
    """Print how many faults were planned, and what they changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=["kill", "lost-answer"])
    kinds = parser.parse_args().kinds
    with (
        tempfile.TemporaryDirectory() as folder,
        heronry(Path(folder), "2026-01-15T03:00:00+00:00") as env,
    ):
        env.cloud.post("durations", QUICK)
        env.cloud.advance(60)
        for kind in kinds:
            _all(env, kind)


def _all(env: Environment, kind: str) -> None:
    begin, before = time.perf_counter(), env.state()
    whole = {machine: run(env, machine) for machine in ("stop", "start")}
    faults = different = lost = 0
    for number in range(max(len(found.points) for found in whole.values())):
        for machine, undisturbed in whole.items():
            struck = number < len(undisturbed.points)
            found = _run(env, machine, undisturbed, number, kind=kind)
            faults += struck
            different += found.mutations != undisturbed.mutations
        lost += env.state() != before
    seconds = time.perf_counter() - begin
    print(
        f"{kind:<12} {faults:4} faults at {len(whole['stop'].points)} calls of stop and "
        f"{len(whole['start'].points)} of start: {lost} not restored, {different} with a change "
        f"made twice or not at all   goal 0, 0   ({seconds:.0f} s)",
        flush=True,
    )


def _run(env: Environment, machine: str, undisturbed: Run, number: int, *, kind: str) -> Run:
    env.cloud.delete("faults")
    if number >= len(undisturbed.points):
        return run(env, machine)
    return strike(env, machine, undisturbed.points[number], kind)


if __name__ == "__main__":
    main()
