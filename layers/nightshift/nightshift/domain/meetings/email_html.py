"""The summary mail as HTML: tables and inline styles, because that is what mail clients draw.

Colours for dark rooms and narrow screens are in the page's style sheet; a client that ignores it
shows the light, wide mail.
"""

from nightshift.domain import filling
from nightshift.domain.meetings.letter import (
    NAME_SHOWN,
    SENTENCE_SHOWN,
    Letter,
    clipped,
    percent,
)
from nightshift.domain.meetings.results import ActionItem, Participation

PREVIEW_SHOWN = 120  # characters of the line that an inbox shows beside the subject
_fill = filling.of("nightshift.domain.meetings", "email_templates")


def draw(letter: Letter) -> str:
    """Return the page."""
    sections = [_notice(letter), _items(letter), _sentences(letter), _people(letter)]
    return _fill(
        "page",
        language=letter.language,
        preview=clipped(_preview(letter), PREVIEW_SHOWN),
        headline=letter.headline,
        meeting=letter.words["meeting"].format(meeting=letter.meeting_id),
        footer=letter.words["footer"],
        raw_sections="".join(sections),
    )


def _preview(letter: Letter) -> str:
    if letter.items:
        count = len(letter.items) + letter.more_items
        return f"{letter.words['actions']} {count} · {letter.items[0].text}"
    return letter.sentences[0].text if letter.sentences else letter.words["footer"]


def _notice(letter: Letter) -> str:
    if not letter.missing:
        return ""
    missing = letter.words["missing"].format(names=", ".join(letter.missing))
    return _fill("notice", missing=missing, later=letter.words["later"])


def _items(letter: Letter) -> str:
    words = letter.words
    if letter.items is None:
        return ""
    if not letter.items:
        return _section(words["actions"], _fill("remark", text=words["none"]))
    rows = "".join(_item(letter, item) for item in letter.items)
    heads = {name: words[name] for name in ("owner", "task", "due")}
    return _section(
        words["actions"],
        _fill("items", raw_rows=rows, **heads) + _more(letter, "more_actions", letter.more_items),
    )


def _item(letter: Letter, item: ActionItem) -> str:
    return _fill(
        "item",
        owner=clipped(item.owner or letter.words["nobody"], NAME_SHOWN),
        text=clipped(item.text, SENTENCE_SHOWN),
        turn=item.turn,
        turn_title=letter.words["turn"].format(turn=item.turn),
        due=clipped(item.due or "–", NAME_SHOWN),
        due_class="due" if item.due else "due none",
    )


def _sentences(letter: Letter) -> str:
    if letter.sentences is None:
        return ""
    lines = [
        _fill(
            "sentence",
            text=clipped(sentence.text, SENTENCE_SHOWN),
            turn=sentence.turn,
            turn_title=letter.words["turn"].format(turn=sentence.turn),
        )
        for sentence in letter.sentences
    ]
    return _section(letter.words["summary"], "".join(lines))


def _people(letter: Letter) -> str:
    if letter.people is None:
        return ""
    rows = "".join(_person(person) for person in letter.people)
    more = _more(letter, "more_people", letter.more_people)
    return _section(letter.words["who"], _fill("people", raw_rows=rows) + more)


def _person(person: Participation) -> str:
    return _fill(
        "person",
        speaker=clipped(person.speaker, NAME_SHOWN),
        share=percent(person.share),
        width=max(1, round(100 * person.share)),
    )


def _section(title: str, body: str) -> str:
    return _fill("section", title=title, raw_body=body)


def _more(letter: Letter, words: str, count: int) -> str:
    return _fill("remark", text=letter.words[words].format(count=count)) if count else ""
