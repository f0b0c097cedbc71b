"""The phrases a meeting turned on: one to three words, as somebody said them.

A phrase scores by how often it was said and how rare its words are elsewhere. There is no
part-of-speech tagger behind this: the language's own finder (`phrases_en`, `phrases_ko`) judges by
neighbouring words and particles what is a noun.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from nightshift.domain.meetings.embedded import idf, people
from nightshift.domain.meetings.embedded.sentences import Sentence
from nightshift.domain.meetings.results import Language, Transcript

MOST = 8
FEWEST_REPEATED = 6
_NESTED = 0.5  # a phrase mostly said inside a longer one gives way to it
_LENGTH_BONUS = (0.0, 1.0, 2.2, 2.2)  # by number of words: "target price" tells more than "price"

Key = tuple[str, ...]  # the stems of a phrase


@dataclass(frozen=True, slots=True)
class Spoken:
    """A phrase at one place of the meeting."""

    key: Key
    surface: str


def find(sentences: list[Sentence], transcript: Transcript, language: Language) -> tuple[str, ...]:
    """Return at most `MOST` phrases that share no word, most telling first."""
    counts: Counter[Key] = Counter()
    surfaces: dict[Key, Counter[str]] = defaultdict(Counter)
    for spoken in _spoken(sentences, language):
        counts[spoken.key] += 1
        surfaces[spoken.key][spoken.surface] += 1
    counts = _without_names(_without_nested(_repeated(counts)), surfaces, transcript)
    chosen = _distinct(sorted(counts, key=lambda key: (-_score(key, counts[key]), key)))
    return tuple(_best(surfaces[key]) for key in chosen)


def _spoken(sentences: list[Sentence], language: Language) -> Iterable[Spoken]:
    if language == "ko":
        from nightshift.domain.meetings.embedded import phrases_ko

        return phrases_ko.find(sentences)
    from nightshift.domain.meetings.embedded import phrases_en

    return phrases_en.find(sentences)


def _score(key: Key, times: int) -> float:
    rarity = sum(idf.weight("w:" + stem) for stem in key) / len(key)
    return log(times + (0.3 if len(key) == 1 else 0.6)) * rarity * _LENGTH_BONUS[len(key)]


def _repeated(counts: Counter[Key]) -> Counter[Key]:
    """Return what was said more than once; in a meeting too short for repetitions, everything."""
    repeated = Counter({key: times for key, times in counts.items() if times > 1})
    return repeated if len(repeated) >= FEWEST_REPEATED else counts


def _without_nested(counts: Counter[Key]) -> Counter[Key]:
    """Return the phrases without those that mostly occur inside one longer, repeated phrase."""
    swallowed: Counter[Key] = Counter()
    for key, times in counts.items():
        if times > 1:
            for part in _parts(key):
                swallowed[part] = max(swallowed[part], times)
    return Counter(
        {key: times for key, times in counts.items() if swallowed[key] < _NESTED * times}
    )


def _parts(key: Key) -> list[Key]:
    lengths = range(1, len(key))
    return [key[at : at + n] for n in lengths for at in range(len(key) - n + 1)]


def _without_names(
    counts: Counter[Key], surfaces: dict[Key, Counter[str]], transcript: Transcript
) -> Counter[Key]:
    """Return the phrases that name none of the speakers."""
    known = people.roster(transcript)
    return Counter(
        {key: times for key, times in counts.items() if not known.mentions(_best(surfaces[key]))}
    )


def _best(surface: Counter[str]) -> str:
    """Return the form heard most often; the shorter, then the alphabetically first of equals."""
    return min(surface, key=lambda form: (-surface[form], len(form), form))


def _distinct(ranked: list[Key]) -> list[Key]:
    used: set[str] = set()
    chosen: list[Key] = []
    for key in ranked:
        if len(chosen) == MOST:
            break
        if used.isdisjoint(key):
            used.update(key)
            chosen.append(key)
    return chosen
