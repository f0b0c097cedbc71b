"""Find the chunks that answer a question: BM25, vectors, and both joined.

With the measures that compare them.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import log, log2

from bench.provider.dataset import Meeting, Question
from nightshift.domain.meetings import chunks
from nightshift.domain.meetings.embedded import hashing
from nightshift.domain.meetings.embedded.lexicon import lexicon
from nightshift.domain.meetings.embedded.words import tokens
from nightshift.domain.meetings.results import Chunk, Language

K1, B = 1.2, 0.75  # BM25's usual constants (Robertson and Zaragoza, 2009)
FUSION = 60  # reciprocal-rank fusion's usual constant (Cormack et al., SIGIR 2009)
DEPTH = 10

Score = Callable[[str], list[float]]  # a question -> one score per chunk


@dataclass(frozen=True, slots=True)
class Figures:
    """Means over all questions, in percent."""

    hit_1: float
    hit_5: float
    ndcg_10: float
    questions: int


def compare(meetings: list[Meeting], language: Language) -> dict[str, Figures]:
    """Return each method's figures; a question searches its own meeting's chunks."""
    ranked: dict[str, list[list[bool]]] = {"bm25": [], "hashing": [], "hybrid": []}
    for meeting in meetings:
        pieces = chunks.cut(meeting.transcript)
        lexical, vectors = bm25(pieces, language), cosine(pieces, language)
        for question in meeting.questions:
            relevant = [_answers(piece, question) for piece in pieces]
            if not any(relevant):
                continue
            found = {
                "bm25": order(lexical(question.text)),
                "hashing": order(vectors(question.text)),
            }
            found["hybrid"] = fuse(found["bm25"], found["hashing"])
            for name, places in found.items():
                ranked[name].append([relevant[place] for place in places])
    return {name: figures(answers) for name, answers in ranked.items()}


def bm25(pieces: tuple[Chunk, ...], language: Language) -> Score:
    """Return BM25 over stems without stop words: the peer, and the lexical half of a hybrid."""
    content = lexicon(language).content
    bags = [Counter(content(tokens(piece.text))) for piece in pieces]
    seen_in = Counter(stem for bag in bags for stem in bag)
    lengths = [bag.total() for bag in bags]
    mean = sum(lengths) / len(lengths) or 1.0

    def score(question: str) -> list[float]:
        asked = set(content(tokens(question)))
        rarity = {s: log(1 + (len(bags) - seen_in[s] + 0.5) / (seen_in[s] + 0.5)) for s in asked}
        return [
            sum(
                rarity[stem] * bag[stem] * (K1 + 1) / (bag[stem] + K1 * (1 - B + B * length / mean))
                for stem in asked
                if stem in bag
            )
            for bag, length in zip(bags, lengths, strict=True)
        ]

    return score


def cosine(pieces: tuple[Chunk, ...], language: Language) -> Score:
    """Return the similarity of the embedded provider's vectors."""
    vectors = [hashing.embed(piece.text, language) for piece in pieces]

    def score(question: str) -> list[float]:
        asked = [pair for pair in enumerate(hashing.embed(question, language)) if pair[1]]
        return [sum(number * vector[place] for place, number in asked) for vector in vectors]

    return score


def order(scores: list[float]) -> list[int]:
    """Return the places of the chunks, best first; equal ones in the order spoken."""
    return sorted(range(len(scores)), key=lambda place: (-scores[place], place))


def fuse(*rankings: list[int]) -> list[int]:
    """Return one ranking by the sum of reciprocal ranks."""
    scores = [0.0] * len(rankings[0])
    for ranking in rankings:
        for rank, place in enumerate(ranking, start=1):
            scores[place] += 1 / (FUSION + rank)
    return order(scores)


def figures(answers: list[list[bool]]) -> Figures:
    """Return the measures of rankings given as "is this one relevant", best first."""
    count = len(answers)
    return Figures(
        hit_1=100 * sum(ranked[0] for ranked in answers) / count,
        hit_5=100 * sum(any(ranked[:5]) for ranked in answers) / count,
        ndcg_10=100 * sum(_ndcg(ranked) for ranked in answers) / count,
        questions=count,
    )


def _ndcg(ranked: list[bool]) -> float:
    gained = sum(1 / log2(rank + 1) for rank, good in enumerate(ranked[:DEPTH], start=1) if good)
    best = sum(1 / log2(rank + 1) for rank in range(1, min(DEPTH, sum(ranked)) + 1))
    return gained / best


def _answers(piece: Chunk, question: Question) -> bool:
    return any(
        first <= piece.last_turn and piece.first_turn <= last for first, last in question.spans
    )
