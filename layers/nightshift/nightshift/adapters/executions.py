"""Step Functions executions: is one still running."""

from nightshift.adapters.aws import Actions, client, translated

ACTIONS: Actions = {"is_running": frozenset({"states:DescribeExecution"})}


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
