"""Turn what came in into a model, or refuse it by field: one sentence a person can act on."""

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from nightshift.domain.errors import RefusedError


class Input(BaseModel):
    """What a function or a machine is asked for: frozen, and no field it does not know."""

    # Built at first use: a function imports more models than it parses (bench/handler_import.py).
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


Model = TypeVar("Model", bound=BaseModel)

# pydantic's error type -> what to do about it; the field's own message serves where none is given.
NAMED_FAULTS = 5
FIXES = {
    "missing": "is required",
    "extra_forbidden": "is not a field here (remove it, or check its spelling)",
    "string_type": "must be a string",
    "list_type": "must be a list",
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
    field = ".".join(str(part) for part in fault["loc"]) or "input"
    message = FIXES.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return f"{field}: {message}"
