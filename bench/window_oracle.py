"""Every minute of 2020 to 2040, of one zone after the other, against the clock on the wall.

    python -m bench.window_oracle                        # three zones whose clocks do odd things
    python -m bench.window_oracle --zones Africa/Cairo Asia/Beirut
    python -m bench.window_oracle --first 2026 --last 2026
    python -m bench.window_oracle --all                  # each of the 83 that differ; an hour or so

A local time has been reached at the first minute whose clock shows it or a later one; a span holds
from its start until its end has been reached. The unit tests hold the days around each change of
every zone to the same definition (tests/unit/windows).
"""

import argparse
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bench.figures import line
from nightshift.domain.windows.spans import Calendar, Weekly
from nightshift.domain.windows.timeline import Timeline

ODD = ("Australia/Lord_Howe", "Africa/Casablanca", "Europe/Dublin")
DAY, WEEK = 1440, 7 * 1440  # minutes
MONDAY = datetime(1970, 1, 5, tzinfo=UTC).toordinal()
EVERY, WORK = frozenset(range(7)), frozenset(range(5))
SPANS = (
    Weekly("past-midnight", EVERY, 22 * 60 + 30, 24 * 60 + 15, 1),
    Weekly("early", EVERY, 30, 75, 2),
    Weekly("before", EVERY, 105, 120, 3),
    Weekly("in-the-gap", EVERY, 135, 165, 4),
    Weekly("after", EVERY, 170, 181, 5),
    Weekly("office", WORK, 9 * 60, 18 * 60, 6),
    Weekly("weekend", frozenset({5, 6}), 12 * 60, 20 * 60, 7),
)


def main() -> None:
    """Print the minutes that differ, and how many were compared a second."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--zones", nargs="+", default=ODD)
    parser.add_argument("--first", type=int, default=2020, help="year")
    parser.add_argument("--last", type=int, default=2040, help="year, included")
    parser.add_argument("--all", action="store_true", help="every zone that is like no other")
    wanted = parser.parse_args()
    for name in _every() if wanted.all else wanted.zones:
        started = time.process_time()
        wrong, count = compare(ZoneInfo(name), wanted.first, wanted.last)
        spent = time.process_time() - started
        line(
            f"{name}, {count / spent / 1e6:.2f} M minutes a s", wrong, "differences",
            floor=count, of="minutes compared", goal="0",
        )  # fmt: skip


def compare(zone: ZoneInfo, first_year: int, last_year: int) -> tuple[int, int]:
    """Return how many minutes differ, of how many."""
    value_at, table = Timeline(Calendar(zone, SPANS)).value_at, _week()
    years = (first_year, last_year + 1)
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in years)
    reached = wrong = 0
    for second in range(first - 2 * DAY * 60, last, 60):
        local = datetime.fromtimestamp(second, zone)
        shown = (local.toordinal() - MONDAY) * DAY + local.hour * 60 + local.minute
        reached = max(reached, shown)
        if second >= first and value_at(local) != table[reached % WEEK]:
            wrong += 1
    return wrong, (last - first) // 60


def _week() -> list[int]:
    """Return what holds at each minute of a week on the wall."""
    table = [0] * WEEK
    for span in SPANS:
        for day in span.days:
            for minute in range(day * DAY + span.start, day * DAY + span.end):
                table[minute % WEEK] = span.value
    return table


def _every() -> list[str]:
    from tests.unit.windows.oracle import zones

    return [zone.key for zone, _ in zones()]


if __name__ == "__main__":
    main()
