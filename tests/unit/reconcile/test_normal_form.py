"""What AWS answers compares equal to what was asked for."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.reconcile.normal_form import normalised

ASKED = {
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 2,
    "Threshold": 80,
    "Namespace": "AWS/RDS",
    "MetricName": "CPUUtilization",
    "Statistic": "Average",
    "Period": 300,
}
STAT = {"Metric": {"Namespace": "Shop", "MetricName": "Slow"}, "Period": 60, "Stat": "Sum"}
SERIES = {"Id": "m1", "MetricStat": STAT, "ReturnData": False}
RESULT = {"Id": "e1", "Expression": "m1 * 2"}
MATH = {
    "ComparisonOperator": "GreaterThanThreshold",
    "EvaluationPeriods": 2,
    "Threshold": 80,
    "Metrics": [SERIES, RESULT],
}


@pytest.mark.parametrize(
    "answer",
    [
        {"Threshold": 80.0},
        {"Dimensions": [], "OKActions": [], "AlarmActions": None, "Unit": None},
        {"ActionsEnabled": True, "TreatMissingData": "missing", "DatapointsToAlarm": 2},
        {"DatapointsToAlarm": None, "TreatMissingData": None, "Metrics": []},
        {"EvaluateLowSampleCountPercentile": "evaluate"},
    ],
)
def test_what_cloudwatch_fills_in_is_no_difference(answer: dict[str, Any]) -> None:
    assert normalised({**ASKED, **answer}) == normalised(ASKED)


@pytest.mark.parametrize(
    "edit",
    [
        {"Threshold": 81.0},
        {"ActionsEnabled": False},
        {"TreatMissingData": "breaching"},
        {"DatapointsToAlarm": 1},
        {"AlarmActions": ["arn:aws:sns:ap-northeast-2:123456789012:x"]},
    ],
)
def test_what_a_person_changed_is_a_difference(edit: dict[str, Any]) -> None:
    assert normalised({**ASKED, **edit}) != normalised(ASKED)


@pytest.mark.parametrize(
    "metrics",
    [
        [RESULT, SERIES],
        [SERIES, {**RESULT, "ReturnData": True}],
        [SERIES, {**RESULT, "Period": 60, "Label": None}],
        [{**SERIES, "MetricStat": {**STAT, "Unit": None}}, RESULT],
    ],
)
def test_metrics_may_come_back_in_another_order_and_with_defaults(metrics: list[Any]) -> None:
    assert normalised({**MATH, "Metrics": metrics, "Period": 0}) == normalised(MATH)


@pytest.mark.parametrize(
    "metrics",
    [
        [SERIES],
        [{**SERIES, "ReturnData": True}, RESULT],
        [SERIES, {**RESULT, "Period": 300}],
        [{**SERIES, "MetricStat": {**STAT, "Period": 300}}, RESULT],
    ],
)
def test_other_metrics_are_a_difference(metrics: list[Any]) -> None:
    assert normalised({**MATH, "Metrics": metrics}) != normalised(MATH)


def test_lists_whose_order_means_nothing_are_sorted() -> None:
    one = {"Dimensions": [{"Name": "B", "Value": "1"}, {"Name": "A", "Value": "2"}]}
    groups = {"logGroupNames": ["/b", "/a"]}

    assert [entry["Name"] for entry in normalised(one)["Dimensions"]] == ["A", "B"]
    assert normalised(groups) == {"logGroupNames": ["/a", "/b"]}


def test_the_order_of_a_dashboards_widgets_is_kept() -> None:
    body = {"widgets": [{"type": "text", "x": 8}, {"type": "metric", "x": 0}]}

    assert normalised(body) == body


def test_a_filter_of_every_line_keeps_its_empty_pattern() -> None:
    answer = {"filterPattern": "", "applyOnTransformedLogs": False}

    assert normalised(answer) == {"filterPattern": ""}


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=10,
)


@given(st.dictionaries(st.text(max_size=3), _json))
def test_the_normal_form_of_a_normal_form_is_itself(definition: dict[str, Any]) -> None:
    once = normalised(definition)

    assert normalised(once) == once
