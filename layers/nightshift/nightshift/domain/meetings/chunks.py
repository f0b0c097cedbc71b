"""The meeting in pieces that one embedding can stand for.

A piece holds about 120 words (eojeols in Korean) and ends where a turn ends; only a turn longer
than that is cut inside, after a sentence where it has one. Text without spaces counts as one word
per `LONGEST_WORD` characters, so that no piece grows without bound. Speakers are named in the text,
because people ask "what did Mina say".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nightshift.domain.meetings.results import Chunk, Transcript, Turn

BUDGET = 120  # words; what the retrieval figures of bench/provider_quality.py were measured with
SMALLEST = BUDGET // 4  # a shorter tail joins the piece before it
LONGEST_TURN = BUDGET * 3 // 2  # words; a longer turn is cut
LONGEST_WORD = 60  # characters; longer than any in English or Korean prose

_SENTENCE_END = re.compile(r"(?<=[.?!。…])\s+")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A whole turn, or a part of a very long one."""

    turn: int
    text: str  # "Mina: We ship on Friday."
    words: int


def cut(transcript: Transcript) -> tuple[Chunk, ...]:
    """Return the meeting's chunks in order; together they hold every word of every turn."""
    groups = _without_small_tail(list(_grouped(_pieces(transcript))))
    return tuple(
        Chunk(no, group[0].turn, group[-1].turn, "\n".join(piece.text for piece in group))
        for no, group in enumerate(groups)
    )


def _pieces(transcript: Transcript) -> Iterator[_Piece]:
    for turn in transcript.turns:
        for text in _parts(turn):
            yield _Piece(turn.i, f"{turn.speaker}: {text}", len(_words(text)))


def _parts(turn: Turn) -> list[str]:
    """Return the turn's text, in parts of about `BUDGET` words where it is very long."""
    text = turn.text.strip()
    if len(_words(text)) <= LONGEST_TURN:
        return [text]
    parts: list[str] = []
    held: list[str] = []
    for sentence in _bounded_sentences(text):
        if held and len(held) + len(sentence) > BUDGET:
            parts.append(" ".join(held))
            held = []
        held = held + sentence
    if parts and len(held) < SMALLEST:
        return [*parts[:-1], f"{parts[-1]} {' '.join(held)}"]
    return [*parts, " ".join(held)]


def _bounded_sentences(text: str) -> Iterator[list[str]]:
    """Yield each sentence as its words, at most `BUDGET` of them at a time."""
    for sentence in _SENTENCE_END.split(text):
        found = _words(sentence)
        for start in range(0, len(found), BUDGET):
            yield found[start : start + BUDGET]


def _words(text: str) -> list[str]:
    return [
        word[start : start + LONGEST_WORD]
        for word in text.split()
        for start in range(0, len(word), LONGEST_WORD)
    ]


def _grouped(pieces: Iterator[_Piece]) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    held = 0
    for piece in pieces:
        if held >= SMALLEST and held + piece.words > LONGEST_TURN:
            yield group
            group, held = [], 0
        group.append(piece)
        held += piece.words
        if held >= BUDGET:
            yield group
            group, held = [], 0
    if group:
        yield group


def _without_small_tail(groups: list[list[_Piece]]) -> list[list[_Piece]]:
    if len(groups) > 1 and sum(piece.words for piece in groups[-1]) < SMALLEST:
        return [*groups[:-2], groups[-2] + groups[-1]]
    return groups
