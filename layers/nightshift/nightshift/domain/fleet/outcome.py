"""What came of a call for many instances: which changed, and which AWS refused and why.

EC2 takes or refuses a whole call. Most refusals name the instances they are about: those are taken
out and the rest is asked again. Others do not; the batch is divided until the one is found.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

TOKEN = re.compile(r"[\w-]+")
REASON_SHOWN = 300  # characters; an authorization failure carries a long encoded message


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call for many instances changed."""

    changed: tuple[str, ...]  # ids AWS took; one that was so already is among them
    refused: Mapping[str, str]  # id -> AWS's code and reason


def named(reason: str, asked: Iterable[str]) -> tuple[str, ...]:
    """Return those of the ids `asked` that a refusal names, as "'i-0a, i-0b' do not exist" does."""
    told = set(TOKEN.findall(reason))
    return tuple(each for each in asked if each in told)


def without(asked: Sequence[str], refused: Iterable[str]) -> tuple[str, ...]:
    """Return what is left to ask for, in order."""
    out = set(refused)
    return tuple(each for each in asked if each not in out)


def halves(asked: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Return a batch in two."""
    middle = len(asked) // 2
    return tuple(asked[:middle]), tuple(asked[middle:])


def chunks(values: Iterable[str], size: int) -> list[tuple[str, ...]]:
    """Return the distinct values in order, at most `size` together."""
    every = tuple(dict.fromkeys(values))
    return [every[begin : begin + size] for begin in range(0, len(every), size)]
