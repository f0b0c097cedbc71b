"""Decide what of a meeting stands in its mail: the parts a person reads, in their order.

The mail is a page, not the record: the surest action items, the loudest speakers, and how many more
there are. Text and HTML are drawn from the same value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from nightshift.domain.errors import RefusedError
from nightshift.domain.meetings.email_words import TASK_NAMES, WORDS
from nightshift.domain.meetings.gathering import Gathered
from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.results import ActionItem, Cited, Language, Participation
from nightshift.domain.meetings.work import Work

ITEMS_SHOWN = 10  # what is read on a phone without giving up
PEOPLE_SHOWN = 8
SENTENCE_SHOWN = 320  # characters; two long spoken sentences
NAME_SHOWN = 60  # characters


@dataclass(frozen=True, slots=True)
class Letter:
    """What the mail says. A part that is None was not asked for, or is named in `missing`."""

    language: Language
    meeting_id: str
    headline: str
    missing: tuple[str, ...]  # in the meeting's language
    items: tuple[ActionItem, ...] | None  # surest first
    more_items: int
    sentences: tuple[Cited, ...] | None
    people: tuple[Participation, ...] | None  # most talkative first
    more_people: int

    @property
    def words(self) -> Mapping[str, str]:
        """The mail's own words."""
        return WORDS[self.language]


def write(work: Work, gathered: Gathered, missing: tuple[Task, ...]) -> Letter:
    """Return the letter.

    Raises:
        RefusedError: there is nothing to tell. An empty mail helps nobody, and it would be the one
            mail of this meeting: the run that has something to tell sends it.
    """
    summary, items, ties = gathered.summary, gathered.action_items, gathered.relationships
    if summary is None and items is None and ties is None:
        raise RefusedError(
            "e-mail: there is no summary, action item or relationship data to mail; "
            "have one of them made, then ask for the e-mail again"
        )
    people = sorted(ties.participation, key=lambda p: -p.share) if ties else None
    return Letter(
        language=work.language,
        meeting_id=work.meeting_id,
        headline=clipped(summary.headline if summary else work.meeting_id, SENTENCE_SHOWN),
        missing=tuple(TASK_NAMES[work.language][task] for task in missing),
        items=None if items is None else items[:ITEMS_SHOWN],
        more_items=max(0, len(items or ()) - ITEMS_SHOWN),
        sentences=summary.sentences if summary else None,
        people=None if people is None else tuple(people[:PEOPLE_SHOWN]),
        more_people=max(0, len(people or ()) - PEOPLE_SHOWN),
    )


def clipped(text: str, characters: int) -> str:
    """Return the text in one line, cut at a word where it is longer than `characters`."""
    line = " ".join(text.split())
    if len(line) <= characters:
        return line
    head, _, _ = line[:characters].rpartition(" ")
    return f"{head or line[: characters - 1]}…"


def percent(share: float) -> str:
    """Return a share as people write it; somebody who spoke at all never has 0%."""
    rounded = f"{share:.0%}"
    return "<1%" if share > 0 and rounded == "0%" else rounded
