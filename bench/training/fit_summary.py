"""Fit the weights of the embedded provider's sentence scorer (`weights.json`).

Run from the project's root, after fit_idf: python -m bench.training.fit_summary --meetings
train.jsonl.gz Ridge regression: from a sentence's features to how much of the people's own summary
it holds. The result depends on the file alone. Fit it on training meetings only, or
bench/provider_quality.py measures memory.
"""

import argparse
import itertools
import json
from collections import Counter
from math import sqrt
from pathlib import Path

from bench.provider import dataset, rouge
from nightshift.domain.meetings import embedded
from nightshift.domain.meetings.embedded import features, sentences
from nightshift.domain.meetings.embedded.lexicon import lexicon
from nightshift.domain.meetings.embedded.sentences import Sentence
from nightshift.domain.meetings.embedded.words import tokens

RIDGE = 50.0
CONTENT_WORD, ANY_WORD, WORD_PAIR = 1.0, 0.3, 1.0  # what a match with the reference is worth
SHORTNESS = 3  # words added to a sentence's length, so that three lucky words are no great sentence

Row = list[float]


def main() -> None:
    """Write the weights and print them, strongest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(embedded.__path__[0], "weights.json"))
    arguments = parser.parse_args()

    weights = fit(dataset.read(arguments.meetings))
    arguments.out.write_text(json.dumps(weights, indent=2) + "\n")
    for name, weight in sorted(weights.items(), key=lambda pair: -abs(pair[1])):
        print(f"{weight:+.3f}  {name}")


def fit(meetings: list[dataset.Meeting]) -> dict[str, float]:
    """Return one weight per feature, in the order of `features.NAMES`."""
    size = len(features.NAMES)
    products = [[RIDGE if row == column else 0.0 for column in range(size)] for row in range(size)]
    answers = [0.0] * size
    for meeting in meetings:
        rows, targets = _examples(meeting)
        share = 100 / len(rows)  # every meeting counts the same, whatever its length
        for row, target in zip(rows, targets, strict=True):
            for i, value in enumerate(row):
                answers[i] += share * value * target
                products[i] = [p + share * value * v for p, v in zip(products[i], row, strict=True)]
    solved = _solve(products, answers)
    return {name: round(w, 4) for name, w in zip(features.NAMES, solved, strict=True)}


def _examples(meeting: dataset.Meeting) -> tuple[list[Row], Row]:
    """Return the feature rows of a meeting's sentences, and what the scorer should say of each."""
    words_of = lexicon("en")
    found = sentences.candidates(meeting.transcript, "en")
    survey = features.survey(meeting.transcript, found, words_of)
    reference = rouge.tokens(meeting.summary)
    telling = set(words_of.content(tokens(meeting.summary)))
    pairs = set(itertools.pairwise(reference))
    worth = [_worth(sentence, Counter(reference), telling, pairs) for sentence in found]
    return features.standardised(survey, found), _standardised(worth)


def _worth(
    sentence: Sentence, reference: Counter[str], telling: set[str], pairs: set[tuple[str, str]]
) -> float:
    ours = rouge.tokens(sentence.text)
    matched = CONTENT_WORD * sum(1 for stem in sentence.stems if stem in telling)
    matched += ANY_WORD * (Counter(ours) & reference).total()
    matched += WORD_PAIR * len(set(itertools.pairwise(ours)) & pairs)
    return matched / (len(ours) + SHORTNESS)


def _standardised(values: Row) -> Row:
    mean = sum(values) / len(values)
    deviation = sqrt(sum((value - mean) ** 2 for value in values) / len(values)) or 1.0
    return [(value - mean) / deviation for value in values]


def _solve(matrix: list[Row], answers: Row) -> Row:
    """Return x of matrix * x = answers by Gauss-Jordan elimination with partial pivoting."""
    rows = [[*row, answer] for row, answer in zip(matrix, answers, strict=True)]
    for place in range(len(rows)):
        best = max(range(place, len(rows)), key=lambda i: abs(rows[i][place]))
        rows[place], rows[best] = rows[best], rows[place]
        pivot = rows[place]
        for i, row in enumerate(rows):
            factor = row[place] / pivot[place]
            if i != place and factor:
                rows[i] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
    return [row[-1] / row[place] for place, row in enumerate(rows)]


if __name__ == "__main__":
    main()
