"""Two windows are refused where a minute is in both, and only there."""

from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from nightshift.domain.manifest.checks.windows import hold_at_once
from nightshift.domain.manifest.part import DAYS
from nightshift.domain.manifest.services import Window
from nightshift.domain.manifest.weekly import minutes, same_day

STEP = 120  # minutes; spans begin and end at whole steps, so no minute between is missed
FIRST = date(2026, 11, 30)
steps = st.integers(0, 1440 // STEP - 1).map(lambda n: f"{n * STEP // 60:02}:00")
days = st.none() | st.integers(-2, 12).map(lambda n: FIRST + timedelta(days=n))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start, end = draw(steps), draw(steps | st.just("24:00"))
    found = Window(
        name="w",
        days=tuple(draw(st.lists(st.sampled_from(DAYS), min_size=1, unique=True))),
        start=time.fromisoformat(start),
        end="24:00" if end == "24:00" else time.fromisoformat(end),
        minimum=1,
        first_day=draw(days),
        last_day=draw(days),
    )
    return found.model_copy(update={"overnight": not same_day(found.start, found.end)})


def _moments(window: Window) -> set[datetime]:
    """Return the beginnings of the steps in a window, in a month of days."""
    start, end = minutes(window.start, window.end)
    begins = (FIRST + timedelta(days=n) for n in range(-10, 25))
    return {
        datetime.combine(day, time()) + timedelta(minutes=minute)
        for day in begins
        if DAYS[day.weekday()] in window.days
        and (window.first_day or date.min) <= day <= (window.last_day or date.max)
        for minute in range(start, end, STEP)
    }


@given(windows(), windows())
@settings(deadline=None)
def test_windows_hold_at_once_where_a_moment_is_in_both(one: Window, other: Window) -> None:
    assert hold_at_once(one, other) is bool(_moments(one) & _moments(other))
