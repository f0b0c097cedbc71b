"""JSONata in the embedded Step Functions.

Quoted pages of the AWS Step Functions Developer Guide: "Transforming data with JSONata in Step
Functions" (J), "Passing data between states with variables" (V).
"""

import uuid
from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.state_machines import StateMachines, passing


@pytest.fixture(scope="module")
def machines(cloud: CloudProcess) -> StateMachines:
    return StateMachines(cloud)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("$partition([1, 2, 3, 4, 5], 2)", [[1, 2], [3, 4], [5]]),
        ("$range(0, 10, 5)", [0, 5, 10]),
        ("$range(3, 1, -1)", [3, 2, 1]),
        ("$hash('hello', 'SHA-1')", "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d"),
        ("""$parse('{"a": [1, null]}')""", {"a": [1, None]}),
        ("$random(7) = $random(7)", True),
        ("$random() < 1", True),
    ],
)
def test_step_functions_adds_functions(
    machines: StateMachines, expression: str, value: Any
) -> None:
    """J: 'Step Functions provides $partition, $range, $hash, $random, $uuid and $parse.'"""
    assert machines.output({"Call": passing(Output=f"{{% {expression} %}}")}) == value


def test_uuid_is_a_version_4_uuid(machines: StateMachines) -> None:
    """J: '$uuid - Returns a version 4 universally unique identifier (v4 UUID).'"""
    made = machines.output({"Call": passing(Output="{% $uuid() %}")})

    assert uuid.UUID(made).version == 4


def test_an_expression_that_yields_nothing_fails(machines: StateMachines) -> None:
    """J: 'Expressions must produce a defined value because JSON cannot represent undefined.'"""
    found = machines.run({"Read": passing(Output="{% $states.input.missing %}")})

    assert found["status"] == "FAILED"
    assert found["error"] == "States.QueryEvaluationError"
    assert "'$states.input.missing'" in found["cause"]
    assert "'Output'" in found["cause"]


def test_null_is_a_value(machines: StateMachines) -> None:
    """J: JSON null is defined, unlike undefined."""
    states = {"Read": passing(Output={"value": "{% $states.input.there %}"})}

    assert machines.output(states, {"there": None}) == {"value": None}


def test_korean_text_stays_as_it_is(machines: StateMachines) -> None:
    """J: '$string' is JSONata's, which writes characters, not escapes."""
    states = {"Say": passing(Output={"한국어": "{% $string({'말': $states.input.t}) & '!' %}"})}

    assert machines.output(states, {"t": '따옴"표\n'}) == {"한국어": '{"말":"따옴\\"표\\n"}!'}


def test_variables_hold_any_text(machines: StateMachines) -> None:
    """V: 'With variables and state output, you can pass data between the steps.'"""
    states = {
        "Keep": {"Type": "Pass", "Assign": {"kept": "{% $states.input.t %}"}, "Next": "Say"},
        "Say": passing(Output="{% $kept %}"),
    }
    text = 'quote " backslash \\ newline \n brace {% %}'

    assert machines.output(states, {"t": text}) == text


def test_assign_sees_the_values_before_the_state(machines: StateMachines) -> None:
    """V: 'all of the variable expressions are evaluated first, and then assigned.'"""
    states = {
        "First": {"Type": "Pass", "Assign": {"x": 1, "y": 2}, "Next": "Swap"},
        "Swap": {"Type": "Pass", "Assign": {"x": "{% $y %}", "y": "{% $x %}"}, "Next": "Say"},
        "Say": passing(Output="{% [$x, $y] %}"),
    }

    assert machines.output(states) == [2, 1]


def test_context_has_the_start_time_as_text(machines: StateMachines) -> None:
    """Developer Guide, 'Accessing execution data from the Context object': StartTime is text."""
    states = {
        "Say": passing(
            Output={
                "start": "{% $states.context.Execution.StartTime %}",
                "millis": "{% $toMillis($states.context.State.EnteredTime) > 0 %}",
                "name": "{% $states.context.State.Name %}",
            }
        )
    }

    found = machines.output(states)

    assert found["start"].endswith("Z")
    assert found["millis"] is True
    assert found["name"] == "Say"


def test_a_whole_number_is_written_without_a_fraction(machines: StateMachines) -> None:
    """J: numbers are JSON numbers; 4 / 2 is 2."""
    found = machines.run({"Say": passing(Output="{% 4 / 2 %}")})

    assert found["output"] == "2"
