"""Evaluations of a calendar a second, against reading the clock on the wall for each of them.

The floor is what one writes first: the instant in the zone, its weekday, its time of day and its
holiday. It is no peer in what it answers: it knows no gaps, no dated spans and no next edge. Cloud
Custodian's offhours made 37,000 to 41,000 a second, instance-scheduler-on-aws 21,000 to 26,000.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bench.figures import line, median
from nightshift.domain.windows.holidays import Holidays
from nightshift.domain.windows.spans import Calendar, Dated, Weekly
from nightshift.domain.windows.timeline import Timeline

RUNS, COUNT = 7, 100_000
YEAR = timedelta(days=365)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
OFFICE = Weekly("office", frozenset(range(5)), 9 * 60, 18 * 60, 4)
NIGHT = Weekly("night", frozenset({4, 5}), 22 * 60, 26 * 60, 3)
SALE = Dated("sale", FIRST + 90 * timedelta(days=1), FIRST + 91 * timedelta(days=1), 6)
CALENDAR = Calendar(
    ZoneInfo("America/New_York"), (OFFICE, NIGHT), openings=(SALE,), base=2, holidays=Holidays("US")
)
INSTANTS = [FIRST + YEAR * number / COUNT for number in range(COUNT)]
ROOT = Path(__file__).resolve().parents[1]
IMPORT = "import sys; sys.path[0] = 'layers/nightshift'; import nightshift.domain.windows.{}"


def main() -> None:
    """Print evaluations a second over a year, one from nothing, a year's edges, and imports."""
    used, fresh = Timeline(CALENDAR), FIRST + 200 * timedelta(days=1)
    for at in (FIRST, FIRST + YEAR):
        naive(CALENDAR, at)  # the holidays of both years are read
    pairs = [
        (_cpu(lambda: [used.value_at(at) for at in INSTANTS]), _cpu(_every_one))
        for _ in range(RUNS)
    ]
    line(
        "evaluations, with holidays of the US", COUNT / median([a for a, _ in pairs]), "a s of CPU",
        floor=COUNT / median([b for _, b in pairs]), of="naive, no edges", goal=">= 200,000 a s",
    )  # fmt: skip
    singles = [
        (_cpu(lambda: Timeline(CALENDAR).state_at(fresh)), _cpu(lambda: naive(CALENDAR, fresh)))
        for _ in range(RUNS * RUNS)
    ]
    line(
        "one state with its reason and its end", 1000 * median([a for a, _ in singles]), "ms CPU",
        floor=1000 * median([b for _, b in singles]), of="one naive value",
    )  # fmt: skip
    edges = [_cpu(lambda: list(Timeline(CALENDAR).edges(FIRST, FIRST + YEAR))) for _ in range(RUNS)]
    line(
        "all edges of a year", 1000 * median(edges), "ms CPU",
        floor=1000 * median([b for _, b in pairs]), of=f"{COUNT} naive values",
    )  # fmt: skip
    for name, code in (("timeline", IMPORT.format("timeline")), ("holidays", "import holidays")):
        found = [(_started(code), _started("import datetime, zoneinfo")) for _ in range(RUNS)]
        line(
            f"import {name}", median([a for a, _ in found]), "ms CPU",
            floor=median([b for _, b in found]), of="datetime and zoneinfo",
        )  # fmt: skip


def naive(calendar: Calendar, at: datetime) -> int:
    """Return what holds, as far as the clock on the wall says it."""
    local = at.astimezone(calendar.zone)
    minute, found = local.hour * 60 + local.minute, calendar.base
    for span in calendar.weekly:
        for ago in (0, 1):
            day = local.date() - timedelta(days=ago)
            holds = span.start <= minute + ago * 1440 < span.end and day.weekday() in span.days
            if holds and calendar.holidays.name_of(day) is None:
                found = span.value
    return max([found, *(one.value for one in calendar.openings if one.start <= at < one.end)])


def _every_one() -> None:
    for at in INSTANTS:
        naive(CALENDAR, at)


def _cpu(act: Callable[[], object]) -> float:
    started = time.process_time()
    act()
    return time.process_time() - started


def _started(code: str) -> float:
    timed = f"import time; t = time.process_time()\n{code}\nprint(time.process_time() - t)"
    command = [sys.executable, "-c", timed]
    said = subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True)
    return 1000 * float(said.stdout)


if __name__ == "__main__":
    main()
