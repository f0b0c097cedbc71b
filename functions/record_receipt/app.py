"""Keep SES's receipt of a summary mail, so that a retry knows it went out.

In:   an EventBridge event of SES, detail-type `Email Sent`
Out:  Receipt  {delivery, message_id, at}
Retry: safe; the same receipt twice is one.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters import deliveries
from nightshift.domain.inputs import parse
from nightshift.domain.meetings.receipts import EmailSent
from nightshift.runtime.settings import settings
from nightshift.runtime.telemetry import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    receipt = parse(EmailSent, event).receipt

    deliveries.confirm(settings().ledger_table, receipt)
    return receipt.model_dump(mode="json")
