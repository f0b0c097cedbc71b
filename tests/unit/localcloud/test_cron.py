"""AWS cron against an oracle that knows only what each field means, day by day."""

# ruff: noqa: DTZ001 - wall time has no zone

import calendar
from datetime import date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localcloud.events.cron import MONTHS, WEEKDAYS, Cron, InvalidCronError, parse

pytestmark = pytest.mark.no_cover  # it is not of the layer, and counting would slow it down

MINUTE = timedelta(minutes=1)


def numbers(low: int, high: int, names: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """Return texts of a field: `*`, values, ranges, steps and lists of them."""
    value = st.integers(low, high)

    def shown(number: int) -> str:
        return names[number - 1] if names else str(number)

    span = (
        st.tuples(value, value).map(sorted).map(lambda pair: f"{shown(pair[0])}-{shown(pair[1])}")
    )
    step = st.builds(
        "{}/{}".format, st.one_of(st.just("*"), value.map(shown), span), st.integers(1, 20)
    )
    part = st.one_of(value.map(shown), span, step)
    return st.one_of(st.just("*"), st.lists(part, min_size=1, max_size=3).map(",".join))


DAYS = st.one_of(
    numbers(1, 31),
    st.sampled_from(["L", "LW", "L-3", "1W", "15W", "31W", "29,30,31"]),
).map(lambda day: (day, "?"))
WEEKS = st.one_of(
    numbers(1, 7, WEEKDAYS), st.sampled_from(["L", "6L", "FRIL", "3#1", "TUE#5", "7#2"])
).map(lambda weekday: ("?", weekday))
EXPRESSIONS = st.tuples(
    numbers(0, 59),
    numbers(0, 23),
    st.one_of(DAYS, WEEKS),
    numbers(1, 12, MONTHS),
    st.sampled_from(["*", "2026-2028", "2027", "2026/2"]),
).map(lambda f: f"{f[0]} {f[1]} {f[2][0]} {f[3]} {f[2][1]} {f[4]}")


def holds(text: str, value: int, low: int, high: int, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a plain field holds a value, by counting out every part."""
    for index, name in enumerate(names):
        text = text.replace(name, str(index + 1))
    for part in text.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        start = low if span == "*" else int(first)
        end = int(last) if dash else high if span == "*" or step else start
        if start <= value <= end and (value - start) % int(step or 1) == 0:
            return True
    return False


def is_day(day_field: str, week_field: str, day: date) -> bool:
    """Tell whether the two day fields mean this day, one meaning per word."""
    last = calendar.monthrange(day.year, day.month)[1]
    if week_field != "?":
        return is_weekday(week_field, day, last)
    if day_field == "L":
        return day.day == last
    if day_field.startswith("L-"):
        return day.day == last - int(day_field[2:])
    if not day_field.endswith("W"):
        return holds(day_field, day.day, 1, 31)
    wanted = last if day_field == "LW" else int(day_field[:-1])
    if day.weekday() > 4 or wanted > last:
        return False
    distance = {
        n: abs(n - wanted) for n in range(1, last + 1) if date(day.year, day.month, n).weekday() < 5
    }
    return distance[day.day] == min(distance.values())


def is_weekday(field: str, day: date, last: int) -> bool:
    number = (day.weekday() + 1) % 7 + 1
    for index, name in enumerate(WEEKDAYS):
        field = field.replace(name, str(index + 1))
    if field == "L":
        field = "7L"
    if field.endswith("L"):
        return number == int(field[0]) and day.day + 7 > last
    if "#" in field:
        return number == int(field[0]) and (day.day - 1) // 7 + 1 == int(field[2])
    return holds(field, number, 1, 7)


def oracle(text: str, after: datetime, days: int) -> list[datetime]:
    """Return the matching minutes of the next `days` days, found by trying every one."""
    minute, hour, day_field, month, week_field, year = text.split()
    found = []
    for offset in range(days + 1):
        day = after.date() + timedelta(days=offset)
        if not (
            is_day(day_field, week_field, day)
            and holds(month, day.month, 1, 12, MONTHS)
            and holds(year, day.year, 1970, 2199)
        ):
            continue
        found += [
            datetime(day.year, day.month, day.day, h, m)
            for h in range(24)
            if holds(hour, h, 0, 23)
            for m in range(60)
            if holds(minute, m, 0, 59)
        ]
    return [moment for moment in found if moment > after]


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS, st.datetimes(datetime(2026, 1, 1), datetime(2028, 3, 1)))
def test_every_expression_fires_exactly_when_its_fields_say(text: str, after: datetime) -> None:
    days = 70

    expected = oracle(text, after, days)[:60]

    end = datetime.combine(after.date() + timedelta(days=days + 1), datetime.min.time())
    fired = [moment for moment in islice(parse(text).after(after), 60) if moment < end]
    assert fired == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0 29 2 ? *", "2028-02-29T00:00"),  # four years ahead of the last one
        ("15 10 ? * 6L 2026-2027", "2026-01-30T10:15"),  # the last Friday
        ("0 9 LW * ? *", "2026-01-30T09:00"),  # 31 January 2026 is a Saturday
        ("0 9 1W 8 ? *", "2026-08-03T09:00"),  # 1 August 2026 is a Saturday: not back into July
        ("0 9 ? * MON#5 *", "2026-03-30T09:00"),  # January and February have four
        ("0/10 8-17 ? * MON-FRI *", "2026-01-15T08:10"),
    ],
)
def test_next_firing_after_the_fifteenth_of_january(text: str, expected: str) -> None:
    first = next(parse(text).after(datetime(2026, 1, 15, 8, 0)))

    assert first == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("0 12 * * *", "5 fields"),
        ("0 12 * * * *", "exactly one"),
        ("0 12 ? * ? *", "exactly one"),
        ("60 12 * * ? *", "minutes"),
        ("0 24 * * ? *", "hours"),
        ("0 12 32 * ? *", "day-of-month"),
        ("0 12 ? * 0 *", "day-of-week"),
        ("0 12 ? * MOON *", "day-of-week"),
        ("0 12 1 13 ? *", "month"),
        ("0 12 1 * ? 1969", "year"),
        ("*/0 12 1 * ? *", "step"),
        ("0 22-2 1 * ? *", "backwards"),
        ("0 12 32W * ? *", "day-of-month"),
    ],
)
def test_a_malformed_expression_is_refused_by_field(text: str, reason: str) -> None:
    with pytest.raises(InvalidCronError, match=reason):
        parse(text)


def test_an_expression_of_the_past_never_fires() -> None:
    assert list(parse("0 12 1 1 ? 2025").after(datetime(2026, 1, 1))) == []


def test_weekday_one_is_sunday() -> None:
    parsed: Cron = parse("0 0 ? * 1 *")

    assert next(parsed.after(datetime(2026, 1, 1))).strftime("%a") == "Sun"
