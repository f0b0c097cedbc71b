"""A meeting as the database keeps it: what is known of it now, and what is still missing."""

from dataclasses import dataclass
from datetime import datetime

from nightshift.domain.meetings.claims import Status
from nightshift.domain.meetings.gathering import Gathered
from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.results import Language
from nightshift.domain.meetings.work import Work


@dataclass(frozen=True, slots=True)
class StoredMeeting:
    """One meeting. A part of `found` that is None is missing, not empty."""

    meeting_id: str
    fingerprint: str  # of the transcript that everything was made from
    language: Language
    provider: str
    status: Status  # COMPLETE or PARTIAL
    missing: tuple[Task, ...]
    processed_at: datetime
    found: Gathered

    @classmethod
    def of(
        cls, work: Work, found: Gathered, missing: tuple[Task, ...], processed_at: datetime
    ) -> "StoredMeeting":
        """Return the meeting of one run; PARTIAL when a task it was asked for failed."""
        return cls(
            meeting_id=work.meeting_id,
            fingerprint=work.fingerprint,
            language=work.language,
            provider=work.provider,
            status=Status.PARTIAL if missing else Status.COMPLETE,
            missing=missing,
            processed_at=processed_at,
            found=found,
        )
