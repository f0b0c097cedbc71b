"""Measure the embedded provider's CPU time, and how many meetings a core does in a minute.

Run from the project's root: python -m bench.provider_speed [--meetings test.jsonl] Without a file,
the project's own fixture meetings are used. The first run of each task pays for imports, tables and
caches (a cold Lambda); the rest is the median of `RUNS`.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.provider import dataset
from nightshift.domain.meetings import chunks, language
from nightshift.domain.meetings.embedded.provider import EmbeddedProvider

RUNS = 5
GOAL = 250  # meetings a minute and core
FIXTURES = Path(__file__).parent.parent / "demo" / "meetings"
IMPORT = "from nightshift.domain.meetings.embedded.provider import EmbeddedProvider"


def main() -> None:
    """Print a line per meeting, the mean, and the import's cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=Path, nargs="*", help="default: demo/meetings/*.json")
    paths = parser.parse_args().meetings or sorted(FIXTURES.glob("*.json"))
    meetings = [meeting for path in paths for meeting in dataset.read(path)]
    if not meetings:
        parser.error(f"no meetings in {FIXTURES}; name a file with --meetings")

    print(f"{'CPU ms, median of ' + str(RUNS):<28}{'words':>7}{'summary':>9}{'actions':>9}", end="")
    print(f"{'relations':>10}{'vectors':>9}{'all':>7}{'cold':>7}")
    totals = [_measure(meeting) for meeting in meetings]
    mean = sum(totals) / len(totals)
    print(
        f"mean {mean:.0f} ms a meeting = {60_000 / mean:.0f} meetings a minute "
        f"and core (goal {GOAL})"
    )
    print(f"importing the provider: {_import_milliseconds():.0f} ms CPU over a bare interpreter")


def _measure(meeting: dataset.Meeting) -> float:
    """Print one meeting's line and return the milliseconds of all tasks together."""
    provider, transcript = EmbeddedProvider(), meeting.transcript
    spoken = language.detect(transcript)
    tasks: list[Callable[[], object]] = [
        lambda: provider.summarize(transcript, spoken),
        lambda: provider.find_action_items(transcript, spoken),
        lambda: provider.relate(transcript, spoken),
        lambda: provider.embed([chunk.text for chunk in chunks.cut(transcript)], spoken),
    ]
    first = sum(_milliseconds(task) for task in tasks)
    times = [median(_milliseconds(task) for _ in range(RUNS)) for task in tasks]
    print(f"{transcript.meeting_id:<28}{dataset.words(meeting):>7}", end="")
    print(f"{times[0]:>9.1f}{times[1]:>9.1f}{times[2]:>10.1f}{times[3]:>9.1f}", end="")
    print(f"{sum(times):>7.1f}{first:>7.1f}")
    return sum(times)


def _milliseconds(task: Callable[[], object]) -> float:
    start = time.process_time()
    task()
    return (time.process_time() - start) * 1000


def _import_milliseconds() -> float:
    return min(_started(IMPORT) for _ in range(RUNS)) - min(_started("pass") for _ in range(RUNS))


def _started(code: str) -> float:
    """Return the CPU milliseconds of a fresh interpreter that runs `code`."""
    report = "import time; print(time.process_time() * 1000)"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], check=True, capture_output=True, text=True
    )
    return float(done.stdout)


if __name__ == "__main__":
    main()
