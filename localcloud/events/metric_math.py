"""CloudWatch metric math: read an expression, refuse what is not known, compute it over a range.

CloudWatch User Guide "Using math expressions with CloudWatch metrics", read 2026-11-20. A time
series is a tuple with one value per period, None where there is none; an array of them is a list.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from localcloud.events.metric_functions import FUNCTIONS, Array, Range, Value, each

BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
# Its operators as Python writes them; text in quotes is left alone.
WORDS = re.compile(r'"[^"]*"|\'[^\']*\'|\^|&&|\|\||\bAND\b|\bOR\b')
AS_PYTHON = {"^": "**", "&&": " and ", "||": " or ", "AND": "and", "OR": "or"}
BAND = "ANOMALY_DETECTION_BAND"
DEFAULT_WIDTH = 2.0  # standard deviations


class UnsupportedMathError(ValueError):
    """The expression is no metric math, or more of it than is known here; the message says what."""


@dataclass(frozen=True, slots=True)
class Band:
    """The expected range of a series: `width` standard deviations around its usual value."""

    of: ast.expr
    width: float


def parse(text: str, ids: set[str]) -> ast.expr:
    """Return an expression over these ids.

    Raises:
        UnsupportedMathError: it is none, or uses an id or a function that is not known.
    """
    python = WORDS.sub(lambda found: AS_PYTHON.get(found[0], found[0]), text)
    try:
        node = ast.parse(python.strip(), mode="eval").body
    except SyntaxError as problem:
        raise UnsupportedMathError(f"{text!r} is not an expression") from problem
    try:
        _check(node, ids)
    except UnsupportedMathError as problem:
        raise UnsupportedMathError(f"{text!r}: {problem}") from problem
    return node


def band_of(text: str, ids: set[str]) -> Band:
    """Return the band that `ANOMALY_DETECTION_BAND(m1, 2)` asks for.

    Raises:
        UnsupportedMathError: it is another expression.
    """
    found = re.fullmatch(rf"\s*{BAND}\s*\((.*)\)\s*", text, re.DOTALL)
    if found is None:
        raise UnsupportedMathError(f"{text!r} is no {BAND}(metric, width)")
    arguments = parse(f"[{found[1]}]", ids)
    assert isinstance(arguments, ast.List)
    subject, given, *more = [*arguments.elts, ast.Constant(DEFAULT_WIDTH)]
    width = given.value if isinstance(given, ast.Constant) else None
    if len(more) > 1 or not isinstance(width, int | float) or width <= 0:
        raise UnsupportedMathError(f"{text!r}: the width must be a number above 0")
    return Band(subject, float(width))


def _check(node: ast.expr, ids: set[str]) -> None:
    if isinstance(node, ast.Call):
        name = node.func.id if isinstance(node.func, ast.Name) else "?"
        if name not in FUNCTIONS or node.keywords:
            known = ", ".join(sorted(FUNCTIONS))
            raise UnsupportedMathError(f"no function {name} in the embedded cloud; known: {known}")
        least, most = FUNCTIONS[name].arguments
        if not least <= len(node.args) <= most:
            raise UnsupportedMathError(f"{name} takes {least} to {most} arguments")
        children = [a for a in node.args if not _is_word(a)]
    else:
        children = _children(node, ids)
    for child in children:
        _check(child, ids)


def _children(node: ast.expr, ids: set[str]) -> list[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in BINARY:
            return [left, right]
        case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in COMPARISONS:
            return [left, right]
        case ast.BoolOp(values=values) | ast.List(elts=values):
            return values
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return [operand]
        case ast.Name(id=name):
            if name not in ids:
                raise UnsupportedMathError(f"no metric has the id {name}")
        case ast.Constant(value=int() | float() | str()):
            pass
        case _:
            raise UnsupportedMathError("this is not metric math")
    return []


def _is_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in ("REPEAT", "LINEAR")


def evaluate(node: ast.expr, values: Mapping[str, Value], asked: Range) -> Value:
    """Return the value of a parsed expression; `values` are those of the ids in it."""

    def value(part: ast.expr) -> Value:
        return evaluate(part, values, asked)

    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=constant):
            return constant if isinstance(constant, str) else float(constant)  # type: ignore[arg-type]
        case ast.List(elts=parts):
            return _array([value(part) for part in parts])
        case ast.Call(func=ast.Name(id=name), args=arguments):
            given = [a.id if _is_word(a) else value(a) for a in arguments]  # type: ignore[attr-defined]
            found: Value = FUNCTIONS[name].compute(asked, *given)
            return found
    compute, sides = _operation(node)
    return each(compute, *map(value, sides))


def _operation(node: ast.expr) -> tuple[Callable[..., float | None], list[ast.expr]]:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return _number(BINARY[type(op)]), [left, right]
        case ast.Compare(left=left, ops=[compared], comparators=[right]):
            return _number(COMPARISONS[type(compared)]), [left, right]
        case ast.BoolOp(op=joined, values=parts):
            join = all if isinstance(joined, ast.And) else any
            return lambda *sides: float(join(sides)), parts
        case ast.UnaryOp(operand=operand):
            return operator.neg, [operand]
    raise UnsupportedMathError(ast.dump(node))


def _array(parts: list[Value]) -> Array:
    flat: Array = []
    for part in parts:
        flat.extend(part if isinstance(part, list) else [part])  # type: ignore[list-item]
    return flat


def _number(compute: Callable[[float, float], float]) -> Callable[[float, float], float | None]:
    """Return it with None for what is no number: CloudWatch drops such points."""

    def computed(left: float, right: float) -> float | None:
        try:
            found = float(compute(left, right))
        except (ArithmeticError, TypeError):
            return None
        return found if math.isfinite(found) else None

    return computed
