"""The six functions that Step Functions adds to JSONata, and the one it takes away.

Read from the Step Functions Developer Guide, "Transforming data with JSONata in Step Functions",
"JSONata functions provided by Step Functions", 2026-11-20.
"""

import hashlib
import json
import random
import uuid
from collections.abc import Callable
from typing import Any

from jsonata.jexception import JException

RANGE_LIMIT = 1000  # items; same page
ALGORITHMS = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}


class RefusedCall(JException):  # type: ignore[misc]
    """A function that was called with what it does not take."""

    def __init__(self, message: str) -> None:
        super().__init__("D3001", 0)
        self.reason = message

    def __str__(self) -> str:
        return self.reason


def partition(array: Any = None, size: Any = None) -> list[list[Any]]:
    """Return `array` in chunks of `size`, the last one shorter where it must be."""
    items = array if isinstance(array, list) else [array]
    if not isinstance(size, int | float) or size < 1:
        raise RefusedCall("$partition: the chunk size must be a positive number")
    step = int(size)
    return [list(items[at : at + step]) for at in range(0, len(items), step)]


def number_range(start: Any = None, end: Any = None, step: Any = None) -> list[Any]:
    """Return the numbers from `start` to `end`, both included, `step` apart."""
    if not all(isinstance(n, int | float) for n in (start, end, step)) or step == 0:
        raise RefusedCall("$range: start, end and a step other than 0 must be numbers")
    count = max(0, int((end - start) / step) + 1) if (end - start) * step >= 0 else 0
    if count > RANGE_LIMIT:
        raise RefusedCall(f"$range: more than {RANGE_LIMIT} items")
    return [start + at * step for at in range(count)]


def digest(data: Any = None, algorithm: Any = None) -> str:
    """Return the hash of `data` in hexadecimal."""
    if not isinstance(data, str) or algorithm not in ALGORITHMS:
        raise RefusedCall(f"$hash: a string and one of {', '.join(ALGORITHMS)} are expected")
    return hashlib.new(ALGORITHMS[algorithm], data.encode(), usedforsecurity=False).hexdigest()


def random_number(seed: Any = None) -> float:
    """Return a number in [0, 1); the same one for the same seed."""
    return random.Random(seed).random() if seed is not None else random.random()


def new_uuid() -> str:
    """Return a version 4 UUID."""
    return str(uuid.uuid4())


def parse(text: Any = None) -> Any:
    """Return what the JSON `text` says."""
    if not isinstance(text, str):
        raise RefusedCall("$parse: a string is expected")
    try:
        return json.loads(text)
    except ValueError as problem:
        raise RefusedCall(f"$parse: {problem}") from problem


def refuse_eval(*_: Any) -> Any:
    """Refuse: "$eval is not supported, use $parse"."""
    raise RefusedCall("The function $eval is not supported by Step Functions; use $parse")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "partition": partition,
    "range": number_range,
    "hash": digest,
    "random": random_number,
    "uuid": new_uuid,
    "parse": parse,
    "eval": refuse_eval,
}
