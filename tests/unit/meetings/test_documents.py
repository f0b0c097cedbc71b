"""Artefacts come back as they were written."""

import json

from nightshift.domain.meetings import documents
from nightshift.domain.meetings.documents import Document
from nightshift.domain.meetings.gathering import Gathered, gather
from nightshift.domain.meetings.receipts import EmailSent
from nightshift.domain.meetings.results import (
    ActionItem,
    Chunk,
    Cited,
    Participation,
    Relation,
    Relationships,
    Summary,
)


def journey(document: Document) -> Document:
    travelled: Document = json.loads(json.dumps(document))
    return travelled


def test_every_artefact_survives_the_journey() -> None:
    summary = Summary("h", (Cited("s", 1),), ("k",))
    items = (ActionItem("t", None, None, 1, 0.5),)
    ties = Relationships((Participation("A", 1, 2, 1.0),), (Relation("mentions", "A", "B", (1,)),))
    chunks = (Chunk(0, 1, 2, "text"),)

    gathered = gather(
        {
            "generate_summary": journey(documents.of_summary(summary)),
            "extract_action_items": journey(documents.of_action_items(items)),
            "extract_relationship_data": journey(documents.of_relationships(ties)),
            "create_embeddings": journey(documents.of_embeddings("e::1", chunks, [[0.25, 0.5]])),
        }
    )

    assert (gathered.summary, gathered.action_items, gathered.relationships) == (
        summary,
        items,
        ties,
    )
    assert gathered.embeddings is not None
    assert gathered.embeddings.rows == ((chunks[0], [0.25, 0.5]),)


def test_nothing_made_is_nothing_gathered() -> None:
    gathered = gather({})

    assert gathered == Gathered(None, None, None, None)


def test_a_receipt_is_read_from_the_event_of_ses() -> None:
    event: Document = {
        "time": "2026-01-15T10:00:00Z",
        "detail": {"mail": {"messageId": "m", "tags": {"nightshift-delivery": ["d"]}}},
    }

    receipt = EmailSent.model_validate(event).receipt

    assert (receipt.delivery, receipt.message_id) == ("d", "m")
