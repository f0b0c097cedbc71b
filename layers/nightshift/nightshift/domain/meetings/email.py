"""Write the summary mail: subject, plain text and HTML, in the meeting's language."""

from dataclasses import dataclass

from nightshift.domain.meetings import email_html, email_text
from nightshift.domain.meetings.gathering import Gathered
from nightshift.domain.meetings.letter import Letter, clipped, write
from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.work import Work

SUBJECT_SHOWN = 120  # characters; what an inbox shows, and far below the 998 of a header line


@dataclass(frozen=True, slots=True)
class Email:
    """One mail, ready to be sent."""

    sender: str
    recipients: tuple[str, ...]  # 1..50 addresses
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom, to whom."""

    sender: str  # "Onno <meetings@onno.app>"
    recipients: tuple[str, ...]


def compose(work: Work, gathered: Gathered, missing: tuple[Task, ...], envelope: Envelope) -> Email:
    """Return the mail; what is missing is named first.

    Raises:
        RefusedError: there is nothing to tell.
    """
    letter = write(work, gathered, missing)
    return Email(
        envelope.sender,
        envelope.recipients,
        subject=_subject(letter),
        text=email_text.draw(letter),
        html=email_html.draw(letter),
    )


def _subject(letter: Letter) -> str:
    """Return one line: no word of a transcript can begin another header."""
    kind = letter.words["subject_missing" if letter.missing else "subject"]
    return clipped(f"{kind}: {letter.headline}", SUBJECT_SHOWN)
