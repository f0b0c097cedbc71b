"""Turn what came in into a model, or refuse it by field: one sentence a person can act on."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from nightshift.domain.errors import RefusedError


class Input(BaseModel):
    """What a function or a machine is asked for: frozen, and no field it does not know."""

    # Built at first use: a function imports more models than it parses (bench/handler_import.py).
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


Model = TypeVar("Model", bound=BaseModel)

NAMED_FAULTS = 5
# Characters that are shown of a field's name and of a value. A machine keeps 32,768 of a cause
# (API_HistoryEventExecutionFailedDetails, read 2026-11-20), and a person reads fewer.
SHOWN = 120
# pydantic's error type -> what to do about it; the field's own message serves where none is given.
FIXES = {
    "missing": "is required",
    "extra_forbidden": "is not a field here (remove it, or check its spelling)",
    "string_type": "must be a string",
    "string_unicode": "has half a surrogate pair; write it as valid Unicode",
    "list_type": "must be a list",
    "tuple_type": "must be a list",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "model_attributes_type": "must be an object",
    "float_type": "must be a number",
    "finite_number": "must be a finite number",
    "too_long": "has more than {max_length} entries; send fewer",
    "string_too_long": "has more than {max_length} characters; shorten it",
    "string_too_short": "is too short; the least is {min_length} character(s)",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "int_type": "must be a whole number",
}


def parse(model: type[Model], event: Any) -> Model:
    """Return `event` as `model`.

    Raises:
        RefusedError: it does not fit; every field at fault is named, at most five.
    """
    try:
        return model.model_validate(event)
    except ValidationError as problem:
        raise RefusedError(describe(problem)) from problem


def describe(problem: ValidationError) -> str:
    """Return the faults as `field: what is wrong`, separated by semicolons."""
    faults = [_sentence(fault) for fault in problem.errors(include_url=False)]
    over = len(faults) - NAMED_FAULTS
    more = f"; and {over} more" if over > 0 else ""
    return "; ".join(faults[:NAMED_FAULTS]) + more


def _sentence(fault: Any) -> str:
    field = shown(".".join(str(part) for part in fault["loc"]) or "input")
    message = fault["msg"].removeprefix("Value error, ")
    if fault["type"] in FIXES:
        message = FIXES[fault["type"]].format_map(fault.get("ctx", {}))
    return f"{field}: {message}"


def shown(value: object) -> str:
    """Return what came from outside as it may stand in a message: short, and valid UTF-8."""
    text = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
