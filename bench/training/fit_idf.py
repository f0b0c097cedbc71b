"""Fit the table of word weights that the embedded provider ships (`idf.bin`).

Run from the project's root: python -m bench.training.fit_idf --meetings train.jsonl.gz The result
depends on the file alone. Fit it on training meetings only, or bench/provider_quality.py measures
memory.
"""

import argparse
from collections import Counter
from math import log
from pathlib import Path
from zlib import crc32

from bench.provider import dataset
from nightshift.domain.meetings import chunks, embedded
from nightshift.domain.meetings.embedded import hashing, idf
from nightshift.domain.meetings.embedded.lexicon import lexicon
from nightshift.domain.meetings.embedded.words import tokens

EXPONENT = 0.7  # below 1: rare words a little less dominant; chosen on the training meetings


def main() -> None:
    """Write the table and say how it is filled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path(embedded.__path__[0], "idf.bin"))
    arguments = parser.parse_args()

    table = fit(dataset.read(arguments.meetings))
    arguments.out.write_bytes(table)
    print(f"{arguments.out}: {len(table)} buckets, {len(set(table))} different weights")


def fit(meetings: list[dataset.Meeting]) -> bytes:
    """Return one byte per bucket: idf to the power of `EXPONENT`, 255 = `idf.HIGHEST`."""
    seen_in: Counter[int] = Counter()
    chunk_count = 0
    for meeting in meetings:
        for chunk in chunks.cut(meeting.transcript):
            seen_in.update(_buckets(chunk.text))
            chunk_count += 1
    weights = (
        log((chunk_count + 1) / (seen_in[bucket] + 0.5)) ** EXPONENT
        for bucket in range(idf.BUCKETS)
    )
    return bytes(min(255, round(weight / idf.HIGHEST * 255)) for weight in weights)


def _buckets(text: str) -> set[int]:
    return {
        idf.bucket(crc32(feature.encode()))
        for stem in set(lexicon("en").content(tokens(text)))
        for feature, _ in hashing.word_features(stem)
    }


if __name__ == "__main__":
    main()
