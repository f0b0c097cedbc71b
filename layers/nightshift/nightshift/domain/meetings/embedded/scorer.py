"""How well each sentence would do in a summary: a weighted sum of its features.

The weights come from bench/training/fit_summary.py (ridge regression on real meetings; NOTICE.md
names them).
"""

import json
from functools import cache

from nightshift.domain.meetings.embedded import features


def scores(rows: list[list[float]]) -> list[float]:
    """Return one score per row of `features.standardised`; higher is better."""
    weights = _weights()
    return [sum(w * value for w, value in zip(weights, row, strict=True)) for row in rows]


@cache
def _weights() -> tuple[float, ...]:
    """Read the weights once.

    Raises:
        ValueError: the file was fitted for other features than the code computes.
    """
    from importlib.resources import files

    text = files("nightshift.domain.meetings.embedded").joinpath("weights.json").read_text()
    fitted: dict[str, float] = json.loads(text)
    if tuple(fitted) != features.NAMES:
        raise ValueError(
            "weights.json does not fit features.NAMES; run bench/training/fit_summary.py"
        )
    return tuple(fitted.values())
