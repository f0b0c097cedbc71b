"""Make the calls of one wave of an environment, and say whether it is settled.

In:   ChangeWave  {workload, goal, number, acts, gates, fresh, began, now, refused}
Out:  Changed     {settled, made, waiting, refused}
Fails: RefusedError where AWS says no for good, or where the wave is not settled after an hour.
Retry: safe; every attempt but the first looks before it acts.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters.environment import changing
from nightshift.domain.environment.change import ChangeWave
from nightshift.domain.inputs import parse
from nightshift.runtime.settings import hub, settings
from nightshift.runtime.telemetry import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    asked = parse(ChangeWave, event)

    found = changing.change(asked, settings().ledger_table, hub())
    logger.info("wave", extra={"made": found.made, "waiting": found.waiting})
    return found.model_dump(mode="json")
