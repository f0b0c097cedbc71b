"""The tables of "Configuring how CloudWatch alarms treat missing data" (User Guide), row by row."""

import pytest

from localcloud.events.alarm_decision import State, Treatment, decide

POINTS = {"0": False, "X": True, "-": None}
TREATMENTS: tuple[Treatment, ...] = ("missing", "ignore", "breaching", "notBreaching")
KEEP = None


def states(row: str, wanted: int) -> list[State | None]:
    points = [POINTS[sign] for sign in row.split()]
    return [decide(points, wanted, 3, treatment) for treatment in TREATMENTS]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("0 - X - X", ["OK", "OK", "OK", "OK"]),
        ("- - - - 0", ["OK", "OK", "OK", "OK"]),
        ("- - - - -", ["INSUFFICIENT_DATA", KEEP, "ALARM", "OK"]),
        ("0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
        ("- - X - -", ["ALARM", KEEP, "ALARM", "OK"]),
    ],
)
def test_three_of_three(row: str, expected: list[State | None]) -> None:
    """First table: "Datapoints to Alarm and Evaluation Periods are both 3"."""
    assert states(row, 3) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
        ("0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
        ("0 - X - -", ["OK", "OK", "ALARM", "OK"]),
        ("- - - - 0", ["OK", "OK", "ALARM", "OK"]),
        ("- - - X -", ["ALARM", KEEP, "ALARM", "OK"]),
    ],
)
def test_two_of_three(row: str, expected: list[State | None]) -> None:
    """Second table: "Evaluation Periods is 3, Datapoints to Alarm is 2"."""
    assert states(row, 2) == expected


@pytest.mark.parametrize("row", ["- - - - X", "- - - X -"])
def test_a_young_breach_alone_does_not_alarm_yet(row: str) -> None:
    """Avoiding premature transitions: "the alarm does not go immediately into ALARM state when the
    data is either - - - - X or - - - X - and Datapoints to Alarm is 3"."""
    assert states(row, 3)[0] is KEEP
