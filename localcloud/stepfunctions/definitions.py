"""Find what is wrong with a definition before anything is created from it.

Codes are those of the API reference, "ValidateStateMachineDefinitionDiagnostic".
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_factory import (  # noqa: E501
    RecognitionException,
)
from moto.stepfunctions.parser.asl.parse.asl_parser import ASLParserException

from localcloud.stepfunctions import definition_fields, definition_resources
from localcloud.stepfunctions.definition_text import parsed

NAME_LIMIT = 80  # characters; ASL specification, "States"
TYPES = {"Choice", "Fail", "Map", "Parallel", "Pass", "Succeed", "Task", "Wait"}

# moto's own refusals of single fields come as any of these.
REFUSALS = (
    AttributeError,
    LookupError,
    RecognitionException,
    RuntimeError,
    TypeError,
    ValueError,
)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One fault: `location` is a path such as /States/Apply/Next."""

    code: str
    message: str
    location: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message} at {self.location}"


def check(definition: str) -> list[Diagnostic]:
    """Return every fault of a definition; [] for a good one."""
    try:
        machine = json.loads(definition)
    except ValueError as problem:
        return [Diagnostic("INVALID_JSON_DESCRIPTION", str(problem), "/")]
    if not isinstance(machine, dict):
        return [Diagnostic("SCHEMA_VALIDATION_FAILED", "A JSON object is expected", "/")]
    language = machine.get("QueryLanguage", "JSONPath")
    found = [*_scope(machine, "", language), *_duplicates(machine)]
    return found or list(_grammar(definition))


def _scope(scope: dict[str, Any], at: str, language: str) -> Iterator[Diagnostic]:
    """Check one `States` map: the machine's, a branch's or an item processor's."""
    states = scope.get("States")
    missing = [name for name in ("StartAt", "States") if not scope.get(name)]
    if missing or not isinstance(states, dict):
        message = f"These required fields are missing: [{', '.join(missing)}]"
        yield Diagnostic("SCHEMA_VALIDATION_FAILED", message, at or "/")
        return
    for target, where in [(scope["StartAt"], "/StartAt"), *_transitions(states)]:
        if target not in states:
            message = f"Missing 'Next' target: {target}"
            yield Diagnostic("MISSING_TRANSITION_TARGET", message, at + where)
    for name in states.keys() - _reachable(scope["StartAt"], states):
        message = f'State "{name}" is not reachable.'
        yield Diagnostic("MISSING_TRANSITION_TARGET", message, f"{at}/States/{name}")
    for name, state in states.items():
        yield from _state(name, state, f"{at}/States/{name}", language)


def _state(name: str, state: Any, at: str, language: str) -> Iterator[Diagnostic]:
    if not isinstance(state, dict) or state.get("Type") not in TYPES:
        kind = state.get("Type") if isinstance(state, dict) else state
        message = f"Type: {kind!r} is not one of {', '.join(sorted(TYPES))}"
        yield Diagnostic("SCHEMA_VALIDATION_FAILED", message, at)
        return
    if len(name) > NAME_LIMIT:
        message = f"The state name is longer than {NAME_LIMIT} characters"
        yield Diagnostic("INVALID_STATE_NAME", message, at)
    if state["Type"] not in ("Choice", "Fail", "Succeed") and ("Next" in state) == bool(
        state.get("End")
    ):
        message = "Exactly one of Next and End is expected"
        yield Diagnostic("SCHEMA_VALIDATION_FAILED", message, at)
    language = state.get("QueryLanguage", language)
    faults = [*definition_fields.faults(state, language), *definition_resources.faults(state)]
    for code, message, where in faults:
        yield Diagnostic(code, message, at + where)
    for scope, where in nested(state):
        yield from _scope(scope, at + where, language)


def nested(state: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the scopes inside a state, each with its path."""
    for number, branch in enumerate(state.get("Branches", [])):
        yield branch, f"/Branches[{number}]"
    for name in ("ItemProcessor", "Iterator"):
        if isinstance(state.get(name), dict):
            yield state[name], f"/{name}"


def _transitions(states: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, state in states.items():
        for target, where in targets(state):
            yield target, f"/States/{name}{where}"


def targets(state: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield where a state may go on, each with its path in the state."""
    for field in ("Next", "Default"):
        if isinstance(state.get(field), str):
            yield state[field], f"/{field}"
    for field in ("Choices", "Catch"):
        for number, rule in enumerate(state.get(field) or []):
            if isinstance(rule, dict) and "Next" in rule:
                yield rule["Next"], f"/{field}[{number}]/Next"


def _reachable(start: str, states: dict[str, Any]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name in states and name not in seen and isinstance(states[name], dict):
            seen.add(name)
            waiting += [target for target, _ in targets(states[name])]
    return seen


def _names(scope: dict[str, Any]) -> Iterator[str]:
    for name, state in (scope.get("States") or {}).items():
        yield name
        for inner, _ in nested(state) if isinstance(state, dict) else ():
            yield from _names(inner)


def _duplicates(machine: dict[str, Any]) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for name in _names(machine):
        if name in seen:
            message = f'The state name "{name}" is used more than once'
            yield Diagnostic("DUPLICATE_STATE_NAME", message, f"/States/{name}")
        seen.add(name)


def _grammar(definition: str) -> Iterator[Diagnostic]:
    try:
        parsed(definition)
    except ASLParserException as problem:
        yield Diagnostic("SCHEMA_VALIDATION_FAILED", "; ".join(problem.errors), "/")
    except REFUSALS as problem:
        yield Diagnostic("SCHEMA_VALIDATION_FAILED", str(problem), "/")
