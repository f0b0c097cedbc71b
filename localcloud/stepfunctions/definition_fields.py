"""Check a state's fields against its query language, and its expressions' syntax."""

from collections.abc import Iterator
from typing import Any

from jsonata.jexception import JException
from jsonata.parser import Parser

from localcloud.stepfunctions.jsonata_engine import compiled

Fault = tuple[str, str, str]  # code, message, path in the state

# Developer Guide, "Transforming data with JSONata in Step Functions": what each language has alone.
JSONPATH_FIELDS = (
    "InputPath",
    "OutputPath",
    "ResultPath",
    "Parameters",
    "ResultSelector",
    "ItemsPath",
    "SecondsPath",
    "TimestampPath",
    "TimeoutSecondsPath",
    "HeartbeatSecondsPath",
    "MaxConcurrencyPath",
    "ToleratedFailureCountPath",
    "ToleratedFailurePercentagePath",
    "ErrorPath",
    "CausePath",
)
JSONATA_FIELDS = ("Arguments", "Output", "Items")
SCOPES = ("Branches", "ItemProcessor", "Iterator", "Comment")  # not this state's own expressions


def faults(state: dict[str, Any], language: str) -> Iterator[Fault]:
    """Yield what does not fit the query language, and every expression that does not parse."""
    jsonata = language == "JSONata"
    forbidden = JSONPATH_FIELDS if jsonata else JSONATA_FIELDS
    for field, where in _fields(state):
        if field in forbidden:
            message = f"The field '{field}' is not supported in the query language {language}"
            yield "SCHEMA_VALIDATION_FAILED", message, where
    if jsonata:
        for field, value in state.items():
            if field not in SCOPES:
                yield from _expressions(value, f"/{field}")


def _fields(state: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field in state:
        yield field, f"/{field}"
    for group in ("Catch", "Choices"):
        for number, rule in enumerate(state.get(group) or []):
            for field in rule if isinstance(rule, dict) else ():
                yield field, f"/{group}[{number}]/{field}"


def _expressions(value: Any, where: str) -> Iterator[Fault]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key != "Comment":
                yield from _expressions(item, f"{where}/{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _expressions(item, f"{where}[{number}]")
    elif isinstance(value, str) and value.strip().startswith("{%"):
        yield from _expression(value.strip(), where)


def _expression(text: str, where: str) -> Iterator[Fault]:
    if not text.endswith("%}"):
        message = "A JSONata expression starts with {% and ends with %}"
        yield "SCHEMA_VALIDATION_FAILED", message, where
        return
    body = text[2:-2].strip()
    try:
        program = compiled(body)
    except JException as problem:
        message = f"The JSONata expression '{body}' is not valid: {problem.error}: {problem}"
        yield "SCHEMA_VALIDATION_FAILED", message, where
        return
    if _calls_eval(program.ast, set()):
        message = f"The JSONata expression '{body}' uses $eval, which is not supported"
        yield "SCHEMA_VALIDATION_FAILED", message, where


def _calls_eval(node: Any, seen: set[int]) -> bool:
    if isinstance(node, list | tuple):
        return any(_calls_eval(item, seen) for item in node)
    if not isinstance(node, Parser.Symbol) or id(node) in seen:
        return False
    seen.add(id(node))
    if getattr(node, "type", None) == "variable" and getattr(node, "value", None) == "eval":
        return True
    return any(_calls_eval(item, seen) for item in vars(node).values())
