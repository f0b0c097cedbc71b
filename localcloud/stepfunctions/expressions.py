"""Let moto's interpreter evaluate its JSONata expressions (getmoto/moto issue 10105).

Variables are bound, never written into the expression's text: a quote or a newline in a value
cannot break anything.
"""

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
from moto.stepfunctions.parser.asl.component.common.jsonata.jsonata_template_value import (
    JSONataTemplateValue,
)
from moto.stepfunctions.parser.asl.component.common.string import string_expression
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from localcloud.stepfunctions import jsonata_engine
from localcloud.stepfunctions.jsonata_engine import EvaluationError

# What moto adds to the name of a field to name the class of its variants.
VARIANT = re.compile(r"(JSONata|String|Decl).*$")


def install() -> None:
    """Replace what moto leaves undone."""
    for template in (AssignTemplateValue, JSONataTemplateValue):
        template._field_name = lambda _: None  # a part of a field is no field
    jsonata_engine.install()
    string_expression.StringJSONata._eval_body = _evaluate
    string_expression.StringVariableSample._eval_body = _evaluate


def _evaluate(self: Any, env: Any) -> None:
    try:
        value = jsonata_engine.evaluate(self.expression, _bindings(env))
    except EvaluationError as problem:
        raise FailureEventException(_failure(env, self.expression, str(problem))) from problem
    env.stack.append(value)


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
        f"'{VARIANT.sub('', env.next_field_name or '')}' {reason}",
    )
    return FailureEvent(
        env=env,
        error_name=error,
        event_type=HistoryEventType.EvaluationFailed,
        event_details=EventDetails(evaluationFailedEventDetails=details),
    )
