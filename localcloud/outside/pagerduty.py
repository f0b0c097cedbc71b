"""PagerDuty's Events API v2: alerts and change events, and which incidents are open.

developer.pagerduty.com "Events API v2 Overview", "Send an Alert Event", "Send a Change Event", and
the OpenAPI description in PagerDuty/api-schema, read 2026-11-20.
"""

import json
import threading
import uuid
from typing import Any, Literal
from urllib.parse import urlsplit

from localcloud.api_call import HttpRequest
from localcloud.outside.places import fingerprint
from localcloud.outside.reception import Reception, Texts, answer_json

ALERTS, CHANGES = "/v2/enqueue", "/v2/change/enqueue"
SIZE_LIMIT = 512 * 1024  # bytes of an event
SUMMARY_LIMIT = 1024  # characters
DEDUP_KEY_LIMIT = 255  # characters
ROUTING_KEY_LENGTH = 32  # characters
ACTIONS = ("trigger", "acknowledge", "resolve")
SEVERITIES = ("critical", "warning", "error", "info")
Status = Literal["triggered", "acknowledged", "resolved"]
Outcome = Literal["opened", "repeated", "acknowledged", "resolved", "dropped"]


class PagerDuty:
    """Every account; incidents by (routing key, dedup key)."""

    name = "pagerduty"
    texts = Texts(
        throttled=json.dumps(
            {
                "status": "throttle exceeded",
                "message": "Requests for this service are arriving too quickly.",
            }
        ),
        failed=json.dumps(
            {"status": "Internal Server Error", "message": "Failure while processing the event"}
        ),
        headers={"Content-Type": "application/json"},
    )

    def __init__(self) -> None:
        self._incidents: dict[tuple[str, str], Status] = {}
        self._lock = threading.Lock()

    def place(self, http: HttpRequest) -> str:
        """Return the host and a fingerprint of the routing key."""
        event = _event(http)
        key = event.get("routing_key") if isinstance(event, dict) else None
        return f"{urlsplit(http.url).hostname}#{fingerprint(str(key or ''))}"

    def receive(self, http: HttpRequest) -> Reception:
        """Take an event; 400 says everything that is wrong with it."""
        path = urlsplit(http.url).path.rstrip("/")
        if path not in (ALERTS, CHANGES) or http.method != "POST":
            return _refused(404, "Not Found", "no such page", [])
        event = _event(http)
        if not isinstance(event, dict):
            message = "Event object format is unrecognized"
            return _refused(400, "Unrecognized object", message, ["JSON parse error"])
        found = errors(event, change=path == CHANGES)
        if len(http.body) > SIZE_LIMIT:
            found = [f"Event size exceeds the limit of {SIZE_LIMIT} bytes", *found]
        if found:
            return _refused(400, "invalid event", "Event object is invalid", found)
        return self._change(event) if path == CHANGES else self._alert(event)

    @staticmethod
    def _change(event: dict[str, Any]) -> Reception:
        answer = {"status": "success", "message": "Change event processed"}
        return Reception(answer_json(202, answer), _message(event) | {"incident": None})

    def _alert(self, event: dict[str, Any]) -> Reception:
        key = event.get("dedup_key") or uuid.uuid4().hex
        action = event["event_action"]
        incident = {
            "dedup_key": key,
            "action": action,
            "outcome": self._step((event["routing_key"], key), action),
        }
        answer = {"status": "success", "message": "Event processed", "dedup_key": key}
        return Reception(answer_json(202, answer), _message(event) | {"incident": incident})

    def _step(self, key: tuple[str, str], action: str) -> Outcome:
        """Change an incident. What is said of none that is open is dropped, as documented."""
        with self._lock:
            status = self._incidents.get(key, "resolved")
            if action == "trigger":
                if status == "resolved":
                    self._incidents[key] = "triggered"
                    return "opened"
                return "repeated"
            if status == "resolved":
                return "dropped"
            self._incidents[key] = "acknowledged" if action == "acknowledge" else "resolved"
            return "acknowledged" if action == "acknowledge" else "resolved"


def errors(event: dict[str, Any], *, change: bool) -> list[str]:
    """Return what is wrong with an event, in PagerDuty's manner."""
    return [*_envelope(event, change=change), *_payload(event, change=change)]


def _envelope(event: dict[str, Any], *, change: bool) -> list[str]:
    found = []
    key = event.get("routing_key")
    if not isinstance(key, str) or not key:
        found.append("'routing_key' is missing or blank")
    elif len(key) != ROUTING_KEY_LENGTH:
        found.append(
            f"Length of 'routing_key' is incorrect (should be {ROUTING_KEY_LENGTH} characters)"
        )
    if change:
        return found
    action, dedup_key = event.get("event_action"), event.get("dedup_key")
    if action not in ACTIONS:
        found.append(f"'event_action' is invalid (must be one of {', '.join(ACTIONS)})")
    elif action != "trigger" and not dedup_key:
        found.append("'dedup_key' is missing or blank")
    if dedup_key is not None and (
        not isinstance(dedup_key, str) or len(dedup_key) > DEDUP_KEY_LIMIT
    ):
        found.append(f"'dedup_key' is no string of at most {DEDUP_KEY_LIMIT} characters")
    return found


def _payload(event: dict[str, Any], *, change: bool) -> list[str]:
    if not change and event.get("event_action") != "trigger":
        return []
    payload = event.get("payload")
    if not isinstance(payload, dict):
        return ["'payload' is missing or blank"]
    wanted = ("summary",) if change else ("summary", "source")
    found = [
        f"'payload.{name}' is missing or blank"
        for name in wanted
        if not isinstance(payload.get(name), str) or not payload[name].strip()
    ]
    if len(str(payload.get("summary") or "")) > SUMMARY_LIMIT:
        found.append(f"'payload.summary' is longer than {SUMMARY_LIMIT} characters")
    if not change and payload.get("severity") not in SEVERITIES:
        found.append(f"'payload.severity' is invalid (must be one of {', '.join(SEVERITIES)})")
    if not isinstance(payload.get("custom_details") or {}, dict):
        found.append("'payload.custom_details' is no object")
    return found


def _message(event: dict[str, Any]) -> dict[str, Any]:
    payload = event.get("payload") or {}
    body = event | {"routing_key": fingerprint(event["routing_key"])}
    subject = {"subject": payload["summary"]} if payload.get("summary") else {}
    return {**subject, "body": body}


def _event(http: HttpRequest) -> Any:
    try:
        return json.loads(http.body)
    except ValueError:
        return None


def _refused(status: int, name: str, message: str, found: list[str]) -> Reception:
    body = {"status": name, "message": message, "errors": found}
    return Reception(answer_json(status, body), None, "; ".join(found) or message)
