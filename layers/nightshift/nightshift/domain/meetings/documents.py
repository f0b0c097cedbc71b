"""The artefacts as JSON documents, and back: one place knows the field names."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.results import (
    ActionItem,
    Chunk,
    Cited,
    Participation,
    Relation,
    Relationships,
    Summary,
    Transcript,
    Turn,
)

TRANSCRIPT = "transcript.json"
NAMES: Mapping[Task, str] = {
    "generate_summary": "summary.json",
    "extract_action_items": "action-items.json",
    "extract_relationship_data": "relationships.json",
    "create_embeddings": "embeddings.json",
}
VECTOR_DIGITS = 6  # of 1 in a unit vector: far below what a ranking can see

Document = dict[str, Any]


def of_transcript(transcript: Transcript) -> Document:
    """Return the transcript as every later step reads it."""
    return asdict(transcript)


def to_transcript(document: Document) -> Transcript:
    """Return the transcript of `of_transcript`."""
    turns = tuple(Turn(**turn) for turn in document["turns"])
    return Transcript(document["meeting_id"], turns)


def of_summary(summary: Summary) -> Document:
    """Return {headline, sentences: [{text, turn}], keyphrases}."""
    return asdict(summary)


def to_summary(document: Document) -> Summary:
    """Return the summary of `of_summary`."""
    return Summary(
        document["headline"],
        tuple(Cited(**sentence) for sentence in document["sentences"]),
        tuple(document["keyphrases"]),
    )


def of_action_items(items: tuple[ActionItem, ...]) -> Document:
    """Return {items: [{text, owner, due, turn, score}]}."""
    return {"items": [asdict(item) for item in items]}


def to_action_items(document: Document) -> tuple[ActionItem, ...]:
    """Return the items of `of_action_items`."""
    return tuple(ActionItem(**item) for item in document["items"])


def of_relationships(relationships: Relationships) -> Document:
    """Return {participation: [...], relations: [...]}."""
    return asdict(relationships)


def to_relationships(document: Document) -> Relationships:
    """Return the relationships of `of_relationships`."""
    return Relationships(
        tuple(Participation(**share) for share in document["participation"]),
        tuple(
            Relation(tie["kind"], tie["source"], tie["target"], tuple(tie["turns"]))
            for tie in document["relations"]
        ),
    )


def of_embeddings(
    embedding_id: str, chunks: tuple[Chunk, ...], vectors: list[list[float]]
) -> Document:
    """Return {embedding_id, chunks: [{no, first_turn, last_turn, text, vector}]}."""
    rows = [
        asdict(chunk) | {"vector": [round(number, VECTOR_DIGITS) for number in vector]}
        for chunk, vector in zip(chunks, vectors, strict=True)
    ]
    return {"embedding_id": embedding_id, "chunks": rows}


def to_embeddings(document: Document) -> tuple[str, tuple[tuple[Chunk, list[float]], ...]]:
    """Return (embedding_id, ((chunk, vector), ...)) of `of_embeddings`."""
    rows = tuple(
        (
            Chunk(row["no"], row["first_turn"], row["last_turn"], row["text"]),
            row["vector"],
        )
        for row in document["chunks"]
    )
    return document["embedding_id"], rows
