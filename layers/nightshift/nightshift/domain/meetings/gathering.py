"""Bring together what the tasks of a meeting made; a task that made nothing leaves None."""

from collections.abc import Mapping
from dataclasses import dataclass

from nightshift.domain.meetings import documents
from nightshift.domain.meetings.documents import Document
from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.results import ActionItem, Chunk, Relationships, Summary


@dataclass(frozen=True, slots=True)
class Embeddings:
    """The vectors of a meeting, all of one kind."""

    embedding_id: str  # provider::model::dimensions::version; never compare two kinds
    rows: tuple[tuple[Chunk, list[float]], ...]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything there is about a meeting."""

    summary: Summary | None = None
    action_items: tuple[ActionItem, ...] | None = None
    relationships: Relationships | None = None
    embeddings: Embeddings | None = None


def gather(found: Mapping[Task, Document]) -> Gathered:
    """Return the values of the artefacts in `found` (task -> document)."""
    embeddings = found.get("create_embeddings")
    summary = found.get("generate_summary")
    items = found.get("extract_action_items")
    ties = found.get("extract_relationship_data")
    return Gathered(
        summary=documents.to_summary(summary) if summary else None,
        action_items=documents.to_action_items(items) if items else None,
        relationships=documents.to_relationships(ties) if ties else None,
        embeddings=Embeddings(*documents.to_embeddings(embeddings)) if embeddings else None,
    )
