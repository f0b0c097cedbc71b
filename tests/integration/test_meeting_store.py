"""Meetings in a real PostgreSQL: one transaction, twice equals once, and errors by name."""

import math
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from localcloud.database.server import Server, postgres
from nightshift.adapters import meeting_store, migrations
from nightshift.adapters.postgres import address
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.meetings.gathering import Embeddings, Gathered
from nightshift.domain.meetings.results import (
    ActionItem,
    Chunk,
    Cited,
    Participation,
    Relation,
    Relationships,
    Summary,
)
from nightshift.domain.meetings.stored import StoredMeeting
from nightshift.domain.meetings.work import Work

AT = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
KIND = "embedded::hashing::1024::1"


def vector(seed: int) -> list[float]:
    numbers = [math.sin(seed + 1 + place) for place in range(1024)]
    length = math.sqrt(sum(number * number for number in numbers))
    return [number / length for number in numbers]


FOUND = Gathered(
    summary=Summary("Release slips", (Cited("We slip.", 3), Cited("금요일까지.", 7)), ("release",)),
    action_items=(ActionItem("Fix the build", "Mina", "by Friday", 7, 2.5),),
    relationships=Relationships(
        (Participation("Mina", 4, 60, 0.6), Participation("Jae", 3, 40, 0.4)),
        (Relation("replies_to", "Jae", "Mina", (2, 4)),),
    ),
    embeddings=Embeddings(
        KIND, tuple((Chunk(no, no, no, f"chunk {no} 배포"), vector(no)) for no in range(60))
    ),
)
ROWS = {
    "meeting": 1,
    "summary_sentence": 2,
    "action_item": 1,
    "participation": 2,
    "relation": 1,
    "embedding": 60,
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres(database="onno") as started:
        yield started


@pytest.fixture
def url(server: Server, request: pytest.FixtureRequest) -> str:
    """A database of its own per test, on the one server."""
    name = f"t{abs(hash(request.node.name)) % 10**9}"
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"create database {name}")
    return server.url(name)


def meeting(meeting_id: str = "m1", found: Gathered = FOUND, **changes: Any) -> StoredMeeting:
    work = Work(
        workload="onno-prod",
        meeting_id=meeting_id,
        fingerprint="f" * 64,
        prefix="meetings/onno-prod/m1/ffffffffffff/",
        provider="embedded",
        language="ko",
    )
    return replace(StoredMeeting.of(work, found, (), AT), **changes)


