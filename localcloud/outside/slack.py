"""Slack's incoming webhooks: what they answer, in Slack's words.

"Sending messages using incoming webhooks", section "Handling errors" (docs.slack.dev), the error
list of the changelog of 2016-05-17, and "Rate limits", read 2026-11-20.
"""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError

from localcloud.api_call import HttpRequest
from localcloud.outside.places import place
from localcloud.outside.reception import Reception, RefusalError, Texts, answer

HOSTS = ("hooks.slack.com", "hooks.slack-gov.com")
ATTACHMENTS_LIMIT = 100  # "too_many_attachments: ... can have a maximum of 100 attachments"
TEXT_LIMIT = 40_000  # characters; Slack cuts what is longer, without an error
PATH_PARTS = 4  # services, team, bot, token


class Slack:
    """Every workspace."""

    name = "slack"
    texts = Texts(throttled="rate_limited", failed="rollup_error")

    def place(self, http: HttpRequest) -> str:
        """Return the host and a fingerprint of the path, which is the secret."""
        return place(http.url)

    def receive(self, http: HttpRequest) -> Reception:
        """Take a message as Slack does."""
        try:
            _check_address(http)
            payload = _payload(http)
            _check(payload)
        except RefusalError as refusal:
            reason = f"{refusal.body} {refusal.reason}".strip()
            return Reception(answer(refusal.status, refusal.body), None, reason)
        if isinstance(payload.get("text"), str):
            payload["text"] = payload["text"][:TEXT_LIMIT]
        return Reception(answer(200, "ok"), {"body": payload})


def _check_address(http: HttpRequest) -> None:
    parts = urlsplit(http.url).path.strip("/").split("/")
    if parts[0] not in ("services", "workflows", "triggers") or len(parts) < PATH_PARTS:
        raise RefusalError(404, "no_service")
    if http.method != "POST":
        raise RefusalError(400, "invalid_payload")


def _payload(http: HttpRequest) -> dict[str, Any]:
    text = http.body.decode(errors="replace")
    if text.startswith("payload="):  # a form
        text = parse_qs(text)["payload"][0]
    try:
        payload = json.loads(text)
    except ValueError as problem:
        raise RefusalError(400, "invalid_payload") from problem
    if not isinstance(payload, dict):
        raise RefusalError(400, "invalid_payload")
    return payload


def _check(payload: dict[str, Any]) -> None:
    attachments = payload.get("attachments") or []
    if not (payload.get("text") or payload.get("blocks") or attachments):
        raise RefusalError(400, "no_text")
    if not isinstance(payload.get("text") or "", str):
        raise RefusalError(400, "invalid_payload", "text is not a string")
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise RefusalError(400, "invalid_attachments")
    if len(attachments) > ATTACHMENTS_LIMIT:
        raise RefusalError(400, "too_many_attachments")
    _check_blocks(payload.get("blocks") or [], "invalid_blocks")
    for attachment in attachments:
        _check_blocks(attachment.get("blocks") or [], "invalid_attachments")


def _check_blocks(blocks: Any, error: str) -> None:
    from localcloud.outside.blocks import Blocks  # 20 ms, which the start need not wait for

    try:
        Blocks.model_validate(blocks)
    except ValidationError as problem:
        first = problem.errors(include_input=False, include_url=False)[0]
        path = ".".join(str(part) for part in first["loc"])
        raise RefusalError(400, error, f"blocks.{path}: {first['msg']}") from None
