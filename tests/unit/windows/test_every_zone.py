"""Every zone of the tz database, every change of its clocks from 2020 to 2040, minute by minute."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from nightshift.domain.windows.spans import Calendar
from nightshift.domain.windows.timeline import Timeline
from tests.unit.windows.oracle import (
    DAY,
    RUN_UP,
    Change,
    Walk,
    edges_of,
    instant_of,
    minute_of,
    span,
    walk,
    zones,
)

pytestmark = (
    pytest.mark.no_cover
)  # millions of evaluations, each twice as slow if lines are counted

ALWAYS = ((1350, 1860), (1140, DAY), (480, 480 + DAY), (0, DAY))  # 22:30-07:00, 19:00-24:00, ...
WHOLE_DAY = timedelta(days=1)
PARTS = 8  # of the zones, so that two workers share them


def _calendar(zone: ZoneInfo, change: Change) -> Calendar:
    """Return spans that begin and end before, in and after what the clocks jump over or repeat."""
    low = (change.at + min(change.before, change.after)) % DAY
    high = low + abs(change.after - change.before)
    middle = (low + high) // 2
    near = (
        (low, high), (low - 1, low), (low - 30, middle), (middle, high + 30), (middle, middle + 1),
        (low + 1, high - 1), (high - 1, high), (high, high + 30), (low - 60, high + 60),
    )  # fmt: skip
    spans = [*ALWAYS, *((start % DAY, start % DAY + end - start) for start, end in near)]
    day = instant_of(change.at).date()
    about: dict[str, Any] = {"first_day": day - 3 * WHOLE_DAY, "last_day": day + 3 * WHOLE_DAY}
    return Calendar(zone, tuple(span(*each, n, **about) for n, each in enumerate(spans)))


def _differences(calendar: Calendar, timeline: Timeline, walked: Walk) -> list[str]:
    """Return the edges that only one of the two has, and the minutes whose value is another."""
    first, last = walked.first + RUN_UP, walked.last
    found = [
        (edge.name, edge.kind, minute_of(edge.at))
        for edge in timeline.edges(instant_of(first), instant_of(last))
    ]
    held = [(each, edges_of(each, calendar, walked)) for each in calendar.weekly]
    expected = [
        (each.name, kind, minute)
        for each, times in held
        for pair in times
        for kind, minute in zip(("start", "stop"), pair, strict=True)
        if first <= minute < last
    ]
    said = [f"{each}" for each in set(found) ^ set(expected)]
    if len(found) != len(expected):
        said.append("an edge comes twice")
    for minute in {at + shift for _, _, at in expected for shift in (-1, 0)}:
        holds = any(start <= minute < stop for _, times in held for start, stop in times)
        if timeline.value_at(instant_of(minute)) != holds:
            said.append(f"value at {instant_of(minute)}")
    return said


@pytest.mark.parametrize("part", range(PARTS))
def test_each_span_starts_and_stops_once_when_the_clocks_have_reached_its_times(part: int) -> None:
    wrong = []
    for zone, changes in zones()[part::PARTS]:
        for change in changes:
            calendar = _calendar(zone, change)
            walked = walk(zone, change.at - DAY, change.at + DAY)
            said = _differences(calendar, Timeline(calendar), walked)
            wrong += [f"{zone.key} {instant_of(change.at)}: {each}" for each in said]

    assert wrong == []


def test_the_zones_that_matter_are_among_them() -> None:
    jumps = {change.after - change.before for _, changes in zones() for change in changes}
    at_midnight = {
        zone.key for zone, changes in zones() for c in changes
        if c.after > c.before and (c.at + c.before) % DAY == 0
    }  # fmt: skip

    assert len(zones()) > 80
    assert {60, -60, 30, -30} <= jumps  # the last two: Lord Howe
    assert len(at_midnight) >= 3  # a day that begins at 01:00: Cairo, Beirut, Asuncion, ...
