"""Tell people what happened: Slack, PagerDuty, SNS, e-mail, as their workload's manifest says.

In:   Told  an EventBridge event (ours, an alarm, a failed execution), or {flush: {workload?, due}}
Out:  Report  {channel: sent|held|repeat|failed}, {flushed: notices} or {ignored: detail-type}
Fails: RefusedError where the event is none; TransientError where no channel took it.
Retry: safe; the ledger tells what is out (domain.notifications.claims says where the window is).
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters.notify import notices
from nightshift.domain.inputs import parse
from nightshift.domain.notifications.envelope import Told
from nightshift.domain.notifications.office import Office
from nightshift.runtime.settings import notify_settings
from nightshift.runtime.telemetry import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Parse, decide, act."""
    told = parse(Told, event)
    office = Office(
        **notify_settings().model_dump(),
        function_arn=context.invoked_function_arn,
        writer=context.aws_request_id,
    )

    report = notices.tell(told, office)
    logger.info("told", extra={"report": report, "detail_type": told.detail_type})
    return report
