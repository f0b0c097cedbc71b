"""Texts as unit vectors by feature hashing (Weinberger et al., ICML 2009).

Features are weighted by inverse document frequency. Features are word stems, pairs of neighbouring
stems and letter groups inside words, so "pricing" is near "price" and 결제모듈 near 결제 모듈. The
vectors know spelling, not meaning: "car" and "automobile" are unrelated, and an English question
does not find a Korean answer. Search should therefore join them with lexical ranking.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from math import log, sqrt
from zlib import crc32

from nightshift.domain.meetings.embedded import idf, words
from nightshift.domain.meetings.embedded.lexicon import lexicon
from nightshift.domain.meetings.results import Language

DIMENSIONS = 1024
PAIR_WEIGHT = 0.25  # these two were chosen on the training meetings
LETTERS_WEIGHT = 0.4
CACHED_FEATURES = 20_000
LONGEST_WORD = 40  # letters; more is no word, and its groups would fill the memory

_LATIN_LETTERS = (4,)  # group sizes
_HANGUL_LETTERS = (2, 3)
_SIGN_BIT = 10  # bits 0-9 choose one of 1024 components


def embed(text: str, language: Language) -> list[float]:
    """Return one unit vector of `DIMENSIONS` numbers, the same on any machine."""
    vector = [0.0] * DIMENSIONS
    for feature, times in _counted(text, language).items():
        damped = 1 + log(times)
        for component, weight in _spread(feature):
            vector[component] += damped * weight
    return _unit(vector)


def features(unit: str) -> Iterator[tuple[str, float]]:
    """Yield the features of a stem, or of a pair "a b", with their weights."""
    if " " in unit:
        parts = unit.split(" ")  # pairs are too many to count: they weigh what their words weigh
        yield "p:" + unit, PAIR_WEIGHT * sum(idf.weight("w:" + part) for part in parts) / 2
        return
    for feature, share in word_features(unit):
        yield feature, share * idf.weight(feature)


def word_features(stem: str) -> Iterator[tuple[str, float]]:
    """Yield a stem and its letter groups, with their weights before idf."""
    yield "w:" + stem, 1.0
    bounded = f"<{stem[:LONGEST_WORD]}>"
    for size in _HANGUL_LETTERS if words.is_korean(stem) else _LATIN_LETTERS:
        for start in range(len(bounded) - size + 1):
            yield "l:" + bounded[start : start + size], LETTERS_WEIGHT


def units(text: str, language: Language) -> Iterator[str]:
    """Yield the stems of a text's content words and the pairs of neighbours among them."""
    known = lexicon(language)
    before = ""
    for stem in known.content(words.tokens(text)):
        if stem in known.asking:
            continue
        yield stem
        if before:
            yield f"{before} {stem}"
        before = stem


def _counted(text: str, language: Language) -> Counter[str]:
    """Return a text's units; its bare letters where it has no content words at all."""
    return Counter(units(text, language)) or Counter(words.tokens(text)) or Counter([text.strip()])


@lru_cache(maxsize=CACHED_FEATURES)
def _spread(unit: str) -> tuple[tuple[int, float], ...]:
    """Return what one unit adds to a vector: (component, signed weight) each."""
    spread = []
    for feature, weight in features(unit):
        hashed = crc32(feature.encode())
        sign = 1 if hashed >> _SIGN_BIT & 1 else -1
        spread.append((hashed % DIMENSIONS, sign * weight))
    return tuple(spread)


def _unit(vector: list[float]) -> list[float]:
    length = sqrt(sum(number * number for number in vector))
    if length == 0.0:  # every feature fell into a bucket of weight 0: any fixed direction will do
        return [1.0] + [0.0] * (DIMENSIONS - 1)
    return [number / length for number in vector]
