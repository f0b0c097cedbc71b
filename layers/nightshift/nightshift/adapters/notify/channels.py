"""Send a message along a channel of its workload: Slack, PagerDuty, SNS, e-mail."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from nightshift.adapters import https, sns
from nightshift.adapters.aws import Actions
from nightshift.adapters.notify import channel_keys
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.notifications import pagerduty, plain, slack
from nightshift.domain.notifications.notice import Channel, Message
from nightshift.domain.notifications.office import Desk

if TYPE_CHECKING:
    from nightshift.domain.manifest.notifications import Held, Notifications

ACTIONS: Actions = {
    "send": channel_keys.ACTIONS["value"] | frozenset({"ses:SendEmail"}) | sns.ACTIONS["publish"],
}
PAGERDUTY = "https://events.pagerduty.com"


def send(
    channel: Channel, message: Message, desk: Desk, *, skip: int, sent: Callable[[int], None]
) -> None:
    """Send a message; of several parts the first `skip` are out already, `sent` notes each more.

    Raises:
        TransientError: no answer, throttled, or a failure there; it may have been taken.
        RefusedError: it said no, the workload has no such channel, or its key cannot be read.
    """
    match channel:
        case "slack":
            _slack(message, desk, skip, sent=sent)
        case "pagerduty":
            _pagerduty(message, desk)
        case "sns":
            _sns(message, desk)
        case "email":
            _email(message, desk)


def _slack(message: Message, desk: Desk, skip: int, *, sent: Callable[[int], None]) -> None:
    held = _declared(desk).channels.slack
    if held is None:
        raise RefusedError("slack: the manifest has no notifications.channels.slack")
    bodies = slack.parts(message)
    url = channel_keys.value(held.webhook, desk.office.stage, message.notice.at)
    for number, body in enumerate(bodies, start=1):
        if number > skip:
            _post(held.webhook, lambda body=body: _posted(url, body))  # type: ignore[misc]
            if number < len(bodies):
                sent(number)


def _posted(url: str, body: dict[str, object]) -> str:
    return https.post(url, body, what="slack", again_after_silence=False)


def _pagerduty(message: Message, desk: Desk) -> None:
    held = _declared(desk).channels.pagerduty
    if held is None:
        raise RefusedError("pagerduty: the manifest has no notifications.channels.pagerduty")
    event = pagerduty.event(message, desk.office.stack)
    key, url = _routing(channel_keys.value(held.routing_key, desk.office.stage, message.notice.at))
    body = event.body | {"routing_key": key}
    _post(
        held.routing_key,
        # Its `dedup_key` makes a second one harmless.
        lambda: https.post(f"{url}{event.path}", body, what="pagerduty", again_after_silence=True),
    )


def _routing(kept: str) -> tuple[str, str]:
    """Return key and address: the secret is the key, or JSON {routing_key, url} (e.g. the EU's)."""
    if not kept.startswith("{"):
        return kept, PAGERDUTY
    try:
        found = json.loads(kept)
    except ValueError:
        found = {}
    return str(found.get("routing_key", "")), str(found.get("url", PAGERDUTY)).rstrip("/")


def _post(held: "Held", call: Callable[[], str]) -> None:
    try:
        call()
    except RefusedError:
        channel_keys.forget(held)  # it may have been changed
        raise


def _sns(message: Message, desk: Desk) -> None:
    notice = message.notice
    attributes = {"severity": notice.severity, "workload": notice.workload, "kind": notice.kind}
    for arn in _topics(message, desk):
        sns.publish(arn, plain.subject(message), plain.body(message), attributes=attributes)


def _topics(message: Message, desk: Desk) -> list[str]:
    """Return the workload's own topics of the severity, else the stack's.

    What CloudWatch has told itself is left out, so there may be none; but a remark it did not say.
    """
    notice, rules = message.notice, desk.rules
    declared = rules.notifications.topics if rules.notifications else ()
    own = [topic.name for topic in declared if topic.severity == notice.severity]
    if not own:
        return [desk.office.topic_arn(notice.severity)]
    partition = desk.office.critical_topic_arn.split(":")[1]
    prefix = f"arn:{partition}:sns:{rules.region}:{rules.account}"
    covered = () if message.remarks else notice.covered
    return [f"{prefix}:{name}" for name in own if name not in covered]


def _email(message: Message, desk: Desk) -> None:
    # Imported at the first mail: few messages are one, and the letter's parts are many.
    from nightshift.adapters import mail
    from nightshift.domain.notifications import letter

    declared = _declared(desk).channels.email
    if declared is None:
        raise RefusedError("email: the manifest has no notifications.channels.email")
    written = letter.write(message, declared.sender, declared.to)
    try:
        mail.send(
            written,
            configuration_set=desk.office.email_configuration_set,
            delivery=message.notice.key,
        )
    except mail.NotSentError as problem:
        raise TransientError(str(problem)) from problem


def _declared(desk: Desk) -> "Notifications":
    if desk.rules.notifications is None:
        raise RefusedError("the workload has no manifest, so only SNS reaches its people")
    return desk.rules.notifications
