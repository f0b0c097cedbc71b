"""Choice, Map, Parallel, Catch and Fail in the embedded Step Functions.

Quoted: Developer Guide, "Choice workflow state" (C), "Using Map state in Inline mode" (M),
"Parallel workflow state" (L), "Handling errors in Step Functions workflows" (E).
"""

import json
from typing import Any

import pytest

from tests.cloud_process import CloudProcess
from tests.state_machines import StateMachines, passing, task

FAIL = {"Type": "Fail", "Error": "Boom", "Cause": "for the test"}


@pytest.fixture(scope="module")
def machines(cloud: CloudProcess) -> StateMachines:
    return StateMachines(cloud)


def mapped(states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a machine's states: one Map over the input's `items`."""
    processor = {"StartAt": next(iter(states)), "States": states, **fields.pop("processor", {})}
    state = {"Type": "Map", "Items": "{% $states.input.items %}", "ItemProcessor": processor}
    return {"ForEach": {**state, "End": True, **fields}}


@pytest.mark.parametrize(("given", "output"), [(1, '"from the rule"'), (2, '"from the state"')])
def test_a_choice_applies_its_own_output_to_the_default_only(
    machines: StateMachines, given: int, output: str
) -> None:
    """C: 'the Output of the Choice Rule ... if no rule matches, the state-level Output.'"""
    rule = {"Condition": "{% $states.input.n = 1 %}", "Next": "Done", "Output": "from the rule"}
    choice = {"Type": "Choice", "Choices": [rule], "Default": "Done", "Output": "from the state"}

    found = machines.run({"Choose": choice, "Done": passing()}, {"n": given})

    assert found["output"] == output


def test_a_choice_without_a_match_fails(machines: StateMachines) -> None:
    """E: 'States.NoChoiceMatched: A Choice state failed to match the input with the conditions.'"""
    rule = {"Condition": "{% false %}", "Next": "Done"}

    found = machines.run({"Choose": {"Type": "Choice", "Choices": [rule]}, "Done": passing()})

    assert found["error"] == "States.NoChoiceMatched"


def test_a_map_selects_and_keeps_the_order(machines: StateMachines) -> None:
    """M: 'ItemSelector ... overrides the values of the input array items.'"""
    selector = {
        "value": "{% $states.context.Map.Item.Value %}",
        "index": "{% $states.context.Map.Item.Index %}",
        "all": "{% $count($states.input.items) %}",
    }
    states = mapped(
        {"Show": passing(Output="{% $states.input %}")}, ItemSelector=selector, MaxConcurrency=2
    )

    assert machines.output(states, {"items": ["a", "b", "c"]}) == [
        {"value": value, "index": index, "all": 3} for index, value in enumerate("abc")
    ]


def test_a_map_over_nothing_yields_nothing(machines: StateMachines) -> None:
    """M: the result is an array with one element per item."""
    assert machines.output(mapped({"Show": passing()}), {"items": []}) == []


def test_a_map_runs_hundreds_of_items_one_after_the_other(machines: StateMachines) -> None:
    """M: 'MaxConcurrency: ... 1 runs the iterations in the order of the items.'"""
    states = mapped({"Show": passing()}, MaxConcurrency=1)

    assert machines.output(states, {"items": list(range(600))}) == list(range(600))


def test_a_failed_item_fails_an_inline_map(machines: StateMachines) -> None:
    """M: 'If an iteration fails, the entire Map state fails.'"""
    found = machines.run(mapped({"Break": FAIL}), {"items": [1, 2]})

    assert (found["error"], found["cause"]) == ("Boom", "for the test")


@pytest.mark.parametrize(
    ("tolerated", "status"), [(50, "SUCCEEDED"), (49, "FAILED"), (None, "FAILED")]
)
def test_a_distributed_map_tolerates_failures(
    machines: StateMachines, tolerated: int | None, status: str
) -> None:
    """E: 'States.ExceedToleratedFailureThreshold: the number of failed items exceeded...'"""
    rule = {"Condition": "{% $states.input > 2 %}", "Next": "Break"}
    states = {
        "Choose": {"Type": "Choice", "Choices": [rule], "Default": "Keep"},
        "Break": FAIL,
        "Keep": passing(),
    }
    mode = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    fields = {} if tolerated is None else {"ToleratedFailurePercentage": tolerated}

    found = machines.run(mapped(states, processor=mode, **fields), {"items": [1, 2, 3, 4]})

    assert found["status"] == status
    if status == "FAILED":
        assert found["error"] == "States.ExceedToleratedFailureThreshold"


def test_branches_run_side_by_side(machines: StateMachines) -> None:
    """L: 'The Parallel state ... executes each branch concurrently' and collects the outputs."""
    branches = [
        {
            "StartAt": name,
            "States": {
                name: {"Type": "Wait", "Seconds": 600, "Next": f"{name}2"},
                f"{name}2": passing(Output=name),
            },
        }
        for name in ("A", "B")
    ]
    execution = machines.start(
        machines.create({"Both": {"Type": "Parallel", "Branches": branches, "End": True}})
    )

    machines.cloud.advance(601)

    assert json.loads(machines.describe(execution)["output"]) == ["A", "B"]


def test_a_failed_branch_stops_the_others_and_is_caught(machines: StateMachines) -> None:
    """L: 'If any branch fails ... the entire Parallel state is considered to have failed.'"""
    branches = [
        {"StartAt": "Long", "States": {"Long": {"Type": "Wait", "Seconds": 9999, "End": True}}},
        {"StartAt": "Break", "States": {"Break": FAIL}},
    ]
    caught = {
        "ErrorEquals": ["Boom"],
        "Next": "Tell",
        "Assign": {"error": "{% $states.errorOutput.Error %}"},
        "Output": {"input": "{% $states.input.n %}"},
    }
    states = {
        "Both": {"Type": "Parallel", "Branches": branches, "Catch": [caught], "End": True},
        "Tell": passing(Output="{% [$error, $states.input.input] %}"),
    }

    assert machines.output(states, {"n": 5}) == ["Boom", 5]


def test_states_all_does_not_catch_a_runtime_error(machines: StateMachines) -> None:
    """E: 'States.ALL ... can't catch the States.DataLimitExceeded terminal error...'"""
    big = {
        "text": "{% $join($map([1..9000], function($n) { '0123456789012345678901234567890' })) %}"
    }
    states = {
        "Both": {
            "Type": "Parallel",
            "Branches": [{"StartAt": "Grow", "States": {"Grow": passing(Output=big)}}],
            "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Tell"}],
            "End": True,
        },
        "Tell": passing(),
    }

    assert machines.run(states)["error"] == "States.DataLimitExceeded"


def test_task_failed_matches_every_error_but_a_timeout(machines: StateMachines) -> None:
    """E: 'States.TaskFailed acts as a wildcard that matches any known error name except for
    States.Timeout.'"""
    caught = [{"ErrorEquals": ["States.TaskFailed"], "Next": "Tell"}]
    states = {
        "Call": task("dynamodb:getItem", {"TableName": "none", "Key": {}}, Catch=caught),
        "Tell": passing(Output="{% $states.input.Error %}"),
    }

    assert machines.output(states) == "DynamoDB.ResourceNotFoundException"
