"""What people said would be done: found by rules, ranked, and cut to the best twenty.

The rules know forms of words, not intentions. They miss work agreed on over several turns, and in
lively English talk they find many small promises nobody would write down; the ranking prefers those
with a date, a name and a subject.
"""

import re
from collections.abc import Callable

from nightshift.domain.meetings.embedded import people, sentences, words
from nightshift.domain.meetings.embedded.commitments import Commitment, Form, Owner
from nightshift.domain.meetings.embedded.lexicon import lexicon
from nightshift.domain.meetings.embedded.people import Roster
from nightshift.domain.meetings.results import ActionItem, Language, Transcript

MOST = 20
_SURENESS = {
    Form.COMMIT: 3.0,
    Form.NAMED: 3.0,
    Form.REQUEST: 2.5,
    Form.MARKED: 2.5,
    Form.OFFER: 2.0,
    Form.AGREED: 2.0,
    Form.PROPOSED: 1.0,
}
_DUE = 1.2
_OWNED = 0.5
_SUBSTANCE = 0.25  # per content word, up to `_ENOUGH`
_ENOUGH = 5
_LATE = 0.5  # for the very end of the meeting, where next steps are summed up
_FILLER = 0.3  # off per um
_HEDGED = 0.8  # off for "maybe", "혹시"
_RAMBLING = 0.8  # off for a sentence of more than `_LONG` words
_LONG = 30
_SAME = 0.6  # share of content words from which two items are one
_LOOK_AHEAD = 3  # turns in which the addressee of "can you" answers

_HEDGE = re.compile(
    r"\b(?:maybe|perhaps|i guess|or something|might)\b|혹시|아마|글쎄", re.IGNORECASE
)

Rule = Callable[[str, Roster], Commitment | None]


def find(transcript: Transcript, language: Language) -> tuple[ActionItem, ...]:
    """Return at most `MOST` action items, best first."""
    known = people.roster(transcript)
    rule = _rule(language)
    found: list[ActionItem] = []
    for index, turn in enumerate(transcript.turns):
        for text in sentences.split(turn.text, language):
            commitment = rule(text, known)
            if commitment is not None:
                item = _item(text, commitment, (transcript, index), language)
                found.append(item)
    ranked = sorted(found, key=lambda item: (-item.score, item.turn))
    return tuple(_distinct(ranked, language))


def _rule(language: Language) -> Rule:
    if language == "ko":
        from nightshift.domain.meetings.embedded import action_items_ko

        return action_items_ko.read
    from nightshift.domain.meetings.embedded import action_items_en

    return action_items_en.read


def _item(
    text: str, commitment: Commitment, where: tuple[Transcript, int], language: Language
) -> ActionItem:
    transcript, index = where
    owner = _resolve(commitment.owner, transcript, index)
    score = _score(text, commitment, language) + _OWNED * (owner is not None)
    score += _LATE * index / len(transcript.turns)
    return ActionItem(text, owner, commitment.due, transcript.turns[index].i, round(score, 3))


def _score(text: str, commitment: Commitment, language: Language) -> float:
    tokens = words.tokens(text)
    known = lexicon(language)
    substance = min(_ENOUGH, len(set(known.content(tokens))))
    fillers = sum(1 for token in tokens if token in known.fillers)
    gained = _SURENESS[commitment.form] + _SUBSTANCE * substance + _DUE * bool(commitment.due)
    lost = (
        _FILLER * fillers + _HEDGED * bool(_HEDGE.search(text)) + _RAMBLING * (len(tokens) > _LONG)
    )
    return gained - lost


def _resolve(owner: Owner, transcript: Transcript, index: int) -> str | None:
    """Return a name for the owner; the addressee is taken to be whoever speaks next."""
    speaker = transcript.turns[index].speaker
    if owner.speaker:
        return speaker
    if owner.addressee:
        following = transcript.turns[index + 1 : index + 1 + _LOOK_AHEAD]
        return next((turn.speaker for turn in following if turn.speaker != speaker), None)
    return owner.name


def _distinct(ranked: list[ActionItem], language: Language) -> list[ActionItem]:
    """Return the best items without those that say again what a better one says."""
    content = lexicon(language).content
    chosen: list[ActionItem] = []
    seen: list[set[str]] = []
    for item in ranked:
        if len(chosen) == MOST:
            break
        stems = set(content(words.tokens(item.text)))
        if not any(_alike(stems, other) for other in seen):
            chosen.append(item)
            seen.append(stems)
    return chosen


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= _SAME * max(1, min(len(one), len(other)))
