"""Whatever a calendar is made of, it says what a count of every minute says."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightshift.domain.windows.holidays import Holidays
from nightshift.domain.windows.spans import Calendar, Dated, Weekly
from nightshift.domain.windows.timeline import Timeline
from tests.unit.windows.oracle import (
    DAY,
    FIRST,
    LAST,
    edges_of,
    instant_of,
    minute_of,
    value,
    walk,
    zones,
)

pytestmark = pytest.mark.no_cover  # as in test_every_zone.py

BEFORE, AFTER = 2 * DAY, 3 * DAY  # minutes around an instant in which dated spans and edges lie
instants = st.integers(minute_of(FIRST) + 7 * DAY, minute_of(LAST) - 7 * DAY)
values = st.integers(0, 6)


@st.composite
def weeklies(draw: st.DrawFn, about: date) -> Weekly:
    start = draw(st.integers(0, DAY - 1))
    days = st.none() | st.integers(-3, 3).map(lambda shift: about + timedelta(days=shift))
    return Weekly(
        draw(st.sampled_from("abc")),
        draw(st.frozensets(st.integers(0, 6), min_size=1)),
        start,
        start + draw(st.integers(1, DAY)),
        draw(values),
        draw(st.booleans()),
        draw(days),
        draw(days),
    )


@st.composite
def dated(draw: st.DrawFn, about: int) -> Dated:
    start = about + draw(st.integers(-BEFORE, AFTER))
    length = draw(st.integers(0, DAY))
    return Dated("d", instant_of(start), instant_of(start + length), draw(values))


@st.composite
def calendars(draw: st.DrawFn) -> tuple[int, Calendar]:
    """Return a calendar and a minute near which it is used: often one at which clocks change."""
    zone, changes = draw(st.sampled_from(zones()))
    near = st.sampled_from(changes).map(lambda change: change.at) if changes else instants
    about = draw(near | instants)
    day = instant_of(about).astimezone(zone).date()
    off = st.integers(-2, 3).map(lambda shift: day + timedelta(days=shift))
    own = st.dictionaries(off, st.just("Founding day"), max_size=3)
    some = st.lists(dated(about), max_size=2).map(tuple)
    calendar = Calendar(
        zone,
        tuple(draw(st.lists(weeklies(day), max_size=3))),
        draw(some),
        draw(some),
        draw(some),
        draw(values),
        Holidays(
            draw(st.sampled_from([None, "KR", "JP"])), None, draw(own), draw(st.frozensets(off))
        ),
    )
    return about, calendar


@given(calendars(), st.lists(st.integers(-BEFORE, AFTER - 1), min_size=20, max_size=20))
@settings(max_examples=100, deadline=None)
def test_a_calendar_holds_what_the_clock_on_the_wall_says(
    drawn: tuple[int, Calendar], shifts: list[int]
) -> None:
    about, calendar = drawn
    walked = walk(calendar.zone, about - BEFORE, about + AFTER)
    times = [edges_of(span, calendar, walked) for span in calendar.weekly]
    edges = {at for pairs in times for pair in pairs for at in pair}
    inside = {at for at in edges if about - BEFORE < at < about + AFTER}
    minutes = inside | {at - 1 for at in inside} | {about + shift for shift in shifts}
    timeline = Timeline(calendar)

    said = {minute: timeline.value_at(instant_of(minute)) for minute in minutes}

    assert said == {minute: value(calendar, times, minute) for minute in minutes}
    assert said == {at: timeline.state_at(instant_of(at)).value for at in minutes}


@given(calendars())
@settings(max_examples=60, deadline=None)
def test_each_span_starts_once_and_stops_once(drawn: tuple[int, Calendar]) -> None:
    about, calendar = drawn
    first, last = about - DAY, about + 2 * DAY
    walked = walk(calendar.zone, first, last)
    timeline = Timeline(calendar)

    found = list(timeline.edges(instant_of(first), instant_of(last)))

    times = [
        *(
            (span.name, *pair)
            for span in calendar.weekly
            for pair in edges_of(span, calendar, walked)
        ),
        *(
            (span.name, minute_of(span.start), minute_of(span.end))
            for span in (*calendar.dated, *calendar.overrides, *calendar.openings)
        ),
    ]
    starts = [(start, name) for name, start, _ in times if first <= start < last]
    stops = [(stop, name) for name, _, stop in times if first <= stop < last]
    assert [edge.at for edge in found] == sorted(edge.at for edge in found)
    assert sorted((minute_of(e.at), e.name) for e in found if e.kind == "start") == sorted(starts)
    assert sorted((minute_of(e.at), e.name) for e in found if e.kind == "stop") == sorted(stops)
    assert all(edge.value == timeline.value_at(edge.at) for edge in found)


@given(calendars())
@settings(max_examples=60, deadline=None)
def test_nothing_changes_but_at_an_edge(drawn: tuple[int, Calendar]) -> None:
    about, calendar = drawn
    timeline, now = Timeline(calendar), instant_of(about)

    change, until = timeline.next_change(now), timeline.state_at(now).until

    end = min(change, now + timedelta(days=10)) if change else now + timedelta(days=10)
    values_until = {edge.value for edge in timeline.edges(now, end)}
    assert values_until <= {timeline.value_at(now)}
    if change is not None:
        assert timeline.value_at(change) != timeline.value_at(now)
        assert any(
            edge.at == change for edge in timeline.edges(change, change + timedelta(minutes=1))
        )
        assert until is not None
        assert now < until <= change
