"""The manifests of Onno and NewsForge say what their sources say, row by row."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from nightshift.domain.manifest.assumptions import resolve
from nightshift.domain.manifest.checks.alarms import expression
from nightshift.domain.manifest.part import Part
from nightshift.domain.manifest.watch import Alarm, Metric, Watch
from tests.unit.manifest.onno_and_newsforge_rows import (
    NEWSFORGE,
    NEWSFORGE_ALARMS,
    ONNO,
    ONNO_ALARMS,
    STAGING,
    shipped,
)

TABLES = {"onno-prod": ONNO, "onno-staging": STAGING, "newsforge-prod": NEWSFORGE}
CASES = [
    pytest.param(name, path, wanted, id=f"{name}-{row}-{path}")
    for name, table in TABLES.items()
    for row, path, wanted in table
]
WITH_ALARMS = [("onno-prod", ONNO_ALARMS), ("newsforge-prod", NEWSFORGE_ALARMS)]


def at(name: str, written: str) -> Any:
    here: Any = shipped(name)
    path = resolve(here, written)
    assert path is not None, f"{written} leads nowhere"
    for part in path:
        here = getattr(here, str(part)) if isinstance(here, Part) else here[part]
    return here


def drawn(watch: Watch) -> Iterator[tuple[Metric, ...]]:
    """Yield the metrics of each alarm and each widget."""
    assert watch.dashboard is not None
    yield from (found.metrics for found in watch.alarms)
    yield from (widget.metrics for widget in watch.dashboard.widgets)


def alarm(name: str, called: str) -> Alarm:
    return next(found for found in shipped(name).watch.alarms if found.name == called)


@pytest.mark.parametrize(("name", "path", "wanted"), CASES)
def test_a_field_has_the_value_of_its_row(name: str, path: str, wanted: Any) -> None:
    found = at(name, path)

    assert wanted.fullmatch(found) if isinstance(wanted, re.Pattern) else found == wanted


@pytest.mark.parametrize(("name", "table"), WITH_ALARMS)
def test_every_alarm_judges_as_its_row_says(name: str, table: dict[str, Any]) -> None:
    found = {
        a.name: (a.row, a.compare, a.threshold, a.period_seconds, a.evaluate, a.missing)
        for a in shipped(name).watch.alarms
    }

    assert found == table


@pytest.mark.parametrize(
    ("called", "topic"),
    [
        ("API_High_Error_Rate", "onno-critical-alerts"),
        ("Database_CPU_High", "onno-critical-alerts"),
        ("ECS_Task_Crash", "onno-critical-alerts"),
        ("Database_Down", "onno-critical-alerts"),
        ("WebSocket_Connection_Drop", "onno-warnings"),
        ("OpenAI_API_Latency_High", "onno-warnings"),
    ],
)
def test_an_alarm_of_onno_tells_the_topic_of_its_row(called: str, topic: str) -> None:
    assert alarm("onno-prod", called).topics == (topic,)


def test_what_is_critical_at_onno_pages_and_a_warning_does_not() -> None:
    routes = shipped("onno-prod").notifications.routes

    assert set(routes["critical"].to) == {"pagerduty", "slack"}  # ON-A3, ON-A6
    assert routes["critical"].otherwise == ("sns", "email")
    assert routes["warning"].to == ("slack",)


def test_the_error_rate_is_a_share_of_all_requests() -> None:  # ON-X14
    found = alarm("onno-prod", "API_High_Error_Rate")

    assert found.expression == "100 * errors / requests"
    assert [(m.id, m.metric, m.statistic) for m in found.metrics] == [
        ("errors", "HTTPCode_Target_5XX_Count", "Sum"),
        ("requests", "RequestCount", "Sum"),
    ]


def test_a_crash_is_seen_by_tasks_that_are_missing() -> None:  # ON-X15
    found = [a for a in shipped("onno-prod").watch.alarms if a.row == "ON-A3"]

    assert {a.metrics[0].metric for a in found} == {"RunningTaskCount"}
    assert {a.metrics[0].dimensions["ServiceName"] for a in found} == {
        "onno-api-service",
        "onno-ws-service",
    }


def test_a_database_is_down_where_both_metrics_are_nothing_or_silent() -> None:  # ON-X50
    found = alarm("onno-prod", "Database_Down")

    assert found.expression == "IF(FILL(cpu, 0) == 0 AND FILL(connections, 0) == 0, 1, 0)"
    assert {m.metric for m in found.metrics} == {"CPUUtilization", "DatabaseConnections"}


@pytest.mark.parametrize("name", TABLES)
def test_expressions_use_their_own_metrics_and_all_of_them(name: str) -> None:
    watch = shipped(name).watch
    assert watch.dashboard is not None

    shown = [(w.metrics, w.expression) for w in watch.dashboard.widgets]
    judged = [(a.metrics, a.expression) for a in watch.alarms]

    assert not [
        fault for metrics, text in judged + shown for fault in expression((), metrics, text)
    ]


@pytest.mark.parametrize("name", TABLES)
def test_what_a_log_filter_counts_is_watched_or_drawn(name: str) -> None:
    watch = shipped(name).watch

    used = {(metric.namespace, metric.metric) for metrics in drawn(watch) for metric in metrics}

    assert {(found.namespace, found.name) for found in watch.filters} <= used


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("onno-prod", {f"ON-W{n}" for n in range(1, 9)} | {"ON-A8"}),
        ("onno-staging", {f"ON-W{n}" for n in range(1, 9)} | {"ON-A8"}),
        ("newsforge-prod", {f"NF-W{n}" for n in range(1, 6)} | {"NF-A1"}),
    ],
)
def test_the_dashboard_has_every_widget_and_fills_its_lines(name: str, rows: set[str]) -> None:
    dashboard = shipped(name).watch.dashboard
    assert dashboard is not None

    assert {widget.row for widget in dashboard.widgets} == rows
    assert sum(widget.width for widget in dashboard.widgets) % 24 == 0


def test_no_metric_of_onno_has_a_dimension_per_user() -> None:  # ON-X46
    found = [metric for metrics in drawn(shipped("onno-prod").watch) for metric in metrics]

    assert found
    assert not [metric for metric in found if "UserId" in metric.dimensions]


def test_onnos_saved_queries_are_the_sources() -> None:
    found = {query.row: query for query in shipped("onno-prod").watch.queries}

    assert set(found) == {"ON-Q1", "ON-Q2", "ON-Q3"}
    assert "stats count() as error_count by bin(5m)" in found["ON-Q1"].query
    assert "pct(@duration, 95)" in found["ON-Q2"].query  # ON-X45
    assert found["ON-Q2"].groups == ("/aws/lambda/onno-post-meeting-processor",)
    assert 'userId = "user_123"' in found["ON-Q3"].query


def test_onnos_texts_are_the_sources_to_the_letter() -> None:
    texts = shipped("onno-prod").notifications.texts

    assert texts["deployment-succeeded"] == "✅ API Server deployed to production (SHA: {sha})"
    assert texts["migration-failed"] == "❌ Database migration FAILED for SHA {sha}"
    assert (
        texts["daily-cost-exceeded"]
        == "⚠️ Daily cost exceeded: ${actual_usd} (Budget: ${budget_usd})"
    )
