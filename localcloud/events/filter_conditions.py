"""Conditions of filter patterns: `$.level = "ERROR" && ($.ms > 500 || $.code NOT EXISTS)`.

CloudWatch Logs User Guide "Filter pattern syntax", read 2026-11-20. No library reads this language
and is kept; a general parser generator would cost the start of the cloud a tenth of a second.
"""

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

MISSING = object()  # what a lookup answers for a field that is not there
Lookup = Callable[[str], Any]
Test = Callable[[Lookup], bool]
TOKEN = re.compile(
    r"""\s*(?: (?P<quoted>"(?:\\.|[^"\\])*")
    | (?P<regex>%[^%]*%)
    | (?P<sign>&&|\|\||<=|>=|!=|[=<>()])
    | (?P<word>[^\s"%&|<>=!()]+) )""",
    re.VERBOSE,
)
VALUE = re.compile(r"[\w.*+\-]+")  # what need not be in quotes
NUMBERS: dict[str, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
STATES: dict[tuple[str, ...], Callable[[Any], bool]] = {
    ("IS", "NULL"): lambda value: value is None,
    ("IS", "TRUE"): lambda value: value is True,
    ("IS", "FALSE"): lambda value: value is False,
    ("NOT", "EXISTS"): lambda value: value is MISSING,
}


class PatternError(ValueError):
    """It is no filter pattern; the message says why."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a condition: quoted, regex, sign or word."""

    kind: str
    text: str


class Conditions:
    """A parser of one condition; `selector` says what may stand on the left."""

    def __init__(self, text: str, selector: re.Pattern[str]) -> None:
        self._tokens = list(_tokens(text))
        self._selector = selector
        self.selectors: list[str] = []  # those in it, in order

    def parse(self) -> Test:
        """Return the condition as a test.

        Raises:
            PatternError: it is none.
        """
        test = self._any()
        if self._tokens:
            raise PatternError(f"Unexpected {self._tokens[0].text!r}")
        return test

    def _any(self) -> Test:
        tests = self._joined("||", self._all)
        return lambda lookup: any(test(lookup) for test in tests)

    def _all(self) -> Test:
        tests = self._joined("&&", self._one)
        return lambda lookup: all(test(lookup) for test in tests)

    def _joined(self, sign: str, read: Callable[[], Test]) -> list[Test]:
        tests = [read()]
        while self._tokens and self._tokens[0].text == sign:
            self._tokens.pop(0)
            tests.append(read())
        return tests

    def _one(self) -> Test:
        token = self._next()
        if token.text == "(":
            test = self._any()
            if self._next().text != ")":
                raise PatternError("A bracket is not closed")
            return test
        if token.kind != "word" or not self._selector.fullmatch(token.text):
            raise PatternError(f"Invalid character(s) in term '{token.text}'")
        self.selectors.append(token.text)
        return self._comparison(token.text)

    def _comparison(self, selector: str) -> Test:
        sign = self._next()
        if sign.kind == "word":
            words = (sign.text.upper(), self._next().text.upper())
            if words not in STATES:
                raise PatternError(f"Unexpected {sign.text!r}")
            holds = STATES[words]
            return lambda lookup: holds(lookup(selector))
        if sign.text not in NUMBERS:
            raise PatternError(f"Unexpected {sign.text!r}")
        compare = comparison(sign.text, self._next())
        return lambda lookup: compare(lookup(selector))

    def _next(self) -> Token:
        if not self._tokens:
            raise PatternError("The pattern ends too early")
        return self._tokens.pop(0)


def comparison(sign: str, value: Token) -> Callable[[Any], bool]:
    """Return a test of a field's value.

    Raises:
        PatternError: the value does not go with the sign.
    """
    number = _number(value.text) if value.kind == "word" else None
    if number is not None:
        compute = NUMBERS[sign]
        return lambda found: (known := as_number(found)) is not None and compute(known, number)
    if sign not in ("=", "!="):
        raise PatternError(f"{sign} needs a number, not {value.text}")
    expression = _expression(value)
    wanted = sign == "="
    return lambda found: (
        (text := _as_text(found)) is not None and bool(expression.search(text)) is wanted
    )


def regex(text: str) -> re.Pattern[str]:
    """Return `%...%` as an expression.

    Raises:
        PatternError: it is none.
    """
    try:
        return re.compile(text.strip("%"))
    except re.error as problem:
        raise PatternError(f"Invalid regular expression {text}: {problem}") from problem


def unquoted(text: str) -> str:
    """Return what stands between quotation marks."""
    return re.sub(r"\\(.)", r"\1", text[1:-1])


def as_number(value: Any) -> float | None:
    """Return a field's value as a number: JSON's, or that of a text in a space-delimited line."""
    if isinstance(value, bool) or not isinstance(value, int | float | Field):
        return None
    return _number(value) if isinstance(value, str) else float(value)


class Field(str):
    """A word of a space-delimited line: a number where it looks like one."""

    __slots__ = ()


def _expression(value: Token) -> re.Pattern[str]:
    if value.kind == "regex":
        return regex(value.text)
    if value.kind == "quoted":
        text = unquoted(value.text)
    elif value.kind == "word" and VALUE.fullmatch(value.text):
        text = value.text
    else:
        raise PatternError(f"Invalid character(s) in term '{value.text}'")
    return re.compile(r"(?s)\A" + ".*".join(map(re.escape, text.split("*"))) + r"\Z")


def _as_text(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _tokens(text: str) -> Iterator[Token]:
    position, text = 0, text.rstrip()
    while position < len(text):
        found = TOKEN.match(text, position)
        if found is None:
            raise PatternError(f"Invalid character(s) in term '{text[position:].strip()[0]}'")
        position = found.end()
        kind = str(found.lastgroup)
        yield Token(kind, found[kind])
