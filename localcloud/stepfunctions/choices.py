"""Choice states: the state's own Assign and Output belong to the default, and to it alone."""

from typing import Any

from moto.stepfunctions.parser.api import ExecutionFailedEventDetails, HistoryEventType
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
from moto.stepfunctions.parser.asl.component.state.choice.state_choice import StateChoice
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails


class _Default(str):
    """The name of the state that Default names."""

    __slots__ = ()


def install() -> None:
    """Replace the choosing and what follows it."""
    StateChoice._eval_state = _choose
    StateChoice._eval_state_output = _go_on


def _choose(self: Any, env: Any) -> None:
    for rule in self.choices_decl.rules:
        rule.eval(env)
        if env.stack.pop() is True:
            env.stack.append(rule.next_stmt.name)
            return
    if self.default_state is None:
        raise FailureEventException(_no_match(self, env))
    env.stack.append(_Default(self.default_state.state_name))


def _go_on(self: Any, env: Any) -> None:
    name = env.stack.pop()
    if isinstance(name, _Default):
        if self.assign_decl:
            self.assign_decl.eval(env=env)
        if self.output:
            self.output.eval(env=env)
    if self._is_language_query_jsonpath():
        if self.output_path:
            self.output_path.eval(env=env)
        else:
            env.states.reset(input_value=env.stack.pop())
    env.next_state_name = str(name)


def _no_match(self: Any, env: Any) -> FailureEvent:
    error = StatesErrorName(typ=StatesErrorNameType.StatesNoChoiceMatched)
    cause = (
        f"An error occurred while executing the state '{self.name}'. "
        "There is no Choice rule that matches the input, and no Default."
    )
    return FailureEvent(
        env=env,
        error_name=error,
        event_type=HistoryEventType.ExecutionFailed,
        event_details=EventDetails(
            executionFailedEventDetails=ExecutionFailedEventDetails(
                error=error.error_name, cause=cause
            )
        ),
    )
