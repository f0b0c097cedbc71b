"""Where English sentences hold something like a noun phrase, judged by the words around it.

A word may end a phrase if it ends stretches after "the", "of", "our" ... more often than it follows
"to", "I", "will" ....
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from nightshift.domain.meetings.embedded import words
from nightshift.domain.meetings.embedded.keyphrases import Spoken
from nightshift.domain.meetings.embedded.lexicon import classes, lexicon
from nightshift.domain.meetings.embedded.sentences import Sentence

LONGEST = 3  # words
_WORD_OR_BREAK = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:['’][A-Za-z]+)?(?:-[A-Za-z0-9]+)*|[^\sA-Za-z]")
_NO_NOUN = re.compile(r"(?:ly|n't|'\w+)$")
_VERBAL = re.compile(r"(?:ed|ing)$")
_SHORTEST = 3  # letters, unless all capitals


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of neighbouring words that could be part of a topic, and the word before it."""

    before: str
    words: list[str]
    stems: list[str]


def find(sentences: list[Sentence]) -> Iterator[Spoken]:
    """Yield every phrase of one to three words, at every place it is said."""
    runs = [run for sentence in sentences for run in _runs(_WORD_OR_BREAK.findall(sentence.text))]
    heads, alone = _nouns(runs)
    for run in runs:
        yield from _phrases(run, heads, alone)


def _runs(text: list[str]) -> Iterator[_Run]:
    if text:
        text[0] = _plain(text[0])  # a capital at the beginning of a sentence means nothing
    run: list[str] = []
    before = last = ""
    for word in [*text, ""]:
        if word and _may_be_topic(word):
            before = before if run else last
            run.append(word)
        elif run:
            yield _Run(before.lower(), run, [words.stem(part.lower()) for part in run])
            run = []
        last = word


def _nouns(runs: list[_Run]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the stems that end noun phrases here, and those of them that also stand alone."""
    ends: Counter[str] = Counter()
    other: Counter[str] = Counter()  # said as a verb, or before another noun
    verb: Counter[str] = Counter()
    for run in runs:
        if run.before in classes("en")["before_noun"]:
            ends[run.stems[-1]] += 1
            other.update(run.stems[:-1])
        elif run.before in classes("en")["before_verb"]:
            verb[run.stems[0]] += 1
    heads = frozenset(stem for stem, times in ends.items() if times > 2 * verb[stem])
    return heads, frozenset(stem for stem in heads if ends[stem] > other[stem] and ends[stem] > 1)


def _may_be_topic(word: str) -> bool:
    lower = word.lower()
    long_enough = len(word) >= _SHORTEST or (len(word) > 1 and word.isupper())
    return (
        long_enough
        and word[0].isalpha()
        and lower not in lexicon("en").silent
        and lower not in classes("en")["no_topic"]
        and not _NO_NOUN.search(lower)
    )


def _phrases(run: _Run, heads: frozenset[str], alone: frozenset[str]) -> Iterator[Spoken]:
    for end in range(1, len(run.words) + 1):
        if run.stems[end - 1] not in heads:
            continue
        for start in range(max(0, end - LONGEST), end):
            key = tuple(run.stems[start:end])
            fits = (
                key[0] in alone and not _VERBAL.search(run.words[start]) if len(key) == 1 else True
            )
            if fits and len(set(key)) == len(key):
                yield Spoken(key, " ".join(run.words[start:end]))


def _plain(word: str) -> str:
    """Return a word as inside a sentence: "Battery" -> "battery", "LCD" as it is."""
    return word if word[1:] != word[1:].lower() else word.lower()
