"""Check a wish about an environment, claim it, keep what is there, and say what is to do.

In:   PrepareEnvironment  {request: the machine's input, goal: asleep|awake, execution: ARN, at}
Out:  Prepared            {outcome: go|stay|wait, reason, waves, last, slept, plan, ...}
Fails: RefusedError names the field at fault, or says that production is never stopped.
Retry: safe; the same execution gets the same claim again, and what was there before is kept.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import AwareDatetime, Field

from nightshift.adapters.environment import preparing
from nightshift.domain.environment.case import Desk
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.environment.request import EnvironmentRequest
from nightshift.domain.inputs import Input, parse
from nightshift.runtime.settings import hub, settings
from nightshift.runtime.telemetry import logger


class PrepareEnvironment(Input):
    """The machine's input as it came, and who asks."""

    request: dict[str, Any]
    goal: Goal
    execution: str = Field(min_length=1)  # ARN
    at: AwareDatetime


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Parse, decide, act."""
    asked = parse(PrepareEnvironment, event)
    request = parse(EnvironmentRequest, asked.request)
    desk = Desk(
        table=settings().ledger_table,
        hub=hub(),
        execution=asked.execution,
        token=context.aws_request_id,
        at=asked.at,
    )

    found = preparing.prepare(request, asked.goal, desk)
    logger.info("prepared", extra={"outcome": found.outcome, "reason": found.reason})
    return found.model_dump(mode="json")
