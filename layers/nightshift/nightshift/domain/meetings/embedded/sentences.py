"""The sentences of a meeting that could stand in a summary, word for word.

Speech has few full stops: a run of words without one is cut at a clause border. Backchannels
("yeah", "네") and scraps are left out here, so that nothing later has to look at them.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import islice

from nightshift.domain.meetings.embedded import words
from nightshift.domain.meetings.embedded.lexicon import Lexicon, lexicon
from nightshift.domain.meetings.results import Language, Transcript

LONGEST = 45  # words; a longer run is cut
FEWEST_WORDS = {"en": 6, "ko": 4}
FEWEST_CONTENT_WORDS = 3

_SPACE = re.compile(r"\s+")
_BORDER = re.compile(r"(?<=[.?!。…])[\"'”’)]*\s+")
_KOREAN_ENDING = re.compile(r"(?<=[다요죠])\s+(?=[가-힣A-Z])")  # for transcripts without full stops
_CLAUSE = re.compile(
    r"(?<=[,;:])\s+|\s+(?=(?:and|but|so|because|which|그리고|그래서|근데|그런데)\b)"
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One candidate: its text, where it stands, and its words counted once for everybody."""

    text: str  # a substring of the turn's text
    turn: int  # Turn.i
    turn_index: int  # position of the turn in the transcript
    place: int  # number of the sentence inside its turn, from 0
    tokens: tuple[str, ...]
    stems: tuple[str, ...]  # of the content words, in order


def candidates(transcript: Transcript, language: Language) -> list[Sentence]:
    """Return every sentence worth considering, in the order spoken."""
    words_of = lexicon(language)
    found = []
    for index, turn in enumerate(transcript.turns):
        for place, text in enumerate(split(turn.text, language)):
            sentence = _read(text, turn.i, (index, place), words_of)
            if _is_worth_considering(sentence, language):
                found.append(sentence)
    return found


def split(text: str, language: Language) -> list[str]:
    """Return the sentences of one turn, each a substring of it, without opening fillers."""
    pieces: list[str] = []
    for sentence in _BORDER.split(text):
        parts = _KOREAN_ENDING.split(sentence) if language == "ko" else [sentence]
        for part in parts:
            pieces.extend(_shorten(part))
    opening = _opening(language)
    bare = (piece.strip() for piece in pieces)
    return [rest for rest in (opening.sub("", piece) for piece in bare) if rest]


def _read(text: str, turn: int, place: tuple[int, int], words_of: Lexicon) -> Sentence:
    tokens = tuple(words.tokens(text))
    return Sentence(text, turn, place[0], place[1], tokens, tuple(words_of.content(tokens)))


def _is_worth_considering(sentence: Sentence, language: Language) -> bool:
    return (
        len(sentence.tokens) >= FEWEST_WORDS[language]
        and len(sentence.stems) >= FEWEST_CONTENT_WORDS
    )


@cache
def _opening(language: Language) -> re.Pattern[str]:
    return re.compile(r"\A" + lexicon(language).opening, re.IGNORECASE)


def _shorten(sentence: str) -> list[str]:
    """Return the sentence whole, or cut near `LONGEST` words, if possible between clauses."""
    pieces = []
    start = 0
    while (cut := _cut_after(sentence, start)) is not None:
        pieces.append(sentence[start:cut])
        start = cut
    return [*pieces, sentence[start:]]


def _cut_after(sentence: str, start: int) -> int | None:
    """Return where the piece from `start` on should end; None where the rest is short enough."""
    spaces = [match.end() for match in islice(_SPACE.finditer(sentence, start), LONGEST)]
    if len(spaces) < LONGEST:
        return None
    earliest = start + (spaces[-1] - start) // 3
    borders = [match.end() for match in _CLAUSE.finditer(sentence, earliest, spaces[-1])]
    return borders[-1] if borders else spaces[-1]
