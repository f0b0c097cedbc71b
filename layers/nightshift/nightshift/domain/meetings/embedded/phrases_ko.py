"""Where Korean sentences hold something like a noun phrase, judged by particles.

A stem is a noun if the meeting uses it with a case particle (을, 에서, 으로 ...) or with 하다. A
phrase is a run of bare nouns, of which the last may carry a particle: 결제 모듈을 -> 결제 모듈.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nightshift.domain.meetings.embedded import josa
from nightshift.domain.meetings.embedded.keyphrases import Spoken
from nightshift.domain.meetings.embedded.lexicon import classes, lexicon
from nightshift.domain.meetings.embedded.sentences import Sentence

LONGEST = 3  # words
_SHORTEST = 2  # syllables
_ADNOMINAL = (4, 8)  # final ㄴ and ㄹ: 새로운, 보낼
_CASES = frozenset(
    [
        "을",
        "를",
        "에서",
        "에게",
        "의",
        "와",
        "과",
        "으로",
        "로",
        "까지",
        "부터",
        "에는",
        "에서는",
        "에서도",
        "으로는",
        "로는",
        "보다",
        "입니다",
        "이랑",
        "랑",
    ]
)
_WORD = re.compile(
    r"[\"'“‘(\[]*(?P<latin>[A-Za-z][A-Za-z0-9.+#/-]*)?(?P<hangul>[가-힣]*)(?P<end>[^\w]*)"
)
_VERBAL = re.compile(
    r"(?:다|요|죠|고|면|서|니까|는데|지만|려고|도록|까|게|며|던|네|자|든|려|어|"
    r"아|해|야|쯤|씩|였|었|았)$"
)


@dataclass(frozen=True, slots=True)
class _Word:
    """One eojeol taken apart."""

    noun: str  # as it may be shown
    particle: str
    ends: bool  # punctuation follows
    bare: bool  # may be followed by more of the phrase


def find(sentences: list[Sentence]) -> Iterator[Spoken]:
    """Yield every phrase of one to three words, at every place it is said."""
    texts = [[_read(eojeol) for eojeol in sentence.text.split()] for sentence in sentences]
    nouns = _nouns(texts)
    silent = lexicon("ko").silent
    for text in texts:
        run: list[_Word] = []
        for word in text:
            known = word.noun.lower() in nouns and word.noun not in silent
            run = [*run, word] if known or _modifies(word, silent) else []
            if known:
                yield from _ending_here(run)
            if not word.bare:
                run = []


def _modifies(word: _Word, silent: frozenset[str]) -> bool:
    """Tell whether a bare word may stand before a noun: 요약 메일, but not 새로운 메일."""
    if not word.bare or len(word.noun) < _SHORTEST or word.noun in silent:
        return False
    return josa.final(word.noun[-1]) not in _ADNOMINAL and not _VERBAL.search(word.noun)


def _read(eojeol: str) -> _Word:
    match = _WORD.fullmatch(eojeol)
    if match is None or not (match["latin"] or match["hangul"]):
        return _Word("", "", ends=True, bare=False)
    ends = bool(match["end"])
    if match["latin"]:
        particle = match["hangul"]
        return _Word(match["latin"].rstrip("."), particle, ends, bare=not (particle or ends))
    noun, particle = josa.split(match["hangul"])
    return _Word(noun, particle, ends, bare=not (particle or ends))


def _nouns(texts: list[list[_Word]]) -> frozenset[str]:
    """Return the nouns of this meeting, lower case; Latin words in Korean speech are nouns."""
    found: set[str] = set()
    for word in (word for text in texts for word in text):
        if word.noun.isascii() or word.particle in _CASES:
            found.add(word.noun.lower())
        doing = josa.doing(word.noun)
        if doing is not None:
            found.add(doing)
    return frozenset(noun for noun in found if len(noun) > 1 and not _VERBAL.search(noun))


def _ending_here(run: list[_Word]) -> Iterator[Spoken]:
    """Yield the phrases whose last word is the run's last."""
    for start in range(max(0, len(run) - LONGEST), len(run)):
        part = run[start:]
        key = tuple(word.noun.lower() for word in part)
        telling = [word for word in part if word.noun not in classes("ko")["no_topic"]]
        edges_tell = part[0].noun not in classes("ko")["no_topic"] and len(set(key)) == len(key)
        if edges_tell and (len(telling) == len(part) or len(telling) > 1):
            yield Spoken(key, " ".join(word.noun for word in part))
