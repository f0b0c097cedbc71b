"""Tell the default event bus what becomes of an execution.

"Step Functions emits events for changing execution status" (Developer Guide, "Automating Step
Functions event delivery with EventBridge", with the detail's fields).
"""

from typing import TYPE_CHECKING, Any

from moto.stepfunctions.parser.asl.utils.encoding import to_json_str

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


def emit(cloud: "Cloud", execution: Any) -> None:
    """Emit `Step Functions Execution Status Change` for the execution's status."""
    if not hasattr(cloud, "events"):
        return
    cloud.events.emit(
        "aws.states",
        "Step Functions Execution Status Change",
        _detail(execution),
        [execution.exec_arn],
        execution.region_name,
    )


def _detail(execution: Any) -> dict[str, Any]:
    stopped, output = execution.stop_date, None
    if execution.status == "SUCCEEDED":
        output = to_json_str(execution.output, separators=(",", ":"))
    return {
        "executionArn": execution.exec_arn,
        "stateMachineArn": execution.state_machine.arn,
        "name": execution.name,
        "status": execution.status,
        "startDate": _milliseconds(execution.start_date),
        "stopDate": _milliseconds(stopped) if stopped else None,
        "input": to_json_str(execution.input_data, separators=(",", ":")),
        "output": output,
        "inputDetails": {"included": True},
        "outputDetails": {"included": True} if output is not None else None,
        "error": execution.error,
        "cause": execution.cause,
        "stateMachineVersionArn": None,
        "stateMachineAliasArn": None,
        "redriveCount": 0,
        "redriveDate": None,
        "redriveStatus": "NOT_REDRIVABLE",
        "redriveStatusReason": "Execution cannot be redriven in the embedded cloud",
    }


def _milliseconds(instant: Any) -> int:
    return int(instant.timestamp() * 1000)
