"""Write how an environment was left, book what was saved, and say what to announce.

In:   Conclude   {prepared, refused, health, execution, at}
Out:  Concluded  {status: COMPLETE|PARTIAL, detail_type, detail}
Fails: RefusedError where another execution has taken the environment over.
Retry: safe; the same is written again.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters.environment import concluding
from nightshift.domain.environment.conclusion import Conclude
from nightshift.domain.inputs import parse
from nightshift.runtime.settings import settings
from nightshift.runtime.telemetry import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    found = parse(Conclude, event)

    concluded = concluding.conclude(found, settings().ledger_table)
    logger.info("concluded", extra={"status": concluded.status})
    return concluded.model_dump(mode="json")
