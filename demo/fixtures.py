"""The two meetings of the night: what was said, who was invited, and when it ended."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from demo.record import Attendee

FOLDER = Path(__file__).parent / "meetings"
WORKLOAD = "onno-prod"


@dataclass(frozen=True, slots=True)
class Fixture:
    """One meeting before anything has been made of it."""

    meeting_id: str
    title: str
    language: Literal["en", "ko"]
    ended_at: datetime
    attendees: tuple[Attendee, ...]

    @property
    def path(self) -> Path:
        """The transcript file."""
        return FOLDER / f"{self.meeting_id}.json"

    def document(self) -> bytes:
        """Return the transcript as it is stored in S3."""
        return self.path.read_bytes()

    def speakers(self) -> list[str]:
        """Return who speaks, in order of first appearance."""
        turns = json.loads(self.document())["turns"]
        return list(dict.fromkeys(turn["speaker"] for turn in turns))


def _invited(**emails: str) -> tuple[Attendee, ...]:
    return tuple(Attendee(name, f"{box}@example.com") for name, box in emails.items())


MEETINGS = (
    Fixture(
        "en-release-planning",
        "Release planning 2.4",
        "en",
        datetime.fromisoformat("2026-01-15T17:32:00+09:00"),
        _invited(Hannah="hannah", Joel="joel", Sofia="sofia", Marek="marek", Priya="priya"),
    ),
    Fixture(
        "ko-weekly-sync",
        "주간 회의",
        "ko",
        datetime.fromisoformat("2026-01-15T18:05:00+09:00"),
        _invited(
            김서연="seoyeon.kim",
            박준호="junho.park",
            정하린="harin.jung",
            최민석="minseok.choi",
            이다은="daeun.lee",
        ),
    ),
)
REPEAT_AT = datetime.fromisoformat("2026-01-15T18:40:00+09:00")
BUSY_AT = datetime.fromisoformat("2026-01-16T03:00:00+09:00")
BEGIN = datetime.fromisoformat("2026-01-15T09:00:00+09:00")
MORNING = datetime.fromisoformat("2026-01-16T09:00:00+09:00")
