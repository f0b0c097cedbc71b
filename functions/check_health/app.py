"""Ask the health paths of an environment that was woken.

In:   CheckHealth  {workload, units: service -> how many ran before}
Out:  {well: true|false, checks: [{service, url, problem}]}
Retry: safe; it only asks.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import Field

from nightshift.adapters import health
from nightshift.domain.inputs import Input, parse
from nightshift.runtime.telemetry import logger


class CheckHealth(Input):
    """Which services are to answer."""

    workload: str
    units: dict[str, int] = Field(default_factory=dict)


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    asked = parse(CheckHealth, event)

    checks = health.checks(asked.workload, {name for name, count in asked.units.items() if count})
    problems = [check.problem for check in checks if check.problem]
    logger.info("health", extra={"asked": len(checks), "problems": problems})
    return {"well": not problems, "checks": [check.model_dump(mode="json") for check in checks]}
