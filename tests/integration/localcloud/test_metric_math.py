"""Metric math by itself: what each function makes of a range, as CloudWatch's guide says."""

import pytest

from localcloud.events import metric_math
from localcloud.events.metric_functions import Range, Value
from localcloud.events.metric_math import UnsupportedMathError, band_of, evaluate, parse

GAP = None
A, B, Z = (1.0, GAP, 3.0, 6.0), (2.0, 2.0, GAP, 0.0), (0.0, 0.0, 0.0, 0.0)
NONE = (GAP,) * 4


def computed(text: str) -> Value:
    """Return the value of an expression over a, b (with gaps), zeros and a metric without data."""
    metrics = {"a": A, "b": B, "zero": Z, "none": NONE}
    return evaluate(parse(text, set(metrics)), metrics, Range(4, 60, metrics))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b", (3, GAP, GAP, 6)),
        ("100 * b / a", (200, GAP, GAP, 0)),
        ("a / b", (0.5, GAP, GAP, GAP)),  # nothing is divided by zero
        ("-a ^ 2", (-1, GAP, -9, -36)),
        ("FILL(a, 0)", (1, 0, 3, 6)),
        ("FILL(a, REPEAT)", (1, 1, 3, 6)),
        ("FILL(a, LINEAR)", (1, 2, 3, 6)),
        ("FILL(none, 0)", (0, 0, 0, 0)),
        ("FILL(none, REPEAT)", NONE),
        ("FILL(a, b)", (1, 2, 3, 6)),
        ("100 * FILL(b, 0) / FILL(a, 1)", (200, 200, 0, 0)),
        ("a > 2", (0, GAP, 1, 1)),
        ("a >= 3 AND b < 1", (0, GAP, GAP, 1)),
        ("a == 1 || b == 0", (1, GAP, GAP, 1)),
        ("FILL(a, 0) == 0 && FILL(b, 0) == 2", (0, 1, 0, 0)),
        ("IF(a > 2, 1, 0)", (0, GAP, 1, 1)),
        ("IF(a > 2, a)", (GAP, GAP, 3, 6)),
        ("IF(FILL(b, 0) > 0, 100 * a / b, 0)", (50, GAP, 0, 0)),
        ("SUM([a, b])", (3, 2, 3, 6)),
        ("MAX([a, b])", (2, 2, 3, 6)),
        ("MIN([a, b])", (1, 2, 3, 0)),
        ("AVG([a, b])", (1.5, 2, 3, 3)),
        ("SUM(METRICS())", (3, 2, 3, 6)),
        ('SUM(METRICS("a"))', A),
        ("SUM([none])", NONE),
        ("DIFF(a)", (GAP, GAP, 2, 3)),
        ("DIFF(b)", (GAP, 0, GAP, -2)),
        ("RATE(a)", (GAP, GAP, 2 / 120, 3 / 60)),
        ("a / PERIOD(a)", (1 / 60, GAP, 3 / 60, 6 / 60)),
        ("a - MAX(a)", (-5, GAP, -3, 0)),
        ("RUNNING_SUM(a)", (1, 1, 4, 10)),
        ("ABS(a - 3)", (2, GAP, 0, 3)),
        ("CEIL(a / 2)", (1, GAP, 2, 3)),
        ("LOG10(zero)", NONE),
        ("AVG(a)", 10 / 3),
        ("METRIC_COUNT([a, b])", 2),
        ("DATAPOINT_COUNT(a)", 3),
    ],
)
def test_an_expression_is_computed(text: str, expected: Value) -> None:
    """Using math expressions with CloudWatch metrics, table of functions: FILL "fills in the
    missing values of a time series", "REPEAT ... the most recent actual value", RATE "the
    difference between the latest data point value and the previous ... divided by the time
    difference in seconds"; DIFF "each value ... and the preceding value"; IF "Use
    IF with a comparison operator to filter out data points"."""
    found = computed(text)

    assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a +", "not an expression"),
        ("a + c", "no metric has the id c"),
        ("SEARCH('x', 'Sum', 300)", "no function SEARCH"),
        ("FILL(a)", "takes 2 to 2"),
        ("__import__('os')", "no function"),
        ("a.real", "not metric math"),
        ("[x for x in a]", "not metric math"),
        ("1 < a < 2", "not metric math"),
        ("a if b else 1", "not metric math"),
    ],
)
def test_what_is_no_metric_math_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnsupportedMathError, match=reason):
        parse(text, {"a", "b"})


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("ANOMALY_DETECTION_BAND(a, 3)", 3.0),
        ("ANOMALY_DETECTION_BAND(a)", metric_math.DEFAULT_WIDTH),
        ("ANOMALY_DETECTION_BAND(FILL(a, 0), 0.5)", 0.5),
    ],
)
def test_a_band_has_a_width(text: str, width: float) -> None:
    """Metric math functions: "ANOMALY_DETECTION_BAND(m1, 2)"; "If you don't specify ... 2"."""
    assert band_of(text, {"a"}).width == width


@pytest.mark.parametrize(
    "text", ["a * 2", "ANOMALY_DETECTION_BAND(a, 0)", "ANOMALY_DETECTION_BAND(a, b)"]
)
def test_what_is_no_band_is_refused(text: str) -> None:
    with pytest.raises(UnsupportedMathError):
        band_of(text, {"a", "b"})
