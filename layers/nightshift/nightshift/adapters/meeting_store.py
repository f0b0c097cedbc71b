"""Meetings in the workload's own PostgreSQL, schema `nightshift`."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from nightshift.adapters import migrations, postgres
from nightshift.adapters.aws import Actions
from nightshift.domain.errors import RefusedError
from nightshift.domain.meetings.gathering import Gathered
from nightshift.domain.meetings.stored import StoredMeeting

if TYPE_CHECKING:
    from psycopg import Connection

ACTIONS: Actions = {"store": frozenset()}
SCHEMA_FOLDER = "meeting_schema"
Counts = dict[str, int]  # table -> rows of the meeting
Rows = Iterator[tuple[Any, ...]]

# table -> its columns, after meeting_id
COLUMNS = {
    "summary_sentence": "position, text, turn",
    "action_item": "position, text, owner, due, turn, score",
    "participation": "position, speaker, turns, words, share",
    "relation": "kind, source, target, turns",
    "embedding": "embedding_id, chunk_no, first_turn, last_turn, content, embedding",
}
UPSERT = """
    insert into nightshift.meeting
        (meeting_id, fingerprint, language, provider, status, missing, headline, keyphrases,
         processed_at)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (meeting_id) do update set
        fingerprint = excluded.fingerprint, language = excluded.language,
        provider = excluded.provider, status = excluded.status, missing = excluded.missing,
        headline = coalesce(excluded.headline, meeting.headline),
        keyphrases = coalesce(excluded.keyphrases, meeting.keyphrases),
        processed_at = excluded.processed_at
    where meeting.processed_at <= excluded.processed_at
"""


def store(url: str, meeting: StoredMeeting, source: str = postgres.SOURCE) -> Counts:
    """Write the meeting in one transaction and return how many rows it has now.

    `source` names where the URL came from, for errors.

    A run that was stopped while this call was under way may be overtaken by the next one:
    `processed_at` (when the run came to this step) decides, and the older one is refused.

    Each part that is there replaces the part that was; a part that is missing keeps the rows of an
    earlier run, unless those were made from another transcript. Twice is the same as once.

    Raises:
        TransientError: not reachable, too many connections, a deadlock, a timeout.
        RefusedError: a bad URL, a missing right or extension, a value that does not fit, or a later
            run has written the meeting.
    """
    with postgres.transaction(url, "nightshift", source) as connection:
        migrations.apply(connection, migrations.shipped(SCHEMA_FOLDER))
        _forget_other_transcript(connection, meeting)
        _write_meeting(connection, meeting)
        for table, rows in _parts(meeting.found):
            _replace(connection, table, meeting.meeting_id, rows)
        return _counts(connection, meeting.meeting_id)


def _forget_other_transcript(connection: "Connection[Any]", meeting: StoredMeeting) -> None:
    connection.execute(
        "delete from nightshift.meeting"
        " where meeting_id = %s and fingerprint <> %s and processed_at <= %s",
        (meeting.meeting_id, meeting.fingerprint, meeting.processed_at),
    )


def _write_meeting(connection: "Connection[Any]", meeting: StoredMeeting) -> None:
    summary = meeting.found.summary
    written = connection.execute(
        UPSERT,
        (
            meeting.meeting_id,
            meeting.fingerprint,
            meeting.language,
            meeting.provider,
            meeting.status.value,
            list(meeting.missing),
            summary.headline if summary else None,
            list(summary.keyphrases) if summary else None,
            meeting.processed_at,
        ),
    )
    if written.rowcount == 0:
        raise RefusedError(f"database: a later run has written meeting {meeting.meeting_id}")


def _parts(found: Gathered) -> Iterator[tuple[str, Rows]]:
    """Yield (table, rows) of every part that is there; rows are as in `COLUMNS`."""
    if found.summary is not None:
        sentences = enumerate(found.summary.sentences)
        yield "summary_sentence", ((at, s.text, s.turn) for at, s in sentences)
    if found.action_items is not None:
        items = enumerate(found.action_items)
        yield "action_item", ((at, i.text, i.owner, i.due, i.turn, i.score) for at, i in items)
    if found.relationships is not None:
        shares = enumerate(found.relationships.participation)
        ties = found.relationships.relations
        yield "participation", ((at, p.speaker, p.turns, p.words, p.share) for at, p in shares)
        yield "relation", ((r.kind, r.source, r.target, list(r.turns)) for r in ties)
    if found.embeddings is not None:
        kind = found.embeddings.embedding_id
        yield (
            "embedding",
            (
                (kind, c.no, c.first_turn, c.last_turn, c.text, str(vector))
                for c, vector in found.embeddings.rows
            ),
        )


def _replace(connection: "Connection[Any]", table: str, meeting_id: str, rows: Rows) -> None:
    from psycopg import sql

    name = sql.Identifier("nightshift", table)
    columns = sql.SQL(", ").join(map(sql.Identifier, COLUMNS[table].split(", ")))
    delete = sql.SQL("delete from {} where meeting_id = %s").format(name)
    copy = sql.SQL("copy {} (meeting_id, {}) from stdin").format(name, columns)
    with connection.cursor() as cursor:
        cursor.execute(delete, (meeting_id,))
        with cursor.copy(copy) as stream:
            for row in rows:
                stream.write_row((meeting_id, *row))


def _counts(connection: "Connection[Any]", meeting_id: str) -> Counts:
    from psycopg import sql

    one = sql.SQL("select {}, count(*) from {} where meeting_id = %(meeting)s")
    query = sql.SQL(" union all ").join(
        one.format(sql.Literal(table), sql.Identifier("nightshift", table))
        for table in ("meeting", *COLUMNS)
    )
    return dict(connection.execute(query, {"meeting": meeting_id}).fetchall())