def read(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_everything_of_a_meeting_is_there_afterwards(url: str) -> None:
    counts = meeting_store.store(url, meeting())

    assert counts == ROWS
    assert read(url, "select text, turn from nightshift.summary_sentence order by position") == [
        ("We slip.", 3),
        ("금요일까지.", 7),
    ]
    assert read(url, "select source, target, turns from nightshift.relation") == [
        ("Jae", "Mina", [2, 4])
    ]
    assert read(url, "select status, missing, headline, processed_at from nightshift.meeting") == [
        ("COMPLETE", [], "Release slips", AT)
    ]


def test_a_second_run_changes_nothing(url: str) -> None:
    everything = "select * from nightshift.embedding order by chunk_no"
    meeting_store.store(url, meeting())
    before = read(url, everything)

    counts = meeting_store.store(url, meeting())

    assert counts == ROWS
    assert read(url, everything) == before


def test_a_missing_part_keeps_the_rows_of_an_earlier_run(url: str) -> None:
    meeting_store.store(url, meeting())
    partial = replace(FOUND, summary=None, embeddings=None)

    counts = meeting_store.store(url, meeting(found=partial, missing=("generate_summary",)))

    assert counts == ROWS
    assert read(url, "select headline, missing from nightshift.meeting") == [
        ("Release slips", ["generate_summary"])
    ]


def test_a_part_that_became_empty_replaces_the_rows_of_an_earlier_run(url: str) -> None:
    meeting_store.store(url, meeting())

    counts = meeting_store.store(url, meeting(found=replace(FOUND, action_items=())))

    assert counts["action_item"] == 0


def test_rows_of_another_transcript_do_not_stay(url: str) -> None:
    meeting_store.store(url, meeting())

    counts = meeting_store.store(url, meeting(fingerprint="e" * 64, found=Gathered()))

    assert counts == dict.fromkeys(ROWS, 0) | {"meeting": 1}
    assert read(url, "select headline from nightshift.meeting") == [(None,)]


@pytest.mark.parametrize("fingerprint", ["f" * 64, "e" * 64])
def test_a_run_that_was_overtaken_changes_nothing(url: str, fingerprint: str) -> None:
    meeting_store.store(url, meeting())
    late = meeting(
        fingerprint=fingerprint, found=Gathered(), processed_at=AT - timedelta(seconds=1)
    )

    with pytest.raises(RefusedError, match="a later run has written meeting m1"):
        meeting_store.store(url, late)

    assert meeting_store.store(url, meeting()) == ROWS
    assert read(url, "select processed_at from nightshift.meeting") == [(AT,)]


def test_other_meetings_are_left_alone(url: str) -> None:
    meeting_store.store(url, meeting("m1"))

    meeting_store.store(url, meeting("m2", found=Gathered()))

    assert read(url, "select count(*) from nightshift.embedding where meeting_id = 'm1'") == [(60,)]


def test_a_vector_that_does_not_fit_is_refused_and_nothing_is_written(url: str) -> None:
    broken = Embeddings(KIND, ((Chunk(0, 0, 0, "short"), [0.5, 0.5]),))

    with pytest.raises(RefusedError, match="1024"):
        meeting_store.store(url, meeting(found=replace(FOUND, embeddings=broken)))

    assert read(url, "select to_regclass('nightshift.meeting')") == [(None,)]


def test_meetings_stored_at_once_into_a_new_database_are_all_there(url: str) -> None:
    problems: list[Exception] = []

    def store(name: str) -> None:
        try:
            meeting_store.store(url, meeting(name))
        except (TransientError, RefusedError) as problem:
            problems.append(problem)

    threads = [threading.Thread(target=store, args=(f"m{no % 4}",)) for no in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert problems == []
    assert read(url, "select count(*) from nightshift.embedding") == [(240,)]
    assert read(url, "select version, name from nightshift.migration") == [(1, "meetings")]


def test_a_pending_migration_is_applied_once(url: str) -> None:
    extra = migrations.Migration(900, "extra", "create table nightshift.extra (x integer)")

    for _ in range(2):
        with psycopg.connect(url) as connection:
            migrations.apply(connection, (*migrations.shipped("meeting_schema"), extra))

    assert read(url, "select version from nightshift.migration order by 1") == [(1,), (900,)]


def test_a_user_without_rights_is_refused(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("create role reader login password 'reads-only'")
    reader = "postgresql://reader:reads-only@" + url.partition("@")[2]

    with pytest.raises(RefusedError, match="permission denied"):
        meeting_store.store(reader, meeting())


def test_a_wrong_password_is_worth_another_try_because_secrets_rotate(url: str) -> None:
    with pytest.raises(TransientError, match="authentication failed"):
        meeting_store.store(url.replace("@", "x@"), meeting())


def test_a_database_that_is_not_there_is_worth_another_try() -> None:
    with pytest.raises(TransientError, match="refused"):
        meeting_store.store("postgresql://u:p@127.0.0.1:9/onno", meeting())


def test_the_connection_is_encrypted_and_the_applications_own_parameters_are_ignored(
    url: str,
) -> None:
    prisma = f"{url}&connection_limit=20&pool_timeout=10&schema=public"

    with psycopg.connect(address(prisma)) as connection:
        assert connection.pgconn.ssl_in_use


def test_hybrid_search_finds_a_chunk_by_words_and_by_vector(url: str) -> None:
    meeting_store.store(url, meeting())

    nearest = (
        f"select chunk_no from nightshift.embedding order by embedding <=> '{vector(5)}' limit 1"
    )
    lexical = "select count(*) from nightshift.embedding where content_tsv @@ '배포'::tsquery"
    assert read(url, nearest) == [(5,)]
    assert read(url, lexical) == [(60,)]
