"""`make bench`: every benchmark, each figure beside its peer or floor, measured in the same run.

Nothing here fails on a slow machine: figures are printed, not asserted.
"""

import subprocess
import sys
import time

from tests.cloud_process import running

# They start what they need.
ALONE = (
    "ready", "handler_import", "provider_speed", "meetings", "reconcile_calls", "fleet_calls",
    "window_speed", "window_oracle", "environment_faults",
)  # fmt: skip
WITH_A_CLOUD = ("lambda_invoke", "stepfunctions", "scheduler_month")  # an empty one, --url


def main() -> None:
    """Run all, or those named on the command line."""
    wanted = sys.argv[1:] or [*ALONE, *WITH_A_CLOUD]
    unknown = [name for name in wanted if name not in (*ALONE, *WITH_A_CLOUD)]
    if unknown:
        sys.exit(f"no benchmark {unknown[0]!r}; there are {', '.join((*ALONE, *WITH_A_CLOUD))}")
    for name in wanted:
        started = time.perf_counter()
        print(f"--- {name}", flush=True)
        _run(name)
        print(f"    took {time.perf_counter() - started:.0f} s", flush=True)


def _run(name: str) -> None:
    command = [sys.executable, "-m", f"bench.{name}"]
    if name in ALONE:
        subprocess.run(command, check=True)
        return
    with running("--empty", "--start", "2026-01-01T00:00:00+00:00") as cloud:
        subprocess.run([*command, "--url", cloud.url], check=True)


if __name__ == "__main__":
    main()
