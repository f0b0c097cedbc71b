"""Tell a team some minutes before its environment stops, with the command that puts it off.

In:   AnnounceStop  {workload, task, at: when this is due, minutes: until the stop}
Out:  {announced: true|false}
Retry: safe; the event has the same id.
"""

from typing import Any, Literal

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import AwareDatetime, Field

from nightshift.adapters.environment import announcing
from nightshift.domain.inputs import Input, parse
from nightshift.runtime.settings import hub, settings
from nightshift.runtime.telemetry import logger


class AnnounceStop(Input):
    """What the schedule says."""

    workload: str = Field(min_length=1)
    task: Literal["announce-stop"]
    at: AwareDatetime
    minutes: int = Field(ge=1)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    asked = parse(AnnounceStop, event)

    announced = announcing.announce(
        asked.workload, settings().ledger_table, hub(), at=asked.at, minutes=asked.minutes
    )
    logger.info("stop announced", extra={"announced": announced})
    return {"announced": announced}
