"""What holds is said with its name, its reason and its end; the first in rank wins."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from nightshift.domain.windows.holidays import Holidays
from nightshift.domain.windows.overrides import Override, of_environment, of_service
from nightshift.domain.windows.spans import Calendar, Dated, Weekly
from nightshift.domain.windows.timeline import Timeline
from tests.unit.windows.oracle import moment

SEOUL = ZoneInfo("Asia/Seoul")
OFFICE = Weekly("office", frozenset(range(5)), 9 * 60, 18 * 60, 4)
NIGHT = Weekly("night", frozenset(range(5)), 22 * 60, 31 * 60, 3, skip_holidays=False)
FESTIVAL = Dated(
    "festival", moment("2026-12-24T12:00+09:00"), moment("2026-12-24T14:00+09:00"), 6, "festival"
)
QUIET = Dated("quiet", moment("2026-12-24T13:00+09:00"), moment("2026-12-24T13:30+09:00"), 1)
HELD = Dated("hold", moment("2026-12-24T13:10+09:00"), moment("2026-12-24T13:20+09:00"), 2, "hold")
SALE = Dated("sale", moment("2026-12-24T13:15+09:00"), moment("2026-12-24T19:00+09:00"), 5, "sale")
TIMELINE = Timeline(
    Calendar(SEOUL, (OFFICE, NIGHT), (FESTIVAL, QUIET), (HELD,), (SALE,), 2, Holidays("KR"))
)


@pytest.mark.parametrize(
    ("at", "value", "name", "reason", "until"),
    [
        ("2026-12-24T08:59", 2, None, "outside of every window", "2026-12-24T09:00"),
        ("2026-12-24T09:00", 4, "office", "window office", "2026-12-24T12:00"),
        ("2026-12-24T12:00", 6, "festival", "festival", "2026-12-24T13:00"),
        ("2026-12-24T13:00", 1, "quiet", "window quiet", "2026-12-24T13:10"),
        ("2026-12-24T13:10", 2, "hold", "hold", "2026-12-24T13:15"),
        ("2026-12-24T13:15", 5, "sale", "sale", "2026-12-24T13:30"),  # it raises what is held
        ("2026-12-24T13:30", 6, "festival", "festival", "2026-12-24T14:00"),  # and lowers nothing
        ("2026-12-24T14:00", 5, "sale", "sale", "2026-12-24T19:00"),
        ("2026-12-24T23:00", 3, "night", "window night", "2026-12-25T07:00"),
        ("2026-12-25T06:59", 3, "night", "window night", "2026-12-25T07:00"),  # into a holiday
        ("2026-12-25T08:00", 2, None, "outside of every window", "2026-12-25T22:00"),
        ("2026-12-25T09:00", 2, None, "holiday Christmas Day", "2026-12-25T22:00"),
        ("2026-12-25T18:00", 2, None, "outside of every window", "2026-12-25T22:00"),
        ("2026-12-25T22:00", 3, "night", "window night", "2026-12-26T07:00"),  # it keeps holidays
    ],
)
def test_a_state_says_what_holds_and_why_and_until_when(
    at: str, value: int, name: str | None, reason: str, until: str
) -> None:
    state = TIMELINE.state_at(moment(f"{at}+09:00"))

    assert (state.value, state.name, state.reason) == (value, name, reason)
    assert state.until == moment(f"{until}+09:00")


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])
def test_days_laid_out_apart_fit_together(zone: str) -> None:
    noon = Weekly("noon", frozenset({0, 3}), 12 * 60 + 1, 36 * 60 + 1, 1)
    first = moment("2026-01-01T00:00+00:00")

    timeline = Timeline(Calendar(ZoneInfo(zone), (noon,)))
    for hour in range(100 * 24):
        at = first + timedelta(hours=hour)
        began = (at.astimezone(ZoneInfo(zone)) - timedelta(minutes=12 * 60 + 1)).weekday()
        assert timeline.value_at(at) == (began in noon.days)


def test_what_never_changes_has_no_end() -> None:
    state = Timeline(Calendar(SEOUL, base=1, outside="always awake")).state_at(FESTIVAL.start)

    assert (state.value, state.reason, state.until) == (1, "always awake", None)


def test_a_change_is_found_within_400_days() -> None:
    start = FESTIVAL.start
    timeline = Timeline(Calendar(SEOUL, dated=(FESTIVAL,)))

    assert timeline.next_change(start - timedelta(days=400)) == start
    assert timeline.next_change(start - timedelta(days=400, minutes=1)) is None


def test_a_span_that_changes_nothing_has_edges_and_no_change() -> None:
    same = Weekly("same", frozenset({0}), 60, 120, 2)
    timeline = Timeline(Calendar(SEOUL, (same,), base=2))
    monday = moment("2026-11-30T00:00+09:00")

    assert timeline.next_change(monday) is None
    edges = list(timeline.edges(monday, monday + timedelta(days=1)))
    assert [(edge.kind, edge.value) for edge in edges] == [("start", 2), ("stop", 2)]


def test_one_span_stops_before_another_starts() -> None:
    noon = Weekly("noon", frozenset({0}), 18 * 60, 19 * 60, 5)
    monday = moment("2026-11-30T18:00+09:00")

    edges = Timeline(Calendar(SEOUL, (noon, OFFICE))).edges(monday, monday + timedelta(minutes=1))

    assert [(edge.name, edge.kind, edge.value) for edge in edges] == [
        ("office", "stop", 5),
        ("noon", "start", 5),
    ]


def test_edges_are_from_the_start_on_and_before_the_end() -> None:
    nine, six = moment("2026-11-30T09:00+09:00"), moment("2026-11-30T18:00+09:00")
    second = timedelta(microseconds=1)
    edges = Timeline(Calendar(SEOUL, (OFFICE,))).edges

    assert [edge.at for edge in edges(nine, six)] == [nine]
    assert [edge.at for edge in edges(nine + second, six + second)] == [six]


def test_an_hour_without_an_offset_is_no_instant() -> None:
    with pytest.raises(TypeError):
        TIMELINE.value_at(datetime(2026, 12, 24))  # noqa: DTZ001 - what is refused
    with pytest.raises(ValueError, match="without an offset"):
        Dated("d", datetime(2026, 12, 24), FESTIVAL.end, 1)  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize(("start", "end"), [(-1, 60), (1440, 1500), (60, 60), (60, 1501)])
def test_a_weekly_span_lasts_a_day_at_most(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="odd lasts"):
        Weekly("odd", frozenset({0}), start, end, 1)


def test_a_dated_span_that_ends_before_it_starts_never_holds() -> None:
    odd = Dated("odd", FESTIVAL.end, FESTIVAL.start, 9)

    assert Timeline(Calendar(SEOUL, dated=(odd,))).state_at(FESTIVAL.start).until is None


class TestHolidays:
    """A country's, one's own, and those on which one works."""

    calendar = Holidays(
        "KR",
        None,
        {date(2026, 12, 31): "Year end", date(2026, 12, 25): "Party"},
        frozenset({date(2026, 5, 5)}),
    )

    @pytest.mark.parametrize(
        ("day", "name"),
        [
            ("2026-02-17", "Korean New Year"),
            ("2026-03-02", "Alternative holiday for Independence Movement Day"),
            ("2026-12-31", "Year end"),
            ("2026-12-25", "Party"),  # one's own name for it
            ("2026-05-05", None),  # Children's Day, worked
            ("2026-05-06", None),
        ],
    )
    def test_of_korea(self, day: str, name: str | None) -> None:
        assert self.calendar.name_of(date.fromisoformat(day)) == name

    @pytest.mark.parametrize(
        ("country", "subdivision", "day", "name"),
        [
            ("JP", None, "2026-05-06", "Substitute Holiday"),
            ("JP", None, "2026-09-22", "National Holiday"),
            ("DE", "BY", "2026-01-06", "Epiphany"),
            ("DE", None, "2026-01-06", None),
            ("KR", None, "2027-02-09", "Alternative holiday for Korean New Year"),
        ],
    )
    def test_of_others(
        self, country: str, subdivision: str | None, day: str, name: str | None
    ) -> None:
        assert Holidays(country, subdivision).name_of(date.fromisoformat(day)) == name


def _override(kind: str, made: int, value: int = 0, services: tuple[str, ...] = ()) -> Override:
    start, until = datetime(2026, 12, 1, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)
    made_at = start - timedelta(hours=made)
    return Override(kind, value, start, until, "test", made_at, services)  # type: ignore[arg-type]


def test_the_newest_override_wins() -> None:
    overrides = [_override("awake", 1), _override("asleep", 3), _override("minimum", 2, 9)]

    spans = of_environment(overrides)

    assert [(span.value, span.reason) for span in spans] == [
        (0, "kept asleep: test"),
        (1, "kept awake: test"),
    ]
    assert Timeline(Calendar(SEOUL, overrides=spans)).value_at(spans[0].start) == 1


def test_a_hold_is_of_the_services_it_names_or_of_all() -> None:
    overrides = [_override("minimum", 1, 5, ("api",)), _override("minimum", 2, 4)]

    assert [span.value for span in of_service(overrides, "api")] == [4, 5]
    assert [span.value for span in of_service(overrides, "web")] == [4]
