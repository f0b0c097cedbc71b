"""The Step Functions API of the embedded cloud.

Quoted: API reference (its page is named in each test); Developer Guide, "Automating Step Functions
event delivery with EventBridge" (B) and "Using CloudWatch Logs to log execution history" (G).
"""

import json
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess
from tests.state_machines import StateMachines, passing

PAUSE = {"Pause": {"Type": "Wait", "Seconds": 9999, "End": True}}


@pytest.fixture(scope="module")
def machines(cloud: CloudProcess) -> StateMachines:
    return StateMachines(cloud)


def refused(call: Any, **arguments: Any) -> tuple[str, str]:
    """Return (code, message) of a call that is refused."""
    with pytest.raises(ClientError) as refusal:
        call(**arguments)
    error = refusal.value.response["Error"]
    return error["Code"], error["Message"]


def test_the_same_name_and_input_is_the_same_execution(machines: StateMachines) -> None:
    """StartExecution: 'if you call StartExecution with the same name and input as a running
    execution, the call succeeds and return the same response as the original request.'"""
    machine = machines.create(PAUSE)

    first = machines.client.start_execution(stateMachineArn=machine, name="n", input='{"a": 1}')
    again = machines.client.start_execution(stateMachineArn=machine, name="n", input='{"a":1}')

    assert first["executionArn"] == again["executionArn"]
    assert first["startDate"] == again["startDate"]


def test_a_name_is_taken_by_another_input_or_a_closed_execution(machines: StateMachines) -> None:
    """StartExecution: 'If the execution is closed or if the input is different, it returns a 400
    ExecutionAlreadyExists error.'"""
    running, closed = machines.create(PAUSE), machines.create({"Go": passing()})
    machines.start(running, name="n")
    machines.start(closed, name="n")
    start = machines.client.start_execution

    for machine, given in ((running, '{"b":2}'), (closed, "{}")):
        code, _ = refused(start, stateMachineArn=machine, name="n", input=given)
        assert code == "ExecutionAlreadyExists"


def test_a_name_is_free_again_after_90_days(machines: StateMachines) -> None:
    """StartExecution: 'You can reuse names after 90 days.'"""
    machine = machines.create({"Go": passing()})
    execution = machines.start(machine, name="n")

    machines.cloud.advance(91 * 86400)
    describe = machines.client.describe_execution
    code, _ = refused(describe, executionArn=execution)
    again = machines.start(machine, name="n")

    assert code == "ExecutionDoesNotExist"
    assert machines.describe(again)["status"] == "SUCCEEDED"


def test_an_execution_without_a_name_gets_a_uuid(machines: StateMachines) -> None:
    """StartExecution: name is optional; Step Functions makes a universally unique one."""
    found = machines.run({"Go": passing()})

    assert uuid.UUID(found["name"])


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"input": "{"}, "InvalidExecutionInput"),
        ({"name": "with space"}, "InvalidName"),
        ({"stateMachineArn": "nonsense"}, "InvalidArn"),
        (
            {"stateMachineArn": "arn:aws:states:ap-northeast-2:123456789012:stateMachine:none"},
            "StateMachineDoesNotExist",
        ),
    ],
)
def test_errors_have_their_codes(
    machines: StateMachines, arguments: dict[str, str], expected: str
) -> None:
    """StartExecution, 'Errors'."""
    call = {"stateMachineArn": machines.create({"Go": passing()}), **arguments}

    code, message = refused(machines.client.start_execution, **call)

    assert code == expected
    assert message


def test_stop_aborts_at_once_with_error_and_cause(machines: StateMachines) -> None:
    """StopExecution: 'Stops an execution', with error and cause."""
    execution = machines.start(machines.create(PAUSE))

    machines.client.stop_execution(executionArn=execution, error="Enough", cause="by hand")

    found = machines.describe(execution)
    assert found["status"] == "ABORTED"
    assert (found["error"], found["cause"]) == ("Enough", "by hand")
    assert found["stopDate"] is not None
    assert machines.history(execution)[-1]["type"] == "ExecutionAborted"


def test_a_text_output_is_json(machines: StateMachines) -> None:
    """DescribeExecution: 'output: The JSON output data of the execution.'"""
    assert machines.run({"Say": passing(Output="late")})["output"] == '"late"'


def test_executions_are_listed_newest_first_and_by_status(machines: StateMachines) -> None:
    """ListExecutions: 'Results are sorted by time, with the most recent execution first.'"""
    machine = machines.create(PAUSE)
    for name in ("one", "two", "three"):
        machines.start(machine, name=name)
    stopped = machine.replace(":stateMachine:", ":execution:") + ":two"
    machines.client.stop_execution(executionArn=stopped)

    def listed(**options: Any) -> list[str]:
        found = machines.client.list_executions(stateMachineArn=machine, **options)
        return [execution["name"] for execution in found["executions"]]

    assert listed() == ["three", "two", "one"]
    assert listed(statusFilter="RUNNING") == ["three", "one"]
    first = machines.client.list_executions(stateMachineArn=machine, maxResults=2)
    assert listed(maxResults=2, nextToken=first["nextToken"]) == ["one"]


