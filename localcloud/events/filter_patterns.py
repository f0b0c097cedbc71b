"""Filter patterns of CloudWatch Logs: words, JSON conditions, fields between spaces.

CloudWatch Logs User Guide "Filter pattern syntax for metric filters", read 2026-11-20.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from localcloud.events.filter_conditions import (
    MISSING,
    Conditions,
    Field,
    Lookup,
    PatternError,
    Test,
    regex,
    unquoted,
)

TERM = re.compile(r'\s*([-?]?)(?:("(?:\\.|[^"\\])*")|(%[^%]*%)|(\w+))(?=\s|$)')
SELECTOR = re.compile(r"\$(?:\.[\w\-:]+|\[\d+\]|\[(?:'[^']*'|\"[^\"]*\")\])*")
STEP = re.compile(r"\.([\w\-:]+)|\[(\d+)\]|\[(?:'([^']*)'|\"([^\"]*)\")\]")
NAME = re.compile(r"[A-Za-z_]\w*")
WORD = re.compile(r'"([^"]*)"|\[([^\]]*)\]|(\S+)')
ELLIPSIS = "..."


class Pattern(Protocol):
    """A parsed pattern."""

    @property
    def has_fields(self) -> bool:
        """Whether values and dimensions can be taken out of an event."""

    @property
    def selectors(self) -> Sequence[str]:
        """The fields it names, as metric transformations write them."""

    def match(self, message: str) -> Lookup | None:
        """Return what finds the fields of an event that matches; None where it does not."""


@cache
def parse(text: str) -> Pattern:
    """Return a pattern.

    Raises:
        PatternError: it is none; the message is CloudWatch's where that is known.
    """
    stripped = text.strip()
    if stripped.startswith("{"):
        return _json(stripped)
    return _delimited(stripped) if stripped.startswith("[") else _words(stripped)


@dataclass(frozen=True, slots=True)
class Words:
    """Terms anywhere in the text: all of some, none of others, or any of some."""

    wanted: tuple[re.Pattern[str], ...]
    unwanted: tuple[re.Pattern[str], ...]
    optional: tuple[re.Pattern[str], ...]
    has_fields = False
    selectors: Sequence[str] = ()

    def match(self, message: str) -> Lookup | None:
        """Look for the terms; beside other terms those with a question mark do not count."""
        fits = all(term.search(message) for term in self.wanted) and not any(
            term.search(message) for term in self.unwanted
        )
        if self.optional and not self.wanted and not self.unwanted:
            fits = any(term.search(message) for term in self.optional)
        return (lambda _: MISSING) if fits else None


def _words(text: str) -> Words:
    terms: dict[str, list[re.Pattern[str]]] = {"": [], "-": [], "?": []}
    position = 0
    while position < len(text):
        found = TERM.match(text, position)
        if found is None:
            term = text[position:].split(maxsplit=1)[0]
            wrong = re.sub(r'[\w"%?-]', "", term) or term
            raise PatternError(f"Invalid character(s) in term '{wrong[0]}'")
        sign, phrase, expression, word = found.groups()
        literal = re.compile(re.escape(unquoted(phrase) if phrase else word or ""))
        terms[sign].append(regex(expression) if expression else literal)
        position = found.end()
    return Words(tuple(terms[""]), tuple(terms["-"]), tuple(terms["?"]))


@dataclass(frozen=True, slots=True)
class Json:
    """A condition on the fields of a JSON event."""

    test: Test
    selectors: Sequence[str]
    has_fields = True

    def match(self, message: str) -> Lookup | None:
        """Test a JSON object; another text does not match."""
        try:
            event = json.loads(message)
        except ValueError:
            return None
        if not isinstance(event, dict | list):
            return None

        def lookup(selector: str) -> Any:
            return _at(event, selector)

        return lookup if self.test(lookup) else None


def _json(text: str) -> Json:
    if not text.endswith("}"):
        raise PatternError("A JSON pattern ends with }")
    conditions = Conditions(text[1:-1], SELECTOR)
    test = conditions.parse()
    return Json(test, tuple(dict.fromkeys(conditions.selectors)))


def _at(event: Any, selector: str) -> Any:
    for name, index, *quoted in STEP.findall(selector):
        key = int(index) if index else name or next(filter(None, quoted), "")
        try:
            event = event[key]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return event


@dataclass(frozen=True, slots=True)
class Delimited:
    """Fields between spaces; text in quotation marks or square brackets is one field."""

    names: tuple[str, ...]  # with at most one ellipsis
    tests: tuple[Test, ...]
    selectors: Sequence[str] = field(default=())
    has_fields = True

    def match(self, message: str) -> Lookup | None:
        """Give the words of a line their names, and test them."""
        named = self._named([Field("".join(parts)) for parts in WORD.findall(message)])
        if named is None:
            return None

        def lookup(selector: str) -> Any:
            return named.get(selector.removeprefix("$"), MISSING)

        return lookup if all(test(lookup) for test in self.tests) else None

    def _named(self, words: list[Field]) -> dict[str, Field] | None:
        if ELLIPSIS not in self.names:
            return self._pairs(self.names, words)
        place = self.names.index(ELLIPSIS)
        behind = len(self.names) - place - 1
        if len(words) < place + behind:
            return None
        names = self.names[:place] + self.names[place + 1 :]
        return self._pairs(names, words[:place] + words[len(words) - behind :])

    @staticmethod
    def _pairs(names: Sequence[str], words: list[Field]) -> dict[str, Field] | None:
        return dict(zip(names, words, strict=True)) if len(names) == len(words) else None


def _delimited(text: str) -> Delimited:
    if not text.endswith("]"):
        raise PatternError("A space-delimited pattern ends with ]")
    names: list[str] = []
    tests: list[Test] = []
    for part in _columns(text[1:-1]):
        if part == ELLIPSIS or NAME.fullmatch(part):
            names.append(part)
            continue
        conditions = Conditions(part, NAME)
        tests.append(conditions.parse())
        if len(set(conditions.selectors)) != 1:
            raise PatternError(f"A condition is on one field, not {part!r}")
        names.append(conditions.selectors[0])
    if names.count(ELLIPSIS) > 1:
        raise PatternError("There may be one ellipsis")
    selectors = tuple(f"${name}" for name in names if name != ELLIPSIS)
    return Delimited(tuple(names), tuple(tests), selectors)


def _columns(text: str) -> list[str]:
    parts = re.findall(r'((?:"(?:\\.|[^"\\])*"|%[^%]*%|[^,"%])+)', text)
    found = [part.strip() for part in parts]
    if not found or "" in found:
        raise PatternError("A field has no name")
    return found
