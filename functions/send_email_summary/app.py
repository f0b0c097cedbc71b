"""Mail the summary to the people who were there, once.

In:   SendEmailSummary  {work, tasks, done, produced, recipients, at}
Out:  Delivered         {message_id, recipients: number}
Fails: RefusedError where there is nothing to mail, or SES rejects it.
Retry: safe; the ledger and SES's receipt tell whether it went out (domain.meetings.deliveries).
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import AwareDatetime, Field

from nightshift.adapters import artefacts, deliveries, manifests
from nightshift.domain.inputs import Input, parse
from nightshift.domain.meetings.deliveries import identify
from nightshift.domain.meetings.email import Envelope, compose
from nightshift.domain.meetings.gathering import gather
from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.work import Delivered, Produced, Work, available, missing
from nightshift.runtime.settings import settings
from nightshift.runtime.telemetry import logger


class SendEmailSummary(Input):
    """The meeting, what became of each task, and who gets the mail."""

    work: Work
    tasks: tuple[Task, ...]
    done: tuple[Task, ...]
    produced: tuple[Produced, ...]
    recipients: tuple[str, ...] = Field(min_length=1, max_length=50)
    at: AwareDatetime  # when the run came to this step


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Parse, decide, act."""
    request, environment = parse(SendEmailSummary, event), settings()
    work, lacking = request.work, missing(request.tasks, request.produced)
    found: dict[Task, Any] = {
        task: artefacts.read(environment.artefacts_bucket, work.key(task))
        for task in available(request.done, request.produced)
        if task != "create_embeddings"  # nothing of it is in the mail
    }

    sender = manifests.meetings(work.workload).email_from
    email = compose(work, gather(found), lacking, Envelope(sender, request.recipients))

    outbound = deliveries.Outbound(
        table=environment.ledger_table,
        delivery_id=identify(work.workload, work.meeting_id, work.fingerprint),
        configuration_set=environment.email_configuration_set,
        writer=context.aws_request_id,
        at=request.at,
    )
    message_id = deliveries.deliver(outbound, email)
    logger.info("summary mailed", extra={"recipients": len(email.recipients)})
    return Delivered(message_id=message_id, recipients=len(email.recipients)).model_dump(
        mode="json"
    )
