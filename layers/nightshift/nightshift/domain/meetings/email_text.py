"""The summary mail as plain text: what a screen reader, a watch and a terminal show."""

from collections.abc import Iterator

from nightshift.domain.meetings.letter import (
    NAME_SHOWN,
    SENTENCE_SHOWN,
    Letter,
    clipped,
    percent,
)
from nightshift.domain.meetings.results import ActionItem


def draw(letter: Letter) -> str:
    """Return the text, parts separated by an empty line."""
    return "\n\n".join("\n".join(part) for part in _parts(letter)) + "\n"


def _parts(letter: Letter) -> Iterator[list[str]]:
    words = letter.words
    yield [letter.headline, words["meeting"].format(meeting=letter.meeting_id)]
    if letter.missing:
        yield [words["missing"].format(names=", ".join(letter.missing)), words["later"]]
    if letter.items is not None:
        yield [f"## {words['actions']}", *_items(letter, letter.items)]
    if letter.sentences is not None:
        quoted = [
            f"- {clipped(s.text, SENTENCE_SHOWN)} ({words['turn'].format(turn=s.turn)})"
            for s in letter.sentences
        ]
        yield [f"## {words['summary']}", *quoted]
    if letter.people is not None:
        yield [f"## {words['who']}", *_people(letter)]
    yield ["--", words["footer"]]


def _items(letter: Letter, items: tuple[ActionItem, ...]) -> Iterator[str]:
    words = letter.words
    if not items:
        yield words["none"]
    for number, item in enumerate(items, start=1):
        yield f"{number}. {_owner(letter, item)}: {clipped(item.text, SENTENCE_SHOWN)}"
        due = [f"{words['due']}: {clipped(item.due, NAME_SHOWN)}"] if item.due else []
        yield "   " + " · ".join([*due, words["turn"].format(turn=item.turn)])
    if letter.more_items:
        yield words["more_actions"].format(count=letter.more_items)


def _owner(letter: Letter, item: ActionItem) -> str:
    return clipped(item.owner, NAME_SHOWN) if item.owner else f"({letter.words['nobody']})"


def _people(letter: Letter) -> Iterator[str]:
    for person in letter.people or ():
        yield f"- {clipped(person.speaker, NAME_SHOWN)}: {percent(person.share)}"
    if letter.more_people:
        yield letter.words["more_people"].format(count=letter.more_people)
