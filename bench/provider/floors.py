"""Summaries to beat: chance, the beginning, and two well-known graph rankings.

Each within the same budget of words.
"""

import random
from collections import Counter
from collections.abc import Callable
from math import log, sqrt

from nightshift.domain.meetings.embedded.sentences import Sentence

DAMPING = 0.85
ROUNDS = 30
LEXRANK_THRESHOLD = 0.1  # cosine from which two sentences are linked (Erkan and Radev, 2004)
SEED = 20261120

Similarity = Callable[[Counter[str], Counter[str]], float]


def chance(found: list[Sentence], budget: int) -> str:
    """Return sentences drawn by lot."""
    return _take(random.Random(SEED).sample(range(len(found)), len(found)), found, budget)


def lead(found: list[Sentence], budget: int) -> str:
    """Return the meeting's first sentences."""
    return _take(list(range(len(found))), found, budget)


def textrank(found: list[Sentence], budget: int) -> str:
    """Return the sentences that share most words with others (Mihalcea and Tarau, 2004)."""
    return _ranked(found, budget, _shared_words)


def lexrank(found: list[Sentence], budget: int) -> str:
    """Return the sentences most similar to others by tf-idf (Erkan and Radev, 2004)."""
    seen_in = Counter(stem for sentence in found for stem in set(sentence.stems))
    idf = {stem: log(len(found) / times) for stem, times in seen_in.items()}

    def similarity(one: Counter[str], other: Counter[str]) -> float:
        dot = sum(times * other[stem] * idf[stem] ** 2 for stem, times in one.items())
        cosine = dot / (_length(one, idf) * _length(other, idf) or 1.0)
        return 1.0 if cosine >= LEXRANK_THRESHOLD else 0.0

    return _ranked(found, budget, similarity)


def _ranked(found: list[Sentence], budget: int, similarity: Similarity) -> str:
    bags = [Counter(sentence.stems) for sentence in found]
    links: list[dict[int, float]] = [{} for _ in bags]
    for i, one in enumerate(bags):
        for j in range(i):
            if not one.keys().isdisjoint(bags[j]):
                weight = similarity(one, bags[j])
                if weight:
                    links[i][j] = links[j][i] = weight
    ranks = _pagerank(links)
    return _take(sorted(range(len(found)), key=lambda place: -ranks[place]), found, budget)


def _pagerank(links: list[dict[int, float]]) -> list[float]:
    totals = [sum(edges.values()) for edges in links]
    ranks = [1.0] * len(links)
    for _ in range(ROUNDS):
        ranks = [
            1
            - DAMPING
            + DAMPING * sum(ranks[j] * weight / totals[j] for j, weight in edges.items())
            for edges in links
        ]
    return ranks


def _shared_words(one: Counter[str], other: Counter[str]) -> float:
    size = log(one.total()) + log(other.total())
    return len(one.keys() & other.keys()) / size if size else 0.0


def _length(bag: Counter[str], idf: dict[str, float]) -> float:
    return sqrt(sum((times * idf[stem]) ** 2 for stem, times in bag.items()))


def _take(ranked: list[int], found: list[Sentence], budget: int) -> str:
    """Return the best sentences that fit into the budget, in the order spoken."""
    chosen = []
    for place in ranked:
        length = len(found[place].text.split())
        if length <= budget:
            budget -= length
            chosen.append(place)
    return " ".join(found[place].text for place in sorted(chosen))
