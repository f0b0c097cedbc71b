"""Write the transcript as every later step reads it: checked, normalised, in the stack's bucket.

In:   PrepareMeeting  {work, transcript: {bucket, key}}
Out:  Prepared        {turns, key}
Fails: RefusedError where the transcript is no longer the one that was claimed.
Retry: safe; the same transcript gives the same artefact.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters import artefacts, transcripts
from nightshift.domain.inputs import Input, parse
from nightshift.domain.meetings import documents
from nightshift.domain.meetings.claims import refuse_change
from nightshift.domain.meetings.request import Location
from nightshift.domain.meetings.transcripts import read
from nightshift.domain.meetings.work import Work
from nightshift.runtime.settings import settings
from nightshift.runtime.telemetry import logger


class PrepareMeeting(Input):
    """Which transcript, for which meeting."""

    work: Work
    transcript: Location


class Prepared(Input):
    """The prepared transcript."""

    turns: int
    key: str


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    request = parse(PrepareMeeting, event)
    data = transcripts.read(request.transcript)
    transcript = read(data, meeting_id=request.work.meeting_id, where=request.transcript.uri)
    refuse_change(request.work, transcript, request.transcript.uri)

    key = artefacts.write(
        settings().artefacts_bucket,
        request.work.transcript_key,
        documents.of_transcript(transcript),
    )
    return Prepared(turns=len(transcript.turns), key=key).model_dump(mode="json")
