"""ROUGE-1, -2 and -L F-measures (Lin, 2004), for English and Korean.

Tokens are lower-case Latin words and numbers, stemmed with Porter's rules as the reference
implementation does, and Hangul words without their particles. (The reference implementation drops
Hangul altogether: two identical Korean texts get 0 there.) ROUGE-L takes each text as one sequence,
as its "rougeL" does.
"""

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from nightshift.domain.meetings.embedded import josa, porter

_WORD = re.compile(r"[a-z0-9]+|[가-힣]+")
_SHORTEST_STEMMED = 4  # letters; the reference implementation leaves shorter words alone


@dataclass(frozen=True, slots=True)
class Rouge:
    """F-measures in percent."""

    r1: float
    r2: float
    rl: float


def score(candidate: str, reference: str) -> Rouge:
    """Return how much of the reference's words, word pairs and word order the candidate has."""
    ours, theirs = tokens(candidate), tokens(reference)
    common = _longest_common_subsequence(ours, theirs)
    return Rouge(
        r1=_overlap(Counter(ours), Counter(theirs)),
        r2=_overlap(_pairs(ours), _pairs(theirs)),
        rl=_f(common, len(ours), len(theirs)),
    )


def mean(scores: list[Rouge]) -> Rouge:
    """Return the mean of each measure."""
    count = len(scores)
    return Rouge(
        sum(s.r1 for s in scores) / count,
        sum(s.r2 for s in scores) / count,
        sum(s.rl for s in scores) / count,
    )


def tokens(text: str) -> list[str]:
    """Return the counting units of a text."""
    return [_stem(word) for word in _WORD.findall(text.lower())]


def _stem(word: str) -> str:
    if not word.isascii():
        return josa.stem(word)
    return porter.stem(word) if len(word) >= _SHORTEST_STEMMED else word


def _pairs(words: list[str]) -> Counter[tuple[str, str]]:
    return Counter(itertools.pairwise(words))


def _overlap(ours: Counter[Any], theirs: Counter[Any]) -> float:
    return _f((ours & theirs).total(), ours.total(), theirs.total())


def _f(common: int, ours: int, theirs: int) -> float:
    return 200 * common / (ours + theirs) if common else 0.0


def _longest_common_subsequence(ours: list[str], theirs: list[str]) -> int:
    row = [0] * (len(theirs) + 1)
    for word in ours:
        diagonal = 0
        for place, other in enumerate(theirs, start=1):
            above = row[place]
            row[place] = diagonal + 1 if word == other else max(above, row[place - 1])
            diagonal = above
    return row[-1]
