"""Choose good sentences that are unlike each other: maximal marginal relevance.

After Carbonell and Goldstein, SIGIR 1998.
"""

from math import sqrt

from nightshift.domain.meetings.embedded import words
from nightshift.domain.meetings.embedded.sentences import Sentence

RELEVANCE = 0.8  # against 0.2 for being different; chosen on the training meetings
SAME = 0.7  # cosine from which a sentence only repeats one already chosen
POOL = 80  # best sentences looked at; the rest never gets in


def choose(
    sentences: list[Sentence], scores: list[float], keyness: dict[str, float], budget: int
) -> list[Sentence]:
    """Return sentences of at most `budget` words together, in the order spoken."""
    ranked = sorted(range(len(sentences)), key=lambda place: (-scores[place], place))[:POOL]
    vectors = {place: _vector(sentences[place], keyness) for place in ranked}
    relevance = _scaled({place: scores[place] for place in ranked})
    alike = dict.fromkeys(ranked, 0.0)
    chosen: list[int] = []
    left = budget
    while alike:
        best = max(alike, key=lambda place: _gain(relevance[place], alike[place]))
        alike_to_chosen = alike.pop(best)
        length = words.count(sentences[best].text)
        if length > left or alike_to_chosen > SAME:
            continue
        left -= length
        chosen.append(best)
        for place in alike:
            alike[place] = max(alike[place], _cosine(vectors[best], vectors[place]))
    return [sentences[place] for place in sorted(chosen)]


def _gain(relevance: float, alike: float) -> float:
    return RELEVANCE * relevance - (1 - RELEVANCE) * alike


def _scaled(scores: dict[int, float]) -> dict[int, float]:
    """Return the scores stretched to 0..1, so that they compare with a cosine."""
    lowest, highest = min(scores.values()), max(scores.values())
    reach = highest - lowest or 1.0
    return {place: (score - lowest) / reach for place, score in scores.items()}


def _vector(sentence: Sentence, keyness: dict[str, float]) -> dict[str, float]:
    weights = {stem: keyness[stem] for stem in sentence.stems}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {stem: weight / length for stem, weight in weights.items()}


def _cosine(one: dict[str, float], other: dict[str, float]) -> float:
    return sum(weight * other.get(stem, 0.0) for stem, weight in one.items())
