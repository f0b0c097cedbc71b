"""Measure the embedded provider against what it has to beat.

Run from the project's root: python -m bench.provider_quality --meetings test.jsonl Summaries: ROUGE
F-measures (own implementation, see bench/provider/rouge.py) next to chance, lead, TextRank and
LexRank. Retrieval: the chunks that answer each question, by the provider's vectors and joined with
BM25, next to BM25 alone.
"""

import argparse
from collections.abc import Callable
from pathlib import Path

from bench.provider import dataset, floors, retrieval, rouge
from nightshift.domain.meetings import language
from nightshift.domain.meetings.embedded import sentences
from nightshift.domain.meetings.embedded.provider import EmbeddedProvider
from nightshift.domain.meetings.embedded.summary import BUDGET

FLOORS: dict[str, Callable[[list[sentences.Sentence], int], str]] = {
    "random": floors.chance,
    "lead": floors.lead,
    "textrank": floors.textrank,
    "lexrank": floors.lexrank,
}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--meetings", type=Path, required=True, help="QMSum-like .jsonl or .jsonl.gz"
    )
    meetings = dataset.read(parser.parse_args().meetings)

    _print_summaries([meeting for meeting in meetings if meeting.summary])
    _print_retrieval([meeting for meeting in meetings if meeting.questions])


def _print_summaries(meetings: list[dataset.Meeting]) -> None:
    scores: dict[str, list[rouge.Rouge]] = {}
    for meeting in meetings:
        for name, text in _summaries(meeting).items():
            scores.setdefault(name, []).append(rouge.score(text, meeting.summary))
    means = {name: rouge.mean(found) for name, found in scores.items()}
    peer = max(mean.r1 for name, mean in means.items() if name in FLOORS)
    print(
        f"summaries of {len(meetings)} "
        f"meetings{'ROUGE-1':>14}{'-2':>8}{'-L':>8}{'R1/best floor':>16}"
    )
    for name, mean in means.items():
        print(f"{name:<27}{mean.r1:>10.1f}{mean.r2:>8.1f}{mean.rl:>8.1f}{mean.r1 / peer:>15.2f}x")


def _summaries(meeting: dataset.Meeting) -> dict[str, str]:
    spoken = language.detect(meeting.transcript)
    found = sentences.candidates(meeting.transcript, spoken)
    texts = {name: floor(found, BUDGET[spoken]) for name, floor in FLOORS.items()}
    summary = EmbeddedProvider().summarize(meeting.transcript, spoken)
    texts["embedded"] = " ".join(cited.text for cited in summary.sentences)
    texts["embedded with headline"] = f"{summary.headline}. {texts['embedded']}"
    return texts


def _print_retrieval(meetings: list[dataset.Meeting]) -> None:
    found = retrieval.compare(meetings, "en")
    peer = found["bm25"].ndcg_10
    count = found["bm25"].questions
    print(f"\nretrieval, {count} questions{'hit@1':>16}{'hit@5':>8}{'nDCG@10':>9}{'nDCG/BM25':>12}")
    for name, figures in found.items():
        ratio = figures.ndcg_10 / peer
        row = f"{figures.hit_1:>10.1f}{figures.hit_5:>8.1f}{figures.ndcg_10:>9.1f}{ratio:>11.2f}x"
        print(f"{name:<27}{row}")


if __name__ == "__main__":
    main()
