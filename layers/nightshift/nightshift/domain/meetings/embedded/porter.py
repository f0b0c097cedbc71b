"""English word stems by Porter's rules.

M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980. A stem is a key for
counting, not a word to show. Knows English only; see `josa` for Korean.
"""

import re
from functools import lru_cache

CACHED_WORDS = 20_000  # a 20,000-word meeting has about 2,000 different ones

_DOUBLE = re.compile(r"([^aeiouylsz])\1$")
_STEP_2 = {
    "ational": "ate", "ization": "ize", "iveness": "ive", "fulness": "ful", "ousness": "ous",
    "tional": "tion", "biliti": "ble", "entli": "ent", "ousli": "ous", "ation": "ate",
    "alism": "al", "aliti": "al", "iviti": "ive", "enci": "ence", "anci": "ance", "izer": "ize",
    "abli": "able", "alli": "al", "ator": "ate", "eli": "e",
}  # fmt: skip
_STEP_3 = {
    "icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ness": "", "ful": "",
}  # fmt: skip
_STEP_4 = {
    "ement": "", "ance": "", "ence": "", "able": "", "ible": "", "ment": "", "ant": "", "ent": "",
    "ism": "", "ate": "", "iti": "", "ous": "", "ive": "", "ize": "", "ion": "", "al": "",
    "er": "", "ic": "", "ou": "",
}  # fmt: skip
_LONGEST_SUFFIX = 7
_TOO_SHORT = 2  # letters


@lru_cache(maxsize=CACHED_WORDS)
def stem(word: str) -> str:
    """Return the stem of a lower-case English word; one or two letters stay as they are."""
    if len(word) <= _TOO_SHORT or not word.isascii() or not word.isalpha():
        return word
    word = _past_and_progressive(_plural(word))
    if word.endswith("y") and _has_vowel(word[:-1]):
        word = word[:-1] + "i"
    word = _replace(word, _STEP_2, above=0)
    word = _replace(word, _STEP_3, above=0)
    word = _replace(word, _STEP_4, above=1)
    return _tidy(word)


def _shape(word: str) -> str:
    """Return one letter per letter: v for a vowel (y after a consonant is one), c for the rest."""
    shape = ""
    for letter in word:
        vowel = letter in "aeiou" or (letter == "y" and shape[-1:] == "c")
        shape += "v" if vowel else "c"
    return shape


def _measure(word: str) -> int:
    """Return how often a vowel run is followed by a consonant run."""
    return _shape(word).count("vc")


def _has_vowel(word: str) -> bool:
    return "v" in _shape(word)


def _ends_consonant_vowel_consonant(word: str) -> bool:
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past_and_progressive(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        base = word.removesuffix(suffix)
        if base != word and _has_vowel(base):
            return _restored(base)
    return word


def _restored(base: str) -> str:
    """Return `base` with the e that "-ed" or "-ing" took, or without the letter it doubled."""
    if base.endswith(("at", "bl", "iz")):
        return base + "e"
    if _DOUBLE.search(base):
        return base[:-1]
    if _measure(base) == 1 and _ends_consonant_vowel_consonant(base):
        return base + "e"
    return base


def _replace(word: str, suffixes: dict[str, str], *, above: int) -> str:
    """Return `word` with its longest listed suffix replaced where enough word is left before it."""
    for length in range(min(_LONGEST_SUFFIX, len(word) - 1), 1, -1):
        replacement = suffixes.get(word[-length:])
        if replacement is not None:
            base = word[:-length]
            fits = _measure(base) > above and not (word.endswith("ion") and base[-1] not in "st")
            return base + replacement if fits else word
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        base = word[:-1]
        measure = _measure(base)
        if measure > 1 or (measure == 1 and not _ends_consonant_vowel_consonant(base)):
            word = base
    if word.endswith("ll") and _measure(word[:-1]) > 1:
        return word[:-1]
    return word
