"""Evaluate JSONata: compiled once, safe from any thread, `null` told from nothing.

jsonata-python keeps the running evaluation in a thread-local and in the compiled object; a shallow
copy per evaluation keeps both apart, so one compiled expression serves any number of threads.
"""

import copy
import json
import math
from collections.abc import Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from jsonata import functions as jsonata_functions
from jsonata.jexception import JException
from jsonata.jsonata import Jsonata
from jsonata.parser import Parser
from jsonata.utils import Utils

from localcloud.stepfunctions.jsonata_functions import FUNCTIONS

SAFE_INTEGER = 2**53  # JSON numbers are doubles: beyond it an integral float stays a float


class EvaluationError(Exception):
    """An expression failed, or yielded what a state cannot hold; the text says why."""


class UndefinedError(EvaluationError):
    """An expression yielded nothing."""


def install() -> None:
    """Let `$string` keep every language's letters as they are, as JavaScript does."""
    jsonata_functions.json = SimpleNamespace(
        **{**vars(json), "dumps": _dumps, "JSONEncoder": json.JSONEncoder, "loads": json.loads}
    )


def _dumps(*args: Any, **options: Any) -> str:
    return json.dumps(*args, **{"ensure_ascii": False, **options})


def _functions_frame() -> Any:
    frame = Jsonata.Frame(Jsonata.static_frame)
    for name, function in FUNCTIONS.items():
        frame.bind(name, Jsonata.JLambda(function))
    return frame


_FRAME = _functions_frame()


@lru_cache(maxsize=4096)
def compiled(expression: str) -> Any:
    """Return the compiled expression.

    Raises:
        JException: it does not parse.
    """
    program = Jsonata(expression)
    program.set_output_convert_nulls(False)
    program.set_validate_input(False)
    program.environment = _FRAME
    return program


def evaluate(expression: str, bindings: Mapping[str, Any]) -> Any:
    """Return the expression's value as plain JSON data; `bindings` are variables without `$`.

    Raises:
        UndefinedError: it yielded nothing.
        EvaluationError: it failed, or yielded a function.
    """
    try:
        program = copy.copy(compiled(expression))
        Jsonata.CURRENT.jsonata = program
        value = program.evaluate(None, bindings)
    except JException as problem:
        raise EvaluationError(_reason(problem)) from problem
    except (ArithmeticError, TypeError, ValueError, RecursionError, AttributeError) as problem:
        # jsonata-python lets Python's own errors through for operands of the wrong kind.
        raise EvaluationError(f"{type(problem).__name__}: {problem}") from problem
    if value is None:
        raise UndefinedError("returned nothing (undefined)")
    return plain(value)


def plain(value: Any) -> Any:
    """Return `value` in plain JSON types, copied.

    Raises:
        EvaluationError: it holds a function or a number JSON cannot write.
    """
    kind = type(value)
    if kind is str or kind is int or kind is bool or value is None:
        return value
    if kind is float:
        return _number(value)
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        if isinstance(value, Utils.RangeList):  # its iterator leaves the last item out
            return [value[at] for at in range(len(value))]
        return [plain(item) for item in value]
    if value is Utils.NULL_VALUE:
        return None
    if isinstance(value, Jsonata.JFunctionCallable | Parser.Symbol):
        raise EvaluationError("returned an unsupported result type")
    return value


def _number(value: float) -> float | int:
    if not math.isfinite(value):
        raise EvaluationError(f"D1001: Number out of range: {value}")
    if value.is_integer() and abs(value) < SAFE_INTEGER:
        return int(value)
    return value


def _reason(problem: Any) -> str:
    code = getattr(problem, "error", "")
    return f"threw an error during evaluation. {code}: {problem}"
