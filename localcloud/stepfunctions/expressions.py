"""Let moto's interpreter evaluate its JSONata expressions (getmoto/moto issue 10105).

Variables are bound, never written into the expression's text: a quote or a newline in a value
cannot break anything.
"""

import json
import re
from typing import Any

from moto.stepfunctions.parser.api import EvaluationFailedEventDetails, HistoryEventType
from moto.stepfunctions.parser.asl.component.common.assign.assign_template_value import (
    AssignTemplateValue,
)
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.component.common.jsonata.jsonata_template_binding import (
    JSONataTemplateBinding,
)
from moto.stepfunctions.parser.asl.component.common.jsonata.jsonata_template_value import (
    JSONataTemplateValue,
)
from moto.stepfunctions.parser.asl.component.common.string import string_expression
from moto.stepfunctions.parser.asl.component.state.choice.comparison.comparison import (
    ConditionStringJSONata,
)
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.seconds import SecondsJSONata
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from localcloud.stepfunctions import jsonata_engine
from localcloud.stepfunctions.jsonata_engine import EvaluationError

# What moto adds to the name of a field to name the class of its variants.
VARIANT = re.compile(r"^([A-Za-z]+?)(JSONata|String|Decl)[^/]*")
JSON_TYPES: tuple[tuple[str, Any], ...] = (
    ("null", type(None)),
    ("boolean", bool),
    ("number", int | float),
    ("string", str),
    ("array", list),
    ("object", dict),
)


def install() -> None:
    """Replace what moto leaves undone."""
    for template in (AssignTemplateValue, JSONataTemplateValue):
        template._field_name = lambda _: None  # a part of a field is no field
    jsonata_engine.install()
    string_expression.StringJSONata._eval_body = _evaluate
    string_expression.StringVariableSample._eval_body = _evaluate
    JSONataTemplateBinding._field_name = lambda _: None
    JSONataTemplateBinding._eval_body = _bind
    ConditionStringJSONata._eval_body = _condition
    SecondsJSONata._get_wait_seconds = _seconds


def _evaluate(self: Any, env: Any) -> None:
    try:
        value = jsonata_engine.evaluate(self.expression, _bindings(env))
    except EvaluationError as problem:
        raise FailureEventException(_failure(env, self.expression, str(problem))) from problem
    env.stack.append(value)


def _plain(field: str | None) -> str:
    return VARIANT.sub(r"\1", field or "")


def _bind(self: Any, env: Any) -> None:
    outer = env.next_field_name
    env.next_field_name = f"{_plain(outer)}/{self.identifier}"
    self.value.eval(env=env)
    value = env.stack.pop()
    env.stack[-1][self.identifier] = value
    env.next_field_name = outer


def _condition(self: Any, env: Any) -> None:
    env.next_field_name = "Condition"
    _require(self.string_jsonata, env, "boolean", bool)


def _seconds(self: Any, env: Any) -> int:
    env.next_field_name = "Seconds"
    _require(self.string_jsonata, env, "number", int | float)
    return int(env.stack.pop())


def _require(expression: Any, env: Any, wanted: str, types: Any) -> None:
    """Evaluate, and fail where the value on the stack is not of a JSON type."""
    expression.eval(env=env)
    value = env.stack[-1]
    found = next(name for name, kinds in JSON_TYPES if isinstance(value, kinds))
    if found != wanted or not isinstance(value, types):
        reason = (
            f"returned an unexpected result type. Expected '{wanted}', but was '{found}' "
            f"for value: {json.dumps(value, ensure_ascii=False)}"
        )
        raise FailureEventException(_failure(env, expression.expression, reason))


def _bindings(env: Any) -> dict[str, Any]:
    store = env.variable_store
    return {**store._outer_scope, **store._inner_scope, "states": _states(env.states._states_data)}


def _states(data: dict[str, Any]) -> dict[str, Any]:
    # Before there is a result, `$states.result` is nothing, not null.
    unset = [name for name in ("result", "errorOutput") if data.get(name, "") is None]
    return {k: v for k, v in data.items() if k not in unset} if unset else data


def _failure(env: Any, expression: str, reason: str) -> FailureEvent:
    error = StatesErrorName(typ=StatesErrorNameType.StatesQueryEvaluationError)
    details = EvaluationFailedEventDetails(
        error=error.error_name,
        cause=f"The JSONata expression '{expression}' specified for the field "
        f"'{_plain(env.next_field_name)}' {reason}",
    )
    return FailureEvent(
        env=env,
        error_name=error,
        event_type=HistoryEventType.EvaluationFailed,
        event_details=EventDetails(evaluationFailedEventDetails=details),
    )
