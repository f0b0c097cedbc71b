"""What the summary's linear scorer sees of a sentence: 27 numbers.

Each is compared with the meeting's own average. Nothing here depends on a topic or, word classes
apart, on a language; that is why weights learnt on English meetings may order the sentences of a
Korean one.
"""

import itertools
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from math import log, sqrt

from nightshift.domain.meetings.embedded import idf
from nightshift.domain.meetings.embedded.lexicon import Lexicon
from nightshift.domain.meetings.embedded.sentences import Sentence
from nightshift.domain.meetings.results import Transcript

NAMES = (
    "keyness_mean", "keyness_sum", "keyness_max", "keyness_top", "key_pairs", "content_ratio",
    "length", "length_squared", "fillers", "repeats", "deictics", "first_person", "we",
    "second_person", "report", "deciding", "agenda", "digits", "capitals", "question",
    "position", "position_squared", "opening", "closing", "place_in_turn", "turn_length",
    "speaker_share",
)  # fmt: skip
_EDGE = 0.05  # of the meeting counts as its opening and its closing
_TOP = 4
_NOTHING = 1e-9  # a deviation that is only rounding


@dataclass(frozen=True, slots=True)
class Meeting:
    """What the features need to know about the whole meeting, counted once."""

    words_of: Lexicon
    keyness: dict[str, float]  # stem -> how telling of this meeting
    pairs: Counter[tuple[str, str]]
    turns: int
    turn_words: list[int]
    speaker_share: list[float]  # by turn


def survey(transcript: Transcript, sentences: list[Sentence], words_of: Lexicon) -> Meeting:
    """Return the meeting-wide counts."""
    turn_words = [len(turn.text.split()) for turn in transcript.turns]
    spoken: Counter[str] = Counter()
    for turn, count in zip(transcript.turns, turn_words, strict=True):
        spoken[turn.speaker] += count
    total = spoken.total() or 1
    return Meeting(
        words_of=words_of,
        keyness=keyness(sentences),
        pairs=Counter(pair for s in sentences for pair in set(_neighbours(s))),
        turns=len(transcript.turns),
        turn_words=turn_words,
        speaker_share=[spoken[turn.speaker] / total for turn in transcript.turns],
    )


def keyness(sentences: list[Sentence]) -> dict[str, float]:
    """Return how telling each stem is: often said here, seldom elsewhere."""
    counts = Counter(stem for sentence in sentences for stem in sentence.stems)
    return {
        stem: log(1 + times) * idf.weight("w:" + stem) if times > 1 else 0.0
        for stem, times in counts.items()
    }


def standardised(meeting: Meeting, sentences: list[Sentence]) -> list[list[float]]:
    """Return one row per sentence in the order of `NAMES`, in the meeting's own scale."""
    columns = list(zip(*(_row(meeting, sentence) for sentence in sentences), strict=True))
    return [list(row) for row in zip(*(_standardise(column) for column in columns), strict=True)]


def _row(meeting: Meeting, sentence: Sentence) -> list[float]:
    return [
        *_substance(meeting, sentence),
        *_manner(meeting.words_of, sentence),
        *_place(meeting, sentence),
    ]


def _substance(meeting: Meeting, sentence: Sentence) -> list[float]:
    """Return what the sentence is about, as far as counting shows."""
    values = [meeting.keyness[stem] for stem in sentence.stems]
    top = sorted({stem: meeting.keyness[stem] for stem in sentence.stems}.values())[-_TOP:]
    pairs = sum(1 for pair in set(_neighbours(sentence)) if meeting.pairs[pair] > 1)
    length = len(sentence.tokens)
    return [
        sum(values) / len(values),
        sqrt(sum(values)),
        top[-1],
        sum(top),
        sqrt(pairs),
        len(values) / length,
        log(length),
        log(length) ** 2,
    ]


def _manner(words_of: Lexicon, sentence: Sentence) -> list[float]:
    """Return how it is said: shares of word classes and marks on the page."""
    tokens, stems = sentence.tokens, sentence.stems
    repeats = sum(1 for a, b in itertools.pairwise(tokens) if a == b)
    raw = sentence.text.split()[1:]
    return [
        _share(tokens, words_of.fillers),
        repeats / len(tokens),
        _share(tokens, words_of.deictics),
        _share(tokens, words_of.first_person),
        _share(tokens, words_of.we),
        _share(tokens, words_of.second_person),
        sqrt(sum(1 for stem in stems if stem in words_of.report)),
        sqrt(sum(1 for stem in stems if stem in words_of.deciding)),
        sqrt(sum(1 for stem in stems if stem in words_of.agenda)),
        1.0 if any(token[0].isdecimal() for token in tokens) else 0.0,
        sqrt(sum(1 for word in raw if word[0].isupper() and not word.startswith("I"))),
        1.0 if sentence.text.endswith("?") else 0.0,
    ]


def _place(meeting: Meeting, sentence: Sentence) -> list[float]:
    """Return where it is said, and by whom."""
    position = sentence.turn_index / meeting.turns
    return [
        position,
        (position - 0.5) ** 2,
        1.0 if position < _EDGE else 0.0,
        1.0 if position > 1 - _EDGE else 0.0,
        log(1 + sentence.place),
        log(1 + meeting.turn_words[sentence.turn_index]),
        meeting.speaker_share[sentence.turn_index],
    ]


def _neighbours(sentence: Sentence) -> list[tuple[str, str]]:
    return list(zip(sentence.stems, sentence.stems[1:], strict=False))


def _share(tokens: tuple[str, ...], wanted: Collection[str]) -> float:
    return sum(1 for token in tokens if token in wanted) / len(tokens)


def _standardise(column: tuple[float, ...]) -> list[float]:
    mean = sum(column) / len(column)
    deviation = sqrt(sum((value - mean) ** 2 for value in column) / len(column))
    if deviation < _NOTHING:  # the same everywhere: says nothing about any sentence
        return [0.0] * len(column)
    return [(value - mean) / deviation for value in column]
