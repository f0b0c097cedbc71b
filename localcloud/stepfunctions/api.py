"""Answer the calls about executions and task tokens; moto answers those about machines."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from moto.core.exceptions import AWSError as MotoError
from moto.stepfunctions.parser.asl.eval.callback.callback import (
    CallbackOutcomeFailure,
    CallbackOutcomeSuccess,
)
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

from localcloud.answers import Answer, AwsError
from localcloud.api_call import ApiCall
from localcloud.stepfunctions.callbacks import Tokens
from localcloud.stepfunctions.execution import LocalExecution
from localcloud.stepfunctions.executions import Executions

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

Operation = Callable[[ApiCall], dict[str, Any]]


class Api:
    """The operations, by their API name."""

    def __init__(self, executions: Executions, tokens: Tokens) -> None:
        self._executions = executions
        self._tokens = tokens
        self.operations: dict[str, Operation] = {
            "StartExecution": self.start_execution,
            "StopExecution": self.stop_execution,
            "DescribeExecution": self.describe_execution,
            "DescribeStateMachineForExecution": self.describe_state_machine_for_execution,
            "ListExecutions": self.list_executions,
            "GetExecutionHistory": self.get_execution_history,
            "SendTaskSuccess": self.send_task_success,
            "SendTaskFailure": self.send_task_failure,
            "SendTaskHeartbeat": self.send_task_heartbeat,
        }

    def start_execution(self, call: ApiCall) -> dict[str, Any]:
        """Start, or return what runs under the same name with the same input."""
        asked = call.params
        arn = str(asked.get("stateMachineArn", ""))
        execution = self._executions.start(
            call.region, arn, asked.get("name"), asked.get("input") or "{}"
        )
        return {"executionArn": execution.exec_arn, "startDate": execution.start_date}

    def stop_execution(self, call: ApiCall) -> dict[str, Any]:
        """End an execution now."""
        execution = self._executions.find(call.params.get("executionArn", ""))
        execution.stop(datetime.now(UTC), call.params.get("error"), call.params.get("cause"))
        return {"stopDate": execution.stop_date or datetime.now(UTC)}

    def describe_execution(self, call: ApiCall) -> dict[str, Any]:
        """Return everything about an execution but its history."""
        execution = self._executions.find(call.params.get("executionArn", ""))
        found = {
            **_summary(execution),
            "input": execution.execution_input,
            "inputDetails": {"included": True},
            "redriveCount": 0,
            "redriveStatus": "NOT_REDRIVABLE",
            "error": execution.error,
            "cause": execution.cause,
        }
        if execution.status == "SUCCEEDED":
            found["output"] = to_json_str(execution.output, separators=(",", ":"))
            found["outputDetails"] = {"included": True}
        return found

    def describe_state_machine_for_execution(self, call: ApiCall) -> dict[str, Any]:
        """Return the machine as it was when the execution started."""
        machine = self._executions.find(call.params.get("executionArn", "")).state_machine
        return {
            "stateMachineArn": getattr(machine, "source_arn", machine.arn),
            "name": machine.name,
            "definition": machine.definition,
            "roleArn": machine.roleArn,
            "updateDate": machine.update_date.replace(tzinfo=UTC),
            "loggingConfiguration": machine.loggingConfiguration,
            "tracingConfiguration": machine.tracingConfiguration,
        }

    def list_executions(self, call: ApiCall) -> dict[str, Any]:
        """Return a machine's executions, newest first, of one status where asked."""
        status = call.params.get("statusFilter")
        found = self._executions.of_machine(call.region, call.params.get("stateMachineArn", ""))
        fitting = [_summary(e) for e in found if status in (None, e.status)]
        return _page(call.params, fitting, "executions", 100)

    def get_execution_history(self, call: ApiCall) -> dict[str, Any]:
        """Return the events of an execution, oldest first unless asked otherwise."""
        execution = self._executions.find(call.params.get("executionArn", ""))
        events = list(execution.exec_worker.env.event_manager._history_event_list)
        if call.params.get("reverseOrder"):
            events.reverse()
        return _page(call.params, [_event(e) for e in events], "events", 100)

    def send_task_success(self, call: ApiCall) -> dict[str, Any]:
        """Give a waiting task its result."""
        token, output = call.params.get("taskToken", ""), call.params.get("output", "")
        try:
            json.loads(output)
        except ValueError as problem:
            raise AwsError("InvalidOutput", f"Invalid Output: '{problem}'") from problem
        self._tokens.answer(token, CallbackOutcomeSuccess(callback_id=token, output=output))
        return {}

    def send_task_failure(self, call: ApiCall) -> dict[str, Any]:
        """Let a waiting task fail."""
        token = call.params.get("taskToken", "")
        error, cause = call.params.get("error"), call.params.get("cause")
        self._tokens.answer(token, CallbackOutcomeFailure(token, error, cause))
        return {}

    def send_task_heartbeat(self, call: ApiCall) -> dict[str, Any]:
        """Tell that a waiting task is still worked on."""
        self._tokens.heartbeat(call.params.get("taskToken", ""))
        return {}


def install(cloud: "Cloud", executions: Executions, tokens: Tokens) -> None:
    """Answer these operations instead of moto."""
    for name, operation in Api(executions, tokens).operations.items():
        cloud.gateway.replace("stepfunctions", name, _hook(operation))


def _hook(operation: Operation) -> Callable[[ApiCall], Answer]:
    def answer(call: ApiCall) -> Answer:
        try:
            found = operation(call)
        except MotoError as problem:
            code = getattr(problem, "TYPE", None) or getattr(problem, "code", "ValidationException")
            raise AwsError(str(code), str(getattr(problem, "message", problem))) from problem
        body = json.dumps(found, ensure_ascii=False, default=_time).encode()
        return Answer(200, {"Content-Type": "application/x-amz-json-1.0"}, body)

    return answer


def _summary(execution: LocalExecution) -> dict[str, Any]:
    machine = execution.state_machine
    found = {
        "executionArn": execution.exec_arn,
        "stateMachineArn": getattr(machine, "source_arn", machine.arn),
        "name": execution.name,
        "status": execution.status,
        "startDate": execution.start_date,
        "stopDate": execution.stop_date,
    }
    if hasattr(machine, "source_arn"):
        found["stateMachineVersionArn"] = machine.arn
    return {name: value for name, value in found.items() if value is not None}


def _event(event: dict[str, Any]) -> dict[str, Any]:
    return {**event, "timestamp": datetime.fromisoformat(event["timestamp"])}


def _page(params: dict[str, Any], items: list[Any], name: str, limit: int) -> dict[str, Any]:
    start = int(params.get("nextToken") or 0)
    end = start + min(int(params.get("maxResults") or limit), 1000)
    page: dict[str, Any] = {name: items[start:end]}
    if end < len(items):
        page["nextToken"] = str(end)
    return page


def _time(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(f"{type(value).__name__} is not JSON")
