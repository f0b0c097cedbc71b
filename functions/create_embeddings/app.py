"""Cut a meeting into chunks and make one vector of each, for search.

In:   Work      one claimed meeting; its prepared transcript is in S3
Out:  Produced  {task, key, count: chunks}
Retry: safe; the same transcript gives the same artefact.
"""

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from nightshift.adapters import artefacts, providers
from nightshift.domain.inputs import parse
from nightshift.domain.meetings import documents
from nightshift.domain.meetings.chunks import cut
from nightshift.domain.meetings.work import Produced, Work
from nightshift.runtime.settings import settings
from nightshift.runtime.telemetry import logger


@logger.inject_lambda_context
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:  # noqa: ARG001
    """Parse, decide, act."""
    work, bucket = parse(Work, event), settings().artefacts_bucket
    transcript = documents.to_transcript(artefacts.read(bucket, work.transcript_key))

    provider, chunks = providers.get(work.provider), cut(transcript)
    vectors = provider.embed([chunk.text for chunk in chunks], work.language)

    key = artefacts.write(
        bucket,
        work.key("create_embeddings"),
        documents.of_embeddings(provider.embedding_id, chunks, vectors),
    )
    return Produced(task="create_embeddings", key=key, count=len(chunks)).model_dump(mode="json")