def test_history_links_each_event_to_the_one_before(machines: StateMachines) -> None:
    """GetExecutionHistory: 'the results are returned in ascending order of the timeStamp.'"""
    execution = machines.start(
        machines.create(
            {"A": {**passing(), "Next": "B"}, "B": passing()} | {"A": {"Type": "Pass", "Next": "B"}}
        )
    )

    events = machines.history(execution)

    assert [event["type"] for event in events] == [
        "ExecutionStarted",
        "PassStateEntered",
        "PassStateExited",
        "PassStateEntered",
        "PassStateExited",
        "ExecutionSucceeded",
    ]
    assert [event["previousEventId"] for event in events] == [0, 0, 2, 3, 4, 5]


def test_a_running_execution_keeps_its_definition(machines: StateMachines) -> None:
    """UpdateStateMachine: 'Running executions will continue to use the previous definition.'"""
    wait = {"Type": "Wait", "Seconds": 10, "Next": "Say"}
    machine = machines.create({"Pause": wait, "Say": passing(Output="old")})
    execution = machines.start(machine)

    new = {"QueryLanguage": "JSONata", "StartAt": "Say", "States": {"Say": passing(Output="new")}}
    machines.client.update_state_machine(stateMachineArn=machine, definition=json.dumps(new))
    machines.cloud.advance(11)

    assert machines.describe(execution)["output"] == '"old"'
    used = machines.client.describe_state_machine_for_execution(executionArn=execution)
    assert "Pause" in used["definition"]
    assert machines.describe(machines.start(machine))["output"] == '"new"'


def test_a_version_runs_what_was_published(machines: StateMachines) -> None:
    """StartExecution: 'To start executions of a state machine version, call StartExecution and
    provide the version ARN.'"""
    machine = machines.create({"Say": passing(Output="first")})
    new = {
        "QueryLanguage": "JSONata",
        "StartAt": "Say",
        "States": {"Say": passing(Output="second")},
    }
    client = machines.client
    version = client.update_state_machine(
        stateMachineArn=machine, definition=json.dumps(new), publish=True
    )["stateMachineVersionArn"]
    latest = {**new, "States": {"Say": passing(Output="third")}}
    client.update_state_machine(stateMachineArn=machine, definition=json.dumps(latest))

    found = machines.describe(machines.start(version))

    assert found["output"] == '"second"'
    assert found["stateMachineArn"] == machine
    assert found["stateMachineVersionArn"] == version


def test_status_changes_are_events(machines: StateMachines) -> None:
    """B: 'Step Functions emits events ... Step Functions Execution Status Change.'"""
    execution = machines.start(machines.create({"Say": passing(Output="done")}), {"한": 1})

    events = [e for e in machines.cloud.get("events") if e["resources"] == [execution]]

    assert [e["detail"]["status"] for e in events] == ["RUNNING", "SUCCEEDED"]
    ended = events[-1]
    assert ended["source"] == "aws.states"
    assert ended["detail-type"] == "Step Functions Execution Status Change"
    assert ended["detail"]["output"] == '"done"'
    assert json.loads(ended["detail"]["input"]) == {"한": 1}
    assert isinstance(ended["detail"]["startDate"], int)


@pytest.mark.parametrize(
    ("level", "types"),
    [
        ("ALL", ["ExecutionStarted", "FailStateEntered", "ExecutionFailed"]),
        ("ERROR", ["FailStateEntered", "ExecutionFailed"]),
        ("FATAL", ["ExecutionFailed"]),
    ],
)
def test_history_goes_to_the_log_group(
    machines: StateMachines, level: str, types: list[str]
) -> None:
    """G: 'the log level: ALL, ERROR, FATAL or OFF', with a table of the events of each."""
    group = f"/states/{uuid.uuid4().hex[:8]}"
    logs = machines.cloud.client("logs")
    logs.create_log_group(logGroupName=group)
    arn = f"arn:aws:logs:ap-northeast-2:123456789012:log-group:{group}:*"
    definition = {"StartAt": "Break", "States": {"Break": {"Type": "Fail", "Error": "Boom"}}}
    machine = machines.client.create_state_machine(
        name=f"logged-{uuid.uuid4().hex[:8]}",
        definition=json.dumps(definition),
        roleArn=machines.role,
        loggingConfiguration={
            "level": level,
            "includeExecutionData": True,
            "destinations": [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}],
        },
    )["stateMachineArn"]

    execution = machines.start(machine)

    entries = [
        json.loads(e["message"]) for e in logs.filter_log_events(logGroupName=group)["events"]
    ]
    assert [entry["type"] for entry in entries] == types
    assert {entry["execution_arn"] for entry in entries} == {execution}
