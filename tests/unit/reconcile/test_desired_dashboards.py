"""A dashboard whose widgets stand side by side and show what the manifest says."""

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.reconcile.desired.layout import COLUMNS, Size, flow
from nightshift.domain.reconcile.resources import Kind
from tests.unit.reconcile.workloads import CPU, HOME, SEOUL, alarm, manifest, wanted

MEMORY = {**CPU, "id": "m2", "metric": "FreeableMemory", "statistic": "Minimum"}


@given(st.lists(st.tuples(st.integers(1, COLUMNS), st.integers(1, 30)), max_size=30))
def test_widgets_never_overlap_and_stay_on_the_grid(sizes: list[Size]) -> None:
    corners = flow(sizes)

    boxes = [(x, y, x + w, y + h) for (x, y), (w, h) in zip(corners, sizes, strict=True)]
    assert all(left >= 0 and right <= COLUMNS for left, _, right, _ in boxes)
    for one, other in itertools.combinations(boxes, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart


@given(st.lists(st.tuples(st.integers(1, COLUMNS), st.integers(1, 30)), max_size=30))
def test_widgets_are_read_in_the_manifests_order(sizes: list[Size]) -> None:
    corners = [(row, column) for column, row in flow(sizes)]

    assert corners == sorted(corners)


def test_three_thirds_share_a_row_and_the_fourth_begins_a_new_one() -> None:
    assert flow([(8, 6), (8, 4), (8, 6), (8, 6)]) == [(0, 0), (8, 0), (16, 0), (0, 6)]


def _widgets(*widgets: dict[str, Any], **watch: Any) -> list[Any]:
    parts = [{"title": "CPU", "row": "ON-A1", "kind": "metrics", **widget} for widget in widgets]
    dashboard = {"title": "Shop", "widgets": parts}
    (found,) = wanted(manifest(watch={"dashboard": dashboard, **watch}), kind=Kind.DASHBOARD)
    return list(found.definition["widgets"])


def test_the_title_stands_above_everything() -> None:
    header, first = _widgets({"metrics": [CPU]})

    assert header["type"] == "text"
    assert header["width"] == COLUMNS
    assert header["properties"]["markdown"].startswith("# Shop\n\nshop-prod in ")
    assert first["y"] == header["height"]


def test_a_metric_widget_draws_its_metrics_and_the_target() -> None:
    label = {**MEMORY, "label": "free"}

    *_, widget = _widgets({"metrics": [CPU, label], "target": 70, "period_seconds": 60})

    dimension = ["DBInstanceIdentifier", "shop-db"]
    assert widget["type"] == "metric"
    assert widget["properties"] == {
        "title": "CPU",
        "view": "timeSeries",
        "region": SEOUL,
        "period": 60,
        "stat": "Average",
        "metrics": [
            ["AWS/RDS", "CPUUtilization", *dimension],
            ["AWS/RDS", "FreeableMemory", *dimension, {"label": "free", "stat": "Minimum"}],
        ],
        "annotations": {"horizontal": [{"label": "target", "value": 70.0}]},
    }


def test_an_expression_is_drawn_instead_of_its_metrics() -> None:
    *_, widget = _widgets({"metrics": [CPU, MEMORY], "expression": "m1 / m2"})

    first, *hidden = widget["properties"]["metrics"]
    assert first == [{"expression": "m1 / m2", "label": "CPU", "id": "e1"}]
    assert [(line[-1]["id"], line[-1]["visible"]) for line in hidden] == [
        ("m1", False),
        ("m2", False),
    ]


def test_a_number_has_its_target_in_the_title() -> None:
    *_, widget = _widgets({"kind": "numbers", "metrics": [CPU], "target": 99.9})

    assert widget["properties"]["view"] == "singleValue"
    assert widget["properties"]["title"] == "CPU (target 99.9)"
    assert "annotations" not in widget["properties"]


def test_a_log_widget_asks_its_groups() -> None:
    query = "fields @message\n| limit 20"

    *_, widget = _widgets({"kind": "log", "groups": ["/ecs/a", "/ecs/b"], "query": query})

    assert widget["type"] == "log"
    assert widget["properties"]["query"] == (
        "SOURCE '/ecs/a'\n| SOURCE '/ecs/b'\n| fields @message\n| limit 20"
    )


def test_a_text_widget_is_markdown() -> None:
    *_, widget = _widgets({"kind": "text", "text": "Call **somebody**."})

    assert widget["properties"] == {"markdown": "### CPU\n\nCall **somebody**."}


def test_an_alarm_widget_shows_the_alarms_that_are_there() -> None:
    workload = manifest(
        watch={
            "alarms": [alarm("Kept", severity="critical"), alarm("Dropped")],
            "dashboard": {
                "title": "Shop",
                "widgets": [{"title": "Alarms", "row": "ON-A1", "kind": "alarms"}],
            },
        },
        costs={"free_tier": {"alarms": 1}},
    )

    (found,) = wanted(workload, kind=Kind.DASHBOARD)

    assert found.definition["widgets"][1]["properties"]["alarms"] == [
        f"arn:aws:cloudwatch:{SEOUL}:{HOME}:alarm:nightshift-shop-prod-Kept"
    ]


def test_a_dashboard_without_alarms_says_so() -> None:
    *_, widget = _widgets({"kind": "alarms", "title": "Alarms"})

    assert widget["properties"] == {"markdown": "### Alarms\n\nThis workload has no alarms."}


@pytest.mark.parametrize("namespace", ["AWS/Billing", "AWS/CloudFront"])
def test_metrics_of_services_without_regions_are_fetched_where_they_are(namespace: str) -> None:
    *_, widget = _widgets({"metrics": [{"namespace": namespace, "metric": "Requests"}]})

    assert widget["properties"]["metrics"] == [[namespace, "Requests", {"region": "us-east-1"}]]
