"""Notices, messages and events for the tests, made from as little as possible."""

from datetime import UTC, datetime
from typing import Any

from nightshift.domain.inputs import parse
from nightshift.domain.notifications.envelope import Told
from nightshift.domain.notifications.notice import Message, Notice

AT = datetime(2026, 1, 15, 10, 0, 20, tzinfo=UTC)


def notice(**fields: Any) -> Notice:
    plain: dict[str, Any] = {
        "id": "n1",
        "workload": "onno-prod",
        "kind": "Cost Reported",
        "severity": "warning",
        "title": "Cost Reported",
        "summary": "It cost something.",
        "at": AT,
    }
    return Notice(**plain | fields)


def message(**fields: Any) -> Message:
    made = notice(**fields)
    return Message(made, made.summary)


def event(
    detail: dict[str, Any], detail_type: str = "Cost Reported", source: str = "nightshift"
) -> Told:
    return parse(
        Told,
        {
            "id": "e1",
            "source": source,
            "detail-type": detail_type,
            "account": "123456789012",
            "region": "ap-northeast-2",
            "time": "2026-01-15T10:00:20Z",
            "detail": detail,
        },
    )
