"""Read back what was made of one meeting: what its event says, and the artefacts it names."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter

from demo.cloud import Cloud
from demo.fixtures import Fixture
from demo.record import BusEvent, Email, Embeddings, Meeting
from nightshift.domain.meetings.results import (
    ActionItem,
    Chunk,
    Relationships,
    Summary,
    Transcript,
)

SUMMARY = TypeAdapter(Summary)
ACTIONS = TypeAdapter(tuple[ActionItem, ...])
RELATIONSHIPS = TypeAdapter(Relationships)
CHUNK = TypeAdapter(Chunk)
TRANSCRIPT = TypeAdapter(Transcript)
T = TypeVar("T")


def read(cloud: Cloud, fixture: Fixture, event: BusEvent, sent: tuple[Email, ...]) -> Meeting:
    """Return one meeting with its results; a task that gave none is None."""
    detail = event.detail
    artefacts = detail["artefacts"]
    found = {
        task: _document(cloud, artefacts["bucket"], key) for task, key in artefacts["keys"].items()
    }
    invited = {person.email for person in fixture.attendees}
    return Meeting(
        meeting_id=fixture.meeting_id,
        title=fixture.title,
        language=fixture.language,
        ended_at=fixture.ended_at,
        attendees=fixture.attendees,
        transcript=TRANSCRIPT.validate_json(fixture.document()),
        status=detail["status"],
        missing=tuple(detail["missing"]),
        sentence=detail["summary"],
        summary=_read(SUMMARY, found.get("generate_summary")),
        actions=_read(ACTIONS, found.get("extract_action_items", {}).get("items")),
        relationships=_read(RELATIONSHIPS, found.get("extract_relationship_data")),
        embeddings=_embeddings(found.get("create_embeddings")),
        emails=tuple(email for email in sent if invited & set(email.to)),
        folder=f"s3://{artefacts['bucket']}/{artefacts['prefix']}",
        artefacts=tuple(key.rpartition("/")[2] for key in artefacts["keys"].values()),
        counts=detail["counts"],
        errors=detail.get("errors", {}),
    )


def cosines(vectors: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    """Return the scalar product of every two unit vectors: their cosine."""
    return tuple(
        tuple(sum(x * y for x, y in zip(a, b, strict=True)) for b in vectors) for a in vectors
    )


def _document(cloud: Cloud, bucket: str, key: str) -> dict[str, Any]:
    body = cloud.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
    return dict(json.loads(body))


def _read(adapter: TypeAdapter[T], value: Any) -> T | None:
    return None if value is None else adapter.validate_python(value)


def _embeddings(document: dict[str, Any] | None) -> Embeddings | None:
    if document is None:
        return None
    vectors = [chunk["vector"] for chunk in document["chunks"]]
    return Embeddings(
        embedding_id=document["embedding_id"],
        dimensions=len(vectors[0]),
        chunks=tuple(CHUNK.validate_python(chunk) for chunk in document["chunks"]),
        similarity=cosines(vectors),
    )
