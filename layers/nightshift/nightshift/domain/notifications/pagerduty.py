"""A message as PagerDuty's Events API v2 takes it: an alert event, or a change event.

`dedup_key` at most 255 characters, `summary` at most 1,024, the whole at most 512 KB
(developer.pagerduty.com, "Send an Alert Event", "Send a Change Event", read 2026-11-20). An
acknowledge or resolve without an open alert is dropped there; telling it costs nothing.
"""

import json
from dataclasses import dataclass
from typing import Any

from nightshift.domain.notifications.incidents import dedup_key
from nightshift.domain.notifications.notice import Effect, Message
from nightshift.domain.notifications.slack import clipped

SUMMARY_LIMIT = 1_000  # of 1,024
BODY_LIMIT = 400_000  # bytes of 512 KB; the rest is the envelope
ALERTS = "/v2/enqueue"
CHANGES = "/v2/change/enqueue"
ACTIONS = {
    Effect.OPEN: "trigger",
    Effect.ACKNOWLEDGE: "acknowledge",
    Effect.RESOLVE: "resolve",
}


@dataclass(frozen=True, slots=True)
class Event:
    """What is posted where; the routing key is added by whoever may read it."""

    path: str
    body: dict[str, Any]


def event(message: Message, stack: str) -> Event:
    """Return the event: facts that are no problem are changes, the others belong to an incident."""
    action = _action(message)
    if action is None:
        return Event(CHANGES, {"payload": _payload(message, stack)})
    body: dict[str, Any] = {
        "event_action": action,
        "dedup_key": dedup_key(stack, message.notice),
    }
    if action != "trigger":
        return Event(ALERTS, body)
    notice = message.notice
    severity = {"severity": notice.severity, "component": notice.workload, "class": notice.kind}
    links = [{"href": notice.runbook, "text": "Runbook"}] if _is_url(notice.runbook) else []
    payload = _payload(message, stack) | severity
    return Event(ALERTS, body | {"client": stack, "payload": payload, "links": links})


def _action(message: Message) -> str | None:
    notice = message.notice
    if notice.effect is Effect.NONE:
        return "trigger" if notice.severity == "critical" else None
    if notice.effect is Effect.OPEN and notice.severity == "info":
        return None  # nobody is paged for what is routine
    return ACTIONS[notice.effect]


def _payload(message: Message, stack: str) -> dict[str, Any]:
    return {
        "summary": clipped(_summary(message), SUMMARY_LIMIT),
        "source": message.notice.workload or stack,
        "timestamp": message.notice.at.isoformat(),
        "custom_details": _details(message),
    }


def _summary(message: Message) -> str:
    return message.text if message.exact else f"{message.headline}: {message.text}"


def _details(message: Message) -> dict[str, Any]:
    notice = message.notice
    details: dict[str, Any] = {name: clipped(value, SUMMARY_LIMIT) for name, value in notice.facts}
    if message.remarks:
        details["remarks"] = list(message.remarks)
    if notice.runbook:
        details["runbook"] = notice.runbook
    findings: list[str] = []
    used = len(json.dumps(details))
    for finding in notice.findings:
        used += len(json.dumps(finding)) + 2
        if used > BODY_LIMIT:
            findings.append(f"and {len(notice.findings) - len(findings)} more")
            break
        findings.append(finding)
    return details | ({"findings": findings} if findings else {})


def _is_url(text: str | None) -> bool:
    return bool(text) and str(text).startswith("https://")
