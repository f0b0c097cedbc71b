"""Check a request and its transcript, and claim the meeting for this execution.

In:   ClaimMeeting  {request: the machine's input, execution: ARN, at: when it began}
Out:  Claimed       {outcome: claimed|finished|in_progress|wait, reason, tasks, done, work, ...}
Fails: RefusedError names the field at fault; nothing was written then.
Retry: safe; the same execution gets the same claim again.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext
from pydantic import AwareDatetime, Field

from nightshift.adapters import claims, manifests, transcripts
from nightshift.domain.inputs import Input, parse
from nightshift.domain.meetings.claims import Outcome, begin, decide
from nightshift.domain.meetings.language import choose
from nightshift.domain.meetings.recipients import addresses
from nightshift.domain.meetings.request import MeetingEnded, Task
from nightshift.domain.meetings.transcripts import read
from nightshift.domain.meetings.work import Work
from nightshift.runtime.settings import settings
from nightshift.runtime.telemetry import logger


class ClaimMeeting(Input):
    """The machine's input as it came, and who asks."""

    request: dict[str, Any]
    execution: str = Field(min_length=1)  # ARN
    at: AwareDatetime  # when the execution began


class Claimed(Input):
    """What the rest of the machine works from."""

    outcome: Outcome
    reason: str
    epoch: int
    tasks: tuple[Task, ...]  # still to do
    done: tuple[Task, ...]  # delivered by an earlier run
    recipients: tuple[str, ...]
    work: Work
    result: str | None = None  # of the run that finished the meeting


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Parse, decide, act."""
    asked = parse(ClaimMeeting, event)
    request = parse(MeetingEnded, asked.request)
    meetings = manifests.meetings(request.workload)
    data = transcripts.read(request.transcript)
    transcript = read(data, meeting_id=request.meeting_id, where=request.transcript.uri)
    work = begin(
        request,
        transcript,
        provider=meetings.provider,
        language=choose(request.language, meetings.default_language, transcript),
    )

    found = claims.observe(settings().ledger_table, request, asked.execution)
    decision = decide(found.claim, print_=work.fingerprint, tasks=request.tasks, me=asked.execution)

    claimant = claims.Claimant(asked.execution, context.aws_request_id, asked.at)
    claims.apply(settings().ledger_table, work, decision, found, claimant=claimant)
    logger.info("meeting asked for", extra={"outcome": decision.outcome, "reason": decision.reason})
    return Claimed(
        outcome=decision.outcome,
        reason=decision.reason,
        epoch=decision.epoch,
        tasks=decision.tasks,
        done=decision.done,
        result=decision.result,
        work=work,
        recipients=addresses(request.attendees, meetings.email_fallback),
    ).model_dump(mode="json")
