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
        (transcript_of([turn()]).decode().encode("utf-16-le"), "is not JSON"),
        (b"\0\0\0", "is not JSON"),
        (transcript_of([turn()]) + b"x", "Extra data"),
        (b"null", "input: must be an object"),
        (transcript_of([None]), "turns.0: must be an object"),
        (b'{"turns":' + b"[" * 500_000, "recursion"),
        (b'{"turns":[{"i":' + b"9" * 5_000 + b"}]}", "5000 digits"),
        (transcript_of([turn() | {"start": float("nan")}]), "NaN is no JSON number"),
        (transcript_of([turn() | {"start": -float("inf")}]), "-Infinity is no JSON number"),
        (b'{"meeting_id":"m1","turns":[{"i":0,"speaker":"A","text":"x","end":1e999}]}', "finite"),
        (b'{"meeting_id": "m1", "turns": [], "meeting_id": "m1"}', "meeting_id: stands twice"),
        (transcript_of([turn() | {"i": True}]), "turns.0.i: must be a whole number"),
        (transcript_of([turn() | {"i": 1.5}]), "turns.0.i: must be a whole number"),
        (transcript_of([turn(-1)]), "turns.0.i: must be at least 0"),
        (transcript_of([turn(2**31)]), "turns.0.i: must be at most 2147483647"),
        (transcript_of([turn(speaker="   ")]), "turns.0.speaker: has nothing to read"),
        (transcript_of([turn(speaker="\u200b\x00")]), "turns.0.speaker: has nothing to read"),
        (transcript_of([turn(speaker="x" * 201)]), "turns.0.speaker: has more than 200"),
        (transcript_of([turn(speaker="\ud800")]), "turns.0.speaker: has half a surrogate pair"),
        (transcript_of([turn() | {"text": None}]), "turns.0.text: must be a string"),
        (transcript_of([turn(text="x" * 50_001)]), "turns.0.text: has 50,001 characters"),
        (transcript_of([turn() | {"start": True}]), "turns.0.start: must be a number"),
        (transcript_of([turn(n, "a", "b") for n in range(20_001)]), "more than 20000 entries"),
        (transcript_of([turn()], meeting_id=5), "meeting_id: must be a string"),
    ],
)
def test_a_malformed_transcript_is_refused_with_place_and_fix(data: bytes, sentence: str) -> None:
    with pytest.raises(RefusedError) as refused:
        reading(data)

    assert sentence in str(refused.value)
    assert "s3://bucket/key" in str(refused.value)


def test_a_refusal_stays_short_whatever_came_in() -> None:
    with pytest.raises(RefusedError) as refused:
        reading(transcript_of([turn()], meeting_id="x" * 1_000_000))

    assert len(str(refused.value)) < 400


def test_windows_line_ends_and_a_nameless_smile_are_no_fault() -> None:
    data = transcript_of([turn(speaker="🙂")]).replace(b", ", b",\r\n")

    assert reading(data).turns[0].speaker == "🙂"


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
