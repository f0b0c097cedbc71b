"""What is wrong, or doubtful, in a manifest: the rule, the field, and what to do about it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Path = tuple[str | int, ...]  # from the manifest's top: ("services", 0, "pool")

# The keys by which an entry of a list is called, instead of by its number.
CALLED_BY = ("name", "identifier")
CALLABLE = re.compile(r"[\w/-]{1,60}")
SHORTEST = 3  # letters of a beginning that says what was meant


class Severity(StrEnum):
    """An error refuses the manifest; a warning is printed and reported."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. Message and fix are sentences without their full stop."""

    rule: str  # a row of the requirements (ON-X10), or one of ours (M-08): docs/manifests.md
    severity: Severity
    path: Path
    message: str
    fix: str


def error(rule: str, path: Path, message: str, fix: str) -> Finding:
    """Return a finding that refuses the manifest."""
    return Finding(rule, Severity.ERROR, path, message, fix)


def warning(rule: str, path: Path, message: str, fix: str) -> Finding:
    """Return a finding that people are told of."""
    return Finding(rule, Severity.WARNING, path, message, fix)


def field_name(path: Path, document: Any) -> str:
    """Return a path as a person reads it: `services.api.pool`, or `services[0].pool`.

    An entry of a list is called by its name where no other entry of the list has that name.
    """
    text, here = "", document
    for part in path:
        name = _called(here, part) if isinstance(part, int) else part
        text += f".{name}" if name is not None else f"[{part}]"
        here = step(here, part)
    return text.lstrip(".") or "manifest"


def step(here: Any, part: str | int) -> Any:
    """Return what is one step further down a document; None where there is nothing."""
    if isinstance(here, Mapping):
        return here.get(part)
    if isinstance(part, int) and isinstance(here, Sequence) and not isinstance(here, str):
        return here[part] if part < len(here) else None
    return None


def near(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str | None:
    """Return the one of `known` that `word` was probably meant to be.

    In this order: in other capitals (MON), its letters in another order (=>), the beginning of
    one alone (rto), alike (regoin), and one that it begins with (production).
    """
    from difflib import get_close_matches  # only a fault pays for it

    names, small = list(known), word.casefold()
    same = [name for name in names if name.casefold() == small]
    turned = [name for name in names if sorted(name.casefold()) == sorted(small)]
    longer = [name for name in names if len(small) >= SHORTEST and name.startswith(small)]
    shorter = [name for name in names if len(name) >= SHORTEST and small.startswith(name)]
    alike = get_close_matches(word, names, n=1, cutoff=cutoff)
    found = (same, turned, longer if len(longer) == 1 else [], alike, shorter)
    return next((some[0] for some in found if some), None)


def listed(words: Iterable[str]) -> str:
    """Return words for a sentence: `a, b, c`, or `nothing`."""
    return ", ".join(words) or "nothing"


def _called(entries: Any, number: int) -> str | None:
    names = [_name(entry) for entry in entries] if isinstance(entries, Sequence) else []
    name = names[number] if number < len(names) else None
    return name if name is not None and names.count(name) == 1 else None


def _name(entry: Any) -> str | None:
    found: Iterator[Any] = (step(entry, key) for key in CALLED_BY)
    name = next((value for value in found if isinstance(value, str)), None)
    return name if name is not None and CALLABLE.fullmatch(name) else None
