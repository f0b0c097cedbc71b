"""Step Functions executions: start one, and is one still running."""

from collections.abc import Iterable

from pydantic import BaseModel

from nightshift.adapters.aws import Actions, client, translated

ACTIONS: Actions = {
    "is_running": frozenset({"states:DescribeExecution"}),
    "start_each": frozenset({"states:StartExecution"}),
}


def start_each(machine_arn: str, inputs: Iterable[BaseModel]) -> list[str]:
    """Start an execution of a machine with each input and return their ARNs.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: access denied, or there is no such machine.
    """
    with translated(machine_arn):
        return [
            str(
                client("stepfunctions").start_execution(
                    stateMachineArn=machine_arn, input=each.model_dump_json(exclude_defaults=True)
                )["executionArn"]
            )
            for each in inputs
        ]


def is_running(execution_arn: str) -> bool:
    """Tell whether an execution still runs; one that AWS no longer knows does not (after 90 days).

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: access denied.
    """
    states = client("stepfunctions")
    with translated(execution_arn):
        try:
            return bool(
                states.describe_execution(executionArn=execution_arn)["status"] == "RUNNING"
            )
        except states.exceptions.ExecutionDoesNotExist:
            return False
