"""How telling an English word is, learnt from real meetings: rare ones much, "okay" not at all.

Words and letter groups share one table of 2^15 buckets by hash, so unrelated ones sometimes
collide. Korean has no training text with a free licence, so every Korean word weighs the same.
"""

from functools import cache
from zlib import crc32

BUCKETS = 1 << 15
HIGHEST = 8.0  # the weight that byte 255 of the table stands for
KOREAN = 4.0  # about the mean weight of an English content word

_FIRST_BIT = 11  # the lower ones choose the vector's component and its sign, see `hashing`


def weight(feature: str) -> float:
    """Return the weight of a feature such as "w:budget"; `KOREAN` where it is in Hangul."""
    if max(feature) >= "가":
        return KOREAN
    return _table()[bucket(crc32(feature.encode()))] * HIGHEST / 255


def bucket(hashed: int) -> int:
    """Return the place in the table of a feature's CRC-32."""
    return (hashed >> _FIRST_BIT) % BUCKETS


@cache
def _table() -> bytes:
    """Read the table once (bench/training/fit_idf.py writes it; NOTICE.md names its sources)."""
    from importlib.resources import files

    return files("nightshift.domain.meetings.embedded").joinpath("idf.bin").read_bytes()
