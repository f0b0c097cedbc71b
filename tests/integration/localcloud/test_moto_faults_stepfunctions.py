"""What moto's Step Functions still does wrong, in running states: one check for each patch.

A check is named after the module of localcloud/stepfunctions with the patch. The checks run in a
process of their own, on moto as it comes; one that fails says that upstream has fixed the fault and
the patch can go.
"""

import time

import pytest

from tests import unpatched_machines
from tests.unpatched_machines import REGION, jsonata, run, task


def expressions_jsonata_is_not_wired() -> bool:
    return bool(jsonata({"Type": "Pass", "Output": "{% 1 + 1 %}"})["status"] == "FAILED")


def jsonata_functions_hash_and_uuid_are_missing() -> bool:
    from moto.stepfunctions.parser.asl.component.intrinsic import jsonata as functions

    return "not supported" in functions._DECLARATION_HASH + functions._DECLARATION_UUID


def jsonata_engine_string_escapes_korean() -> bool:
    from jsonata.jsonata import Jsonata

    return "ud55c" in Jsonata("$string({'a': '한'})").evaluate(None)


def integrations_parameters_are_not_translated() -> bool:
    return bool(
        run({"A": task("aws-sdk:ecs:createCluster", ClusterName="c")})["status"] == "FAILED"
    )


def integrations_some_services_are_unknown() -> bool:
    states = {"A": task("aws-sdk:cloudwatchlogs:describeLogGroups")}
    return bool(run(states)["status"] == "FAILED")


def integrations_clients_are_made_anew() -> bool:
    from moto.stepfunctions.parser.asl.utils.boto_client import boto_client_for

    return boto_client_for(REGION, "sqs") is not boto_client_for(REGION, "sqs")


def task_errors_names_are_botocores() -> bool:
    found = run({"A": task("aws-sdk:rds:describeDBInstances", DBInstanceIdentifier="none")})
    return bool(found["error"] != "Rds.DbInstanceNotFoundException")


def maps_failed_items_are_ignored() -> bool:
    inner = {"StartAt": "B", "States": {"B": {"Type": "Fail"}}}
    mode = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    state = {"Type": "Map", "ItemProcessor": {**mode, **inner}, "End": True}
    return bool(run({"A": state}, "[1]")["status"] == "SUCCEEDED")


def choices_a_rule_gets_the_output_of_the_default() -> bool:
    from moto.stepfunctions.parser.asl.component.state.choice.state_choice import StateChoice

    return "_next_state_name" in vars(StateChoice())  # it compares names, not who was chosen


def choices_no_match_is_a_runtime_error() -> bool:
    rule = {"Variable": "$.a", "IsPresent": True, "Next": "B"}
    states = {"A": {"Type": "Choice", "Choices": [rule]}, "B": {"Type": "Succeed"}}
    return bool(run(states)["error"] != "States.NoChoiceMatched")


def waiting_zones_in_timestamps_are_refused() -> bool:
    from moto.stepfunctions.parser.asl.component.state.wait.wait_function.timestamp import Timestamp

    return Timestamp._from_timestamp_string("2026-01-01T00:00:00+09:00") is None


def waiting_retries_sleep_really() -> bool:
    from moto.stepfunctions.parser.asl.component.common.retry import retrier_decl

    return retrier_decl.time is time


def waiting_states_all_catches_runtime_errors() -> bool:
    catch = [{"ErrorEquals": ["States.ALL"], "Next": "B"}]
    broken = {**task("dynamodb:getItem"), "Parameters": {"Key.$": "$.none"}, "Catch": catch}
    return bool(run({"A": broken, "B": {"Type": "Succeed"}})["status"] == "SUCCEEDED")


def waiting_inner_states_errors_lose_their_names() -> bool:
    branch = {"StartAt": "B", "States": {"B": {"Type": "Fail", "Error": "States.Timeout"}}}
    found = run({"A": {"Type": "Parallel", "Branches": [branch], "End": True}})
    return bool(found["error"] != "States.Timeout")


def tasks_do_not_see_the_item_of_their_map() -> bool:
    call = {**task("sqs:listQueues"), "Resource": "arn:aws:states:::aws-sdk:sqs:listQueues"}
    call["Parameters"] = {"QueueNamePrefix.$": "$$.Map.Item.Value"}
    processor = {"StartAt": "B", "States": {"B": call}}
    found = run({"A": {"Type": "Map", "ItemProcessor": processor, "End": True}}, '["x"]')
    return bool(found["status"] == "FAILED")


def callbacks_a_stop_does_not_end_a_waiting_task() -> bool:
    from moto.stepfunctions.parser.asl.component.state.exec.execute_state import ExecutionState

    names = ExecutionState._evaluate_with_timeout.__code__.co_names
    return "program_state_event" not in names


FAULTS = unpatched_machines.checks(globals())


@pytest.fixture(scope="module")
def found() -> dict[str, bool | str]:
    return unpatched_machines.run_alone(__file__)


@pytest.mark.parametrize("fault", FAULTS)
def test_moto_still_has_the_fault(found: dict[str, bool | str], fault: str) -> None:
    assert found[fault] is True, f"moto has changed: look at the patch in {fault}"


if __name__ == "__main__":
    unpatched_machines.print_answers(FAULTS)
