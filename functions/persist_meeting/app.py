"""Write everything a meeting became into the workload's PostgreSQL, in one transaction.

In:   PersistMeeting  {work, tasks, done, produced: [Produced], at}
Out:  Persisted       {rows: table -> rows}
Retry: safe; rows of the meeting are replaced, never added to.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import AwareDatetime

from nightshift.adapters import artefacts, manifests, meeting_store, secrets
from nightshift.domain.inputs import Input, parse
from nightshift.domain.meetings.gathering import gather
from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.stored import StoredMeeting
from nightshift.domain.meetings.work import Produced, Work, available, missing
from nightshift.runtime.settings import settings
from nightshift.runtime.telemetry import logger


class PersistMeeting(Input):
    """The meeting and what became of each task."""

    work: Work
    tasks: tuple[Task, ...]
    done: tuple[Task, ...]
    produced: tuple[Produced, ...]
    at: AwareDatetime


class Persisted(Input):
    """How many rows the meeting has in each table."""

    rows: dict[str, int]


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    request, bucket = parse(PersistMeeting, event), settings().artefacts_bucket
    tasks = available(request.done, request.produced)
    found = {task: artefacts.read(bucket, request.work.key(task)) for task in tasks}
    lacking = missing(request.tasks, request.produced)
    meeting = StoredMeeting.of(request.work, gather(found), lacking, request.at)

    name = manifests.meetings(request.work.workload).database_secret
    rows = meeting_store.store(secrets.value(name), meeting, f"secret {name}")
    logger.info("meeting persisted", extra={"rows": rows})
    return Persisted(rows=rows).model_dump(mode="json")
