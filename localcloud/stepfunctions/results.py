"""What a state leaves behind: its output and its variables.

"First, new values are calculated, then Step Functions assigns the new values to the variables. The
new variable values will be available starting with the next state." (Developer Guide, "Passing data
between states with variables".) moto assigns at once, and lets a failing Output pass by Catch.
"""

from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.asl.component.common.assign.assign_decl import AssignDecl
from moto.stepfunctions.parser.asl.component.common.catch.catch_outcome import CatchOutcome
from moto.stepfunctions.parser.asl.component.state.choice.state_choice import StateChoice
from moto.stepfunctions.parser.asl.component.state.exec.execute_state import ExecutionState
from moto.stepfunctions.parser.asl.component.state.state import CommonStateField


def install() -> None:
    """Replace the assigning, and the output of states that run something."""
    AssignDecl._eval_body = _calculate
    for kind in (CommonStateField, StateChoice):
        kind._set_next = _assigning(kind._set_next)
    ExecutionState._eval_state_output = _take_output


def make_output(state: Any, env: Any) -> None:
    """Put a JSONata state's Output in the place of its result, on top of the stack.

    Raises:
        FailureEventException: an expression failed; the state's Retry and Catch apply.
    """
    env.next_field_name = "Output"
    state.output.jsonata_template_value.eval(env=env)
    made = env.stack.pop()
    env.stack[-1] = made


def _calculate(self: Any, env: Any) -> None:
    values: dict[str, Any] = {}
    for declared in self.declaration_bindings:
        declared.eval(env=env)
        values.update(env.stack.pop())
    env.new_values = values  # a second try, or a Catch, calculates them anew


def _assigning(original: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    original = getattr(original, "original", original)

    def go_on(self: Any, env: Any) -> None:
        values, env.new_values = getattr(env, "new_values", {}), {}
        for name, value in values.items():
            env.variable_store.set(variable_identifier=name, variable_value=value)
        original(self, env)

    go_on.original = original  # type: ignore[attr-defined]
    return go_on


def _take_output(self: Any, env: Any) -> None:
    if isinstance(env.stack[-1], CatchOutcome):
        return  # the Catch made the output
    if self.output:
        env.states.reset(input_value=env.stack.pop())
    else:
        CommonStateField._eval_state_output(self, env)
