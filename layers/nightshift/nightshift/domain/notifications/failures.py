"""A channel that failed: what the message says that came another way, and what the bus is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

NAMES = {"slack": "Slack", "pagerduty": "PagerDuty", "sns": "SNS", "email": "E-mail"}
WHY_SHOWN = 300  # characters


@dataclass(frozen=True, slots=True)
class Failure:
    """One channel that did not take one message."""

    workload: str
    channel: str
    why: str  # names no address and no key
    by: str | None  # the channel that carried it
    at: datetime


def remark(failures: Mapping[Any, str]) -> str:
    """Return the line that a message carries when it comes another way."""
    names = " and ".join(NAMES.get(channel, channel) for channel in failures)
    why = "; ".join(failures.values())[:WHY_SHOWN]
    return f"⚠ {names} did not take this message ({why}), so it comes this way."


def identity(failure: Failure) -> str:
    """Return the id of what is said about a channel in one hour."""
    hour = failure.at.strftime("%Y-%m-%dT%H")
    return f"notification-failed/{failure.workload}/{failure.channel}/{hour}"


def detail(failure: Failure) -> dict[str, Any]:
    """Return the detail of `Notification Failed`."""
    name = NAMES.get(failure.channel, failure.channel)
    instead = NAMES.get(failure.by or "", failure.by or "")
    after = f"they went by {instead} instead" if instead else "check the channel"
    return {
        "workload": failure.workload,
        "at": failure.at.isoformat(),
        "id": identity(failure),
        "severity": "warning",
        "summary": f"{name} does not take messages of {failure.workload or 'nightshift'}; {after}.",
        "channel": failure.channel,
        "carried_by": failure.by,
        "reason": failure.why[:WHY_SHOWN],
    }
