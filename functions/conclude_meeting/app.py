"""Say what a meeting's run came to: the `Meeting Processed` fact and the ledger's last word.

In:   Run        {work, tasks, done, produced, delivered, at}
Out:  Concluded  {status, missing, done, detail, record: detail as JSON, expires_at}
Retry: safe; it decides and changes nothing.
"""

import json
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.domain.inputs import Input, parse
from nightshift.domain.meetings.claims import Status
from nightshift.domain.meetings.conclusion import Run, decide
from nightshift.domain.meetings.request import Task
from nightshift.runtime.metering import metrics
from nightshift.runtime.settings import settings
from nightshift.runtime.telemetry import logger


class Concluded(Input):
    """The end of the run, as the event and the ledger tell it."""

    status: Status
    missing: tuple[Task, ...]
    done: tuple[Task, ...]
    detail: dict[str, Any]
    record: str  # `detail` as JSON, kept to answer a repeat
    expires_at: str  # epoch seconds, as DynamoDB's API writes numbers


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    request = parse(Run, event)

    end = decide(request, bucket=settings().artefacts_bucket)

    metrics.add_dimension(name="workload", value=request.work.workload)
    metrics.add_metric(name=f"Meetings{end.status.title()}", unit="Count", value=1)
    return Concluded(
        status=end.status,
        missing=end.missing,
        done=end.done,
        detail=end.detail,
        record=json.dumps(end.detail, ensure_ascii=False),
        expires_at=str(end.expires_at),
    ).model_dump(mode="json")
