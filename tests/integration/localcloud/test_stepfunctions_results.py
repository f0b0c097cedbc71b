"""What a state leaves behind in the embedded Step Functions.

Quoted pages of the AWS Step Functions Developer Guide: "Passing data between states with variables"
(V), "Handling errors in Step Functions workflows" (E).
"""

from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.state_machines import StateMachines, passing

CAUGHT = {"ErrorEquals": ["States.QueryEvaluationError"], "Assign": {"y": 7}, "Next": "Say"}
PARALLEL = {
    "Type": "Parallel",
    "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "End": True}}}],
}
SAY = passing(Output="{% {'x': $x, 'in': $states.input} %}")


@pytest.fixture(scope="module")
def machines(cloud: CloudProcess) -> StateMachines:
    return StateMachines(cloud)


STATES: dict[str, dict[str, Any]] = {
    "Pass": {"Type": "Pass", "Next": "Say"},
    "Parallel": {**PARALLEL, "Next": "Say"},
    "Choice": {
        "Type": "Choice",
        "Choices": [
            {
                "Condition": "{% true %}",
                "Assign": {"x": 2},
                "Output": "{% {'old': $x} %}",
                "Next": "Say",
            }
        ],
    },
}


@pytest.mark.parametrize("kind", STATES)
def test_output_sees_a_variable_as_it_was(machines: StateMachines, kind: str) -> None:
    """V: 'The new variable values will be available starting with the next state.'"""
    state = dict(STATES[kind])
    if kind != "Choice":
        state |= {"Assign": {"x": 2}, "Output": "{% {'old': $x} %}"}
    states = {"First": {"Type": "Pass", "Assign": {"x": 1}, "Next": kind}, kind: state, "Say": SAY}

    assert machines.output(states) == {"x": 2, "in": {"old": 1}}


def test_a_variable_is_not_there_in_its_own_state(machines: StateMachines) -> None:
    """V, as above."""
    found = machines.run({"Only": passing(Assign={"fresh": 1}, Output="{% $fresh %}")})

    assert found["error"] == "States.QueryEvaluationError"


@pytest.mark.parametrize("field", ["Output", "Assign"])
def test_a_failing_expression_is_caught(machines: StateMachines, field: str) -> None:
    """E: 'States.QueryEvaluationError: Query evaluation in a JSONata state failed'; of the errors
    listed only States.DataLimitExceeded and States.Runtime cannot be caught."""
    broken = {
        **PARALLEL,
        "Assign": {"y": 1, "z": 2},
        field: {"q": "{% $states.input.missing %}"},
        "Catch": [CAUGHT],
        "End": True,
    }
    say = passing(Output="{% {'y': $y, 'z': $exists($z), 'e': $exists($states.input.Error)} %}")

    assert machines.output({"A": broken, "Say": say}) == {"y": 7, "z": False, "e": True}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (
            {"Type": "Wait", "Seconds": "{% 'abc' %}", "End": True},
            "'Seconds' returned an unexpected result type. Expected 'number', but was 'string'",
        ),
        (
            {"Type": "Wait", "Seconds": "{% true %}", "End": True},
            "Expected 'number', but was 'boolean' for value: true",
        ),
        (
            {"Type": "Choice", "Choices": [{"Condition": "{% 5 %}", "Next": "Say"}]},
            "Expected 'boolean', but was 'number' for value: 5",
        ),
    ],
)
def test_a_value_of_another_type_is_a_failed_evaluation(
    machines: StateMachines, state: dict[str, Any], expected: str
) -> None:
    """J: 'Type incompatibility ... TimeoutSeconds must be a number' (Transforming data)."""
    found = machines.run(
        {"A": state, "Say": passing()} if state["Type"] == "Choice" else {"A": state}
    )

    assert found["error"] == "States.QueryEvaluationError"
    assert expected in found["cause"]


def test_the_cause_names_the_whole_path_of_a_field(machines: StateMachines) -> None:
    """EvaluationFailedEventDetails: 'The location of the field in the state'."""
    output = {"ok": 1, "SecretString": {"inner": "{% $states.input.missing %}"}}

    found = machines.run({"A": passing(Output=output)})

    assert "'Output/SecretString/inner'" in found["cause"]
