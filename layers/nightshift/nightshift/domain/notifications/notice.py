"""What happened, as a value: whatever its source, a person is told a notice."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

Severity = Literal["info", "warning", "critical"]
Channel = Literal["slack", "pagerduty", "sns", "email"]
ICONS = {"critical": "🔴", "warning": "🟠", "info": "🔵"}
OVER = "🟢"
SEVERITIES: tuple[Severity, ...] = ("critical", "warning", "info")  # most severe first
FAILED = "Notification Failed"  # the detail type of our own event
TOGETHER = "Messages Together"  # the kind of many notices as one


class Effect(StrEnum):
    """What a notice does to its incident."""

    OPEN = "open"
    ACKNOWLEDGE = "acknowledge"
    RESOLVE = "resolve"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Notice:
    """One fact, once: a repeat of it has the same `id`."""

    id: str
    workload: str  # "" where the event names none
    kind: str  # the event's detail type
    severity: Severity
    title: str  # a few words
    summary: str  # one sentence for a person
    at: datetime  # of the event
    fact: str = ""  # the key of `notifications.texts`
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)  # for the braces of a text
    facts: tuple[tuple[str, str], ...] = ()  # label and value, shown beside the summary
    findings: tuple[str, ...] = ()  # shown one by one, in order
    effect: Effect = Effect.NONE
    incident: str | None = None  # kind/subject; what opens and what resolves it name the same
    runbook: str | None = None
    covered: tuple[str, ...] = ()  # names of topics that CloudWatch has told itself
    avoid: str | None = None  # a channel that is known to fail
    silent: bool = False  # only ends its incident; there is nothing to read

    @property
    def key(self) -> str:
        """The ledger's name of it: 32 hexadecimal digits."""
        return digest(f"{self.workload}|{self.id}")


@dataclass(frozen=True, slots=True)
class Message:
    """A notice in the words that are sent."""

    notice: Notice
    text: str  # the summary, or the exact text of the manifest
    exact: bool = False  # nothing may stand around it
    remarks: tuple[str, ...] = ()  # small print: repeats, a channel that failed
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))

    @property
    def when(self) -> str:
        """The time of the event where the workload's people are."""
        return self.notice.at.astimezone(self.zone).strftime("%Y-%m-%d %H:%M %Z")

    @property
    def headline(self) -> str:
        """The title, with what became of it where the title does not say so itself."""
        notice = self.notice
        over = notice.effect is Effect.RESOLVE and notice.kind not in (notice.title, TOGETHER)
        return f"Resolved: {notice.title}" if over else notice.title

    @property
    def icon(self) -> str:
        """One sign that is seen before the words are read."""
        return OVER if self.notice.effect is Effect.RESOLVE else ICONS[self.notice.severity]


def digest(text: str) -> str:
    """Return 32 hexadecimal digits that stand for `text`."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def stamp(at: datetime) -> str:
    """Return an instant as the ledger keeps it: UTC, whole seconds, sorted as text by time."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
