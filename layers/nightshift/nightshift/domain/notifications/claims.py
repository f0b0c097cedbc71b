"""Decide whether a channel is still to be told of a notice, so that a person is told once.

Per notice and channel the ledger keeps who tells it and which events told us of it:

    (none) --create--> CLAIMED --told, or waiting--> DONE
                          |  the same invocation again (a killed one is retried): it goes on
                          |  any other event of it: one of `seen`, and nothing is sent
                          |  claimed longer ago than the lease: another takes over
    DONE, and the window is over: CLAIMED anew, and the message says how often it was repeated

Between a channel's yes and the note DONE lies one call to the ledger: killed there, the retry sends
the message again. PagerDuty knows it by its key then; a Slack, SNS or e-mail message comes twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from nightshift.domain.notifications.notice import stamp

# Longer than Lambda's attempts of one asynchronous event take: 1 and 2 minutes between three runs.
LEASE = timedelta(minutes=10)
REMEMBERED = timedelta(days=2)  # beyond the window, for those who look


class Phase(StrEnum):
    """How far a channel got with a notice."""

    CLAIMED = "CLAIMED"
    DONE = "DONE"


class Step(StrEnum):
    """What to do about one channel."""

    TELL = "tell"
    RESUME = "resume"  # an earlier run of this invocation ended in the middle
    RENEW = "renew"  # the window is over: claim it, then tell
    COUNT = "count"  # a repeat: note it, tell nothing
    NOTHING = "nothing"  # this invocation did it before


@dataclass(frozen=True, slots=True)
class Claim:
    """The ledger's record of one notice on one channel."""

    phase: Phase
    holder: str  # the invocation
    first_at: str  # of the window, `stamp`
    seen: frozenset[str]  # ids of the events that told of it in the window
    earlier: int  # repeats of the window before
    sent_parts: int  # of this message that surely went out

    @staticmethod
    def of(item: Mapping[str, Any]) -> "Claim":
        """Return the claim that an item of the ledger is."""
        return Claim(
            phase=Phase(item["phase"]),
            holder=str(item["holder"]),
            first_at=str(item["first_at"]),
            seen=frozenset(item.get("seen", ())),
            earlier=int(item.get("earlier", 0)),
            sent_parts=int(item.get("sent_parts", 0)),
        )


def decide(found: Claim, me: str, at: datetime, *, repeat: timedelta) -> Step:
    """Return what the invocation `me` does about a notice of `at` that is claimed already."""
    if found.holder == me:
        return Step.RESUME if found.phase is Phase.CLAIMED else Step.NOTHING
    age = at - datetime.fromisoformat(found.first_at)
    if found.phase is Phase.CLAIMED and age >= LEASE:
        return Step.RENEW
    return Step.RENEW if age >= repeat else Step.COUNT


def expires_at(at: datetime, repeat: timedelta) -> int:
    """Return when the ledger may forget a claim; epoch seconds."""
    return int((at + repeat + REMEMBERED).timestamp())


def item(me: str, event_id: str, at: datetime, *, repeat: timedelta) -> dict[str, Any]:
    """Return the record of a new claim, without its key."""
    return {
        "phase": Phase.CLAIMED.value,
        "holder": me,
        "first_at": stamp(at),
        "seen": {event_id},
        "earlier": 0,
        "sent_parts": 0,
        "expires_at": expires_at(at, repeat),
    }
