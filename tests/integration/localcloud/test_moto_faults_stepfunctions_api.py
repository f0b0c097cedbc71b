"""What moto's Step Functions still does wrong, around executions: one check for each patch.

A check is named after the module of localcloud/stepfunctions with the patch. The checks run in a
process of their own, on moto as it comes; one that fails says that upstream has fixed the fault and
the patch can go.
"""

import json
import threading
from pathlib import Path

import pytest

from tests import unpatched_machines
from tests.unpatched_machines import ROLE, code_of, jsonata, run, sfn


def interpreter_threads_are_kept() -> bool:
    from moto.stepfunctions.parser.utils import TMP_THREADS

    before = len(TMP_THREADS)
    run({"A": {"Type": "Pass", "End": True}})
    return len(TMP_THREADS) > before


def interpreter_a_halt_is_missed_by_who_waits_later() -> bool:
    from moto.stepfunctions.parser.asl.eval.environment import Environment

    env = Environment.__new__(Environment)
    env._state_mutex, env._frames = threading.RLock(), []
    env.program_state_event = threading.Event()
    env.set_timed_out()
    return not env.program_state_event.is_set()


def interpreter_a_later_error_replaces_the_end() -> bool:
    from moto.stepfunctions.parser.asl.eval.environment import Environment
    from moto.stepfunctions.parser.asl.eval.program_state import ProgramError, ProgramStopped

    env = Environment.__new__(Environment)
    env._state_mutex, env._frames = threading.RLock(), []
    env.program_state_event = threading.Event()
    env._program_state = ProgramStopped(None, None, None)
    env.set_error({"error": "late"})
    return isinstance(env._program_state, ProgramError)


def interpreter_json_paths_are_parsed_each_time() -> bool:
    from moto.stepfunctions.parser.asl.component.common.path import result_path

    return result_path.parse("$.a") is not result_path.parse("$.a")


def interpreter_json_is_escaped() -> bool:
    from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

    return bool(to_json_str("한") != '"한"')


def interpreter_entered_time_is_not_as_documented() -> bool:
    found = run(
        {"A": {"Type": "Pass", "Parameters": {"at.$": "$$.State.EnteredTime"}, "End": True}}
    )
    return not json.loads(found["output"])["at"].endswith("Z")


def definition_text_is_parsed_each_time() -> bool:
    from moto.stepfunctions.parser.asl.parse.asl_parser import AmazonStateLanguageParser

    text = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}'
    parse = AmazonStateLanguageParser.parse
    return parse(text)[0] is not parse(text)[0]


def definition_text_escapes_stay_in_names() -> bool:
    found = jsonata({"Type": "Pass", "Output": {"한": 1}})
    return "한" not in json.loads(found["output"])


def definition_text_a_whole_percentage_is_refused() -> bool:
    inner = {"StartAt": "B", "States": {"B": {"Type": "Pass", "End": True}}}
    mode = {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}}
    state = {"Type": "Map", "ToleratedFailurePercentage": 100, "ItemProcessor": {**mode, **inner}}
    return code_of(lambda: run({"A": {**state, "End": True}})) != "accepted"


def execution_a_text_output_is_no_json() -> bool:
    return bool(run({"A": {"Type": "Pass", "Result": "late", "End": True}})["output"] == "late")


def execution_a_timeout_has_no_stop_date() -> bool:
    states = {"A": {"Type": "Wait", "Seconds": 5, "End": True}}
    return "stopDate" not in run(states, TimeoutSeconds=1)


def execution_without_a_name_is_called_none() -> bool:
    client = sfn()
    definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
    made = client.create_state_machine(name="nameless", definition=definition, roleArn=ROLE)
    started = client.start_execution(stateMachineArn=made["stateMachineArn"])
    return str(started["executionArn"]).endswith(":None")


def api_the_cause_of_a_failed_task_is_dropped() -> bool:
    import inspect

    from moto.stepfunctions.responses import StepFunctionResponse

    return "cause" not in inspect.getsource(StepFunctionResponse.send_task_failure)


def api_errors_have_no_code() -> bool:
    call = lambda: sfn().create_state_machine(name="x", definition="{}", roleArn=ROLE)  # noqa: E731
    return code_of(call) != "InvalidDefinition"


def definitions_an_unknown_next_is_accepted() -> bool:
    definition = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "Gone"}}})
    call = lambda: sfn().create_state_machine(name="x", definition=definition, roleArn=ROLE)  # noqa: E731
    return code_of(call) == "accepted"


def log_delivery_is_missing() -> bool:
    import inspect

    from moto.stepfunctions.parser.models import StepFunctionsParserBackend

    source = inspect.getsource(StepFunctionsParserBackend.start_execution)
    return "cloud_watch_logging_session=None" in source


def status_events_are_missing() -> bool:
    import moto.stepfunctions.parser.backend.execution as module

    return "Status Change" not in Path(module.__file__).read_text()


FAULTS = unpatched_machines.checks(globals())


@pytest.fixture(scope="module")
def found() -> dict[str, bool | str]:
    return unpatched_machines.run_alone(__file__)


@pytest.mark.parametrize("fault", FAULTS)
def test_moto_still_has_the_fault(found: dict[str, bool | str], fault: str) -> None:
    assert found[fault] is True, f"moto has changed: look at the patch in {fault}"


if __name__ == "__main__":
    unpatched_machines.print_answers(FAULTS)
