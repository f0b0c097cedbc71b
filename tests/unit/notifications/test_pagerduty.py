"""PagerDuty gets alerts for what is broken, changes for what is routine."""

import json

import pytest

from localcloud.outside.pagerduty import errors
from nightshift.domain.notifications import pagerduty
from nightshift.domain.notifications.notice import Effect
from tests.unit.notifications.notices import message


@pytest.mark.parametrize(
    ("severity", "effect", "path", "action"),
    [
        ("critical", Effect.OPEN, pagerduty.ALERTS, "trigger"),
        ("warning", Effect.OPEN, pagerduty.ALERTS, "trigger"),
        ("info", Effect.OPEN, pagerduty.CHANGES, None),
        ("info", Effect.RESOLVE, pagerduty.ALERTS, "resolve"),
        ("critical", Effect.ACKNOWLEDGE, pagerduty.ALERTS, "acknowledge"),
        ("critical", Effect.NONE, pagerduty.ALERTS, "trigger"),
        ("warning", Effect.NONE, pagerduty.CHANGES, None),
        ("info", Effect.NONE, pagerduty.CHANGES, None),
    ],
)
def test_a_notice_is_an_alert_or_a_change(
    severity: str, effect: Effect, path: str, action: str | None
) -> None:
    made = message(severity=severity, effect=effect, incident="alarm/x")

    event = pagerduty.event(made, "nightshift")

    assert (event.path, event.body.get("event_action")) == (path, action)
    whole = event.body | {"routing_key": "k" * 32}
    assert errors(whole, change=path == pagerduty.CHANGES) == []


def test_what_is_too_long_is_cut_and_counted() -> None:
    made = message(
        severity="critical", summary="한" * 5000, findings=tuple("x" * 1000 for _ in range(900))
    )

    event = pagerduty.event(made, "nightshift")

    assert len(event.body["payload"]["summary"]) <= 1024
    assert len(json.dumps(event.body).encode()) < 512 * 1024
    findings = event.body["payload"]["custom_details"]["findings"]
    assert findings[-1] == f"and {900 - len(findings) + 1} more"
