"""Transcripts are read whole or refused by name."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightshift.domain.errors import RefusedError
from nightshift.domain.meetings import documents
from nightshift.domain.meetings.results import Transcript
from nightshift.domain.meetings.transcripts import TRANSCRIPT_LIMIT_BYTES, read, refuse_size


def turn(i: int = 0, speaker: str = "Mina", text: str = "We ship on Friday.") -> dict[str, Any]:
    return {"i": i, "speaker": speaker, "text": text}


def transcript_of(turns: list[Any], **fields: Any) -> bytes:
    return json.dumps({"meeting_id": "m1", "turns": turns} | fields).encode()


def reading(data: bytes) -> Transcript:
    return read(data, meeting_id="m1", where="s3://bucket/key")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"hello", "is not JSON (line 1, column 1"),
        (b"[]", "input: "),
        (b'{"meeting_id": "m1"}', "turns: is required"),
        (transcript_of([]), "turns: "),
        (transcript_of([{"i": 0, "text": "x"}]), "turns.0.speaker: is required"),
        (transcript_of([turn(speaker="")]), "turns.0.speaker: "),
        (transcript_of([{"i": 0, "speaker": "A"}]), "turns.0.text: is required"),
        (transcript_of([{"i": "0", "speaker": "A", "text": "x"}]), "turns.0.i: "),
        (transcript_of([turn(1), turn(1)]), "turns.1.i: 1 follows 1"),
        (transcript_of([turn(text="  ")]), "no turn of s3://bucket/key has any text"),
        (transcript_of([turn()], meeting_id="m2"), "is of meeting 'm2'"),
        ("회의".encode("cp949"), "is not UTF-8 (byte 2)"),
        (transcript_of([turn()]).decode().encode("utf-16"), "is not UTF-8"),
    ],
)
def test_a_malformed_transcript_is_refused_with_place_and_fix(data: bytes, sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        reading(data)

    assert sentence in str(refused.value)
    assert "s3://bucket/key" in str(refused.value)


@pytest.mark.parametrize(("size", "word"), [(0, "empty"), (TRANSCRIPT_LIMIT_BYTES + 1, "limit")])
def test_an_empty_or_huge_object_is_refused_before_it_is_read(size: int, word: str) -> None:
    with pytest.raises(RefusedError, match=word):
        refuse_size(size, "s3://bucket/key")


def test_an_object_at_the_limit_is_read() -> None:
    refuse_size(TRANSCRIPT_LIMIT_BYTES, "s3://bucket/key")


def test_a_recorders_own_fields_and_a_byte_order_mark_do_no_harm() -> None:
    data = b"\xef\xbb\xbf" + transcript_of([turn() | {"confidence": 0.9}], recorder="x")

    assert reading(data).turns[0].text == "We ship on Friday."


def test_text_is_composed_so_that_equal_words_are_equal() -> None:
    decomposed = "가"

    assert reading(transcript_of([turn(text=decomposed)])).turns[0].text == "가"


@pytest.mark.parametrize(("written", "kept"), [("a\x00b", "ab"), ("a\ud800b", "a?b"), ("\x00", "")])
def test_what_neither_utf8_nor_postgresql_takes_is_cleaned(written: str, kept: str) -> None:
    data = transcript_of([turn(0, text=written), turn(1)])

    assert reading(data).turns[0].text == kept


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=8))
def test_what_is_read_survives_the_journey_as_a_document(texts: list[str]) -> None:
    data = transcript_of([turn(i, text=text) for i, text in enumerate(texts)])

    transcript = reading(data)

    assert documents.to_transcript(json.loads(json.dumps(documents.of_transcript(transcript)))) == (
        transcript
    )
