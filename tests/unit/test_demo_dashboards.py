"""The demo draws a dashboard from CloudWatch's own JSON."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from demo import curves
from demo.dashboards import Panel, panels
from demo.night import moments
from demo.page import render
from demo.record import BusEvent, Dashboard, Kept, Message
from tests.unit.demo_night import a_night

PLACE = {"x": 6, "y": 2, "width": 12, "height": 6}


def drawn(kind: str, **properties: Any) -> Panel:
    body = {"widgets": [{"type": kind, **PLACE, "properties": properties}]}
    (panel,) = panels(Dashboard("nightshift-onno-prod", body))
    return panel


def test_a_chart_has_a_line_for_each_metric_and_its_target() -> None:
    panel = drawn(
        "metric",
        title="CPU",
        view="timeSeries",
        metrics=[
            ["AWS/ECS", "CPUUtilization", "ServiceName", "api", {"label": "api"}],
            [".", ".", ".", "ws"],
            ["AWS/ECS", "Hidden", {"visible": False}],
        ],
        annotations={"horizontal": [{"label": "target", "value": 70}]},
    )

    assert (panel.kind, panel.x, panel.width) == ("chart", 6, 12)
    assert [series.label for series in panel.series] == ["api", "CPUUtilization ws"]
    assert [target.label for target in panel.targets] == ["target 70"]
    assert all(series.path.startswith("M") for series in panel.series)


def test_a_log_widget_shows_its_query_and_an_alarm_widget_its_alarms() -> None:
    query = "SOURCE '/ecs/onno-api'\n| parse @message /(?<level>ERROR|WARN)/\n| limit 5"
    alarm = "arn:aws:cloudwatch:ap-northeast-2:123456789012:alarm:nightshift-onno-prod-API_Slow"

    assert drawn("log", query=query).rows == ("parse @message /(?<level>ERROR|WARN)/", "limit 5")
    assert drawn("alarm", title="Health", alarms=[alarm]).rows == ("API_Slow",)
    assert drawn("metric", view="singleValue", metrics=[["A", "Tasks"]]).kind == "numbers"


def test_the_same_metric_is_always_drawn_alike_and_inside_its_frame() -> None:
    heights = [float(point.split()[1]) for point in curves.path(7)[1:].split(" L")]

    assert curves.path(7) == curves.path(7) != curves.path(8)
    assert all(0 <= height <= curves.HEIGHT for height in heights)


def test_the_page_shows_what_is_kept_who_was_told_and_the_dashboards() -> None:

    night = a_night()
    body = {"widgets": [{"type": "text", **PLACE, "properties": {"markdown": "# Onno\n\nall"}}]}
    told = Message(night.began, "slack", "hooks.slack.com#1", "<b>too busy</b>")

    page = render(
        replace(
            night,
            messages=(told,),
            kept=(Kept("onno-prod", {"alarms": 12}),),
            dashboards=(Dashboard("nightshift-onno-prod", body),),
        )
    )

    assert "&lt;b&gt;too busy" in page
    assert "<th>onno-prod</th><td>12</td>" in page
    assert '<p class="markdown"><b>Onno</b> all</p>' in page


def test_an_hourly_schedule_is_told_once_in_the_story_of_the_night() -> None:

    night = a_night()
    hourly = tuple(
        BusEvent(
            night.began + timedelta(hours=hour),
            "nightshift.schedule",
            "Schedule Due",
            {"workload": "newsforge-prod", "task": "copy-backups"},
        )
        for hour in range(1, 7)
    )

    due = [m for m in moments(replace(night, events=hourly)) if m.title.startswith("Due")]

    assert [(m.title, m.note) for m in due] == [
        ("Due: copy-backups", "newsforge-prod (6 times until morning)")
    ]
