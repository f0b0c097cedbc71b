"""Which facts open an incident, and which end it: a table of the bus's detail types.

An event may say it itself: `incident` (kind/subject) and `effect` (open, acknowledge, resolve) in
its detail come before the table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nightshift.domain.notifications.notice import Effect, Notice, digest

DEDUP_KEY_LIMIT = 255  # characters (PagerDuty Events API v2, read 2026-11-20)
GOOD = frozenset({"SUCCEEDED", "COMPLETE", "COMPLETED", "PASSED", "OK"})


@dataclass(frozen=True, slots=True)
class Entry:
    """The incident's kind, which detail fields name its subject, and what the fact does to it."""

    kind: str
    subject: tuple[str, ...] = ()
    effect: Effect | None = None  # None: `status` decides, good resolves and bad opens


TABLE: Mapping[str, Entry] = {
    "Rotation Failed": Entry("rotation", ("secret_id",), Effect.OPEN),
    "Secret Rotated": Entry("rotation", ("secret_id",), Effect.RESOLVE),
    "Nat Healed": Entry("nat", (), Effect.RESOLVE),
    "Budget Exceeded": Entry("budget", ("scope", "period"), Effect.OPEN),
    "Drill Finished": Entry("drill"),
    "Recovery Finished": Entry("recovery", ("mode",)),
    "Deployment Finished": Entry("deployment", ("service",)),
    "Posture Drifted": Entry("posture", (), Effect.OPEN),
}


def of_fact(detail_type: str, detail: Mapping[str, Any]) -> tuple[str | None, Effect]:
    """Return the incident a fact belongs to, and its effect; (None, none) where it is none."""
    told = _told(detail)
    if told:
        return told
    entry = TABLE.get(detail_type)
    if entry is None:
        return None, Effect.NONE
    subject = [str(detail[name]) for name in entry.subject if detail.get(name)]
    return "/".join([entry.kind, *subject]), entry.effect or _by_status(detail)


def _told(detail: Mapping[str, Any]) -> tuple[str, Effect] | None:
    key, effect = detail.get("incident"), detail.get("effect")
    if isinstance(key, str) and key and isinstance(effect, str) and effect in set(Effect):
        return key, Effect(effect)
    return None


def _by_status(detail: Mapping[str, Any]) -> Effect:
    status = str(detail.get("status", "")).upper()
    if not status:
        return Effect.NONE
    return Effect.RESOLVE if status in GOOD else Effect.OPEN


def dedup_key(stack: str, notice: Notice) -> str:
    """Return PagerDuty's name of the notice's incident: the same for all that is told of it."""
    subject = notice.incident or f"fact/{notice.id}"
    key = f"{stack}/{notice.workload or 'unknown'}/{subject}"
    if len(key) <= DEDUP_KEY_LIMIT:
        return key
    return f"{key[: DEDUP_KEY_LIMIT - 33]}-{digest(key)}"
