"""Find what people said would be done, with owner, due phrase and turn.

In:   Work      one claimed meeting; its prepared transcript is in S3
Out:  Produced  {task, key, count: items}
Retry: safe; the same transcript gives the same artefact.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters import artefacts, providers
from nightshift.domain.inputs import parse
from nightshift.domain.meetings import documents
from nightshift.domain.meetings.work import Produced, Work
from nightshift.runtime.settings import settings
from nightshift.runtime.telemetry import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    work, bucket = parse(Work, event), settings().artefacts_bucket
    transcript = documents.to_transcript(artefacts.read(bucket, work.transcript_key))

    items = providers.get(work.provider).find_action_items(transcript, work.language)

    key = artefacts.write(
        bucket, work.key("extract_action_items"), documents.of_action_items(items)
    )
    return Produced(task="extract_action_items", key=key, count=len(items)).model_dump(mode="json")
