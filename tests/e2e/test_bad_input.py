"""What does not fit is refused in the first state; nothing is written, nobody is mailed."""

import json
from functools import cache
from typing import Any

import pytest

from tests.e2e.pipeline import Pipeline, short
from tests.e2e.test_faults import CALLS, role_of


def spoken(meeting_id: str, **fields: Any) -> bytes:
    turn = {"i": 0, "speaker": "Mina", "text": "We ship."} | fields
    return json.dumps({"meeting_id": meeting_id, "turns": [turn]}).encode()


BAD_TRANSCRIPTS: dict[str, tuple[bytes, str]] = {
    "not-json": (b"hello", "not JSON"),
    "no-turns": (b'{"meeting_id": "no-turns", "turns": []}', "turns"),
    "empty": (b"", "is empty"),
    "huge": (b" " * 5_000_000, "5,000,000 bytes"),
    "utf-16": (json.dumps(short("utf-16")).encode("utf-16"), "not UTF-8"),
    "no-speaker": (b'{"meeting_id": "no-speaker", "turns": [{"i": 0, "text": "x"}]}', "speaker"),
    "nested": (b'{"turns":' + b"[" * 500_000, "recursion"),
    "big-number": (b'{"turns":[{"i":' + b"9" * 5_000 + b"}]}", "5000 digits"),
    "nan": (b'{"meeting_id": "nan", "turns": [{"i": NaN}]}', "NaN is no JSON number"),
    "twice": (b'{"meeting_id": "a", "meeting_id": "twice"}', "meeting_id: stands twice"),
    "blank-speaker": (spoken("blank-speaker", speaker=" "), "turns.0.speaker: has nothing"),
    "yes-turn": (spoken("yes-turn", i=True), "turns.0.i: must be a whole number"),
    "huge-turn": (spoken("huge-turn", i=2**40), "turns.0.i: must be at most"),
    "null-text": (spoken("null-text", text=None), "turns.0.text: must be a string"),
    "other-id": (json.dumps(short("somebody-else")).encode(), "transcript.meeting_id"),
}
BAD_FIELDS: dict[str, tuple[dict[str, Any], str]] = {
    "unknown-task": ({"tasks": ["make_coffee"]}, "tasks.0: 'make_coffee' is not a task; known: "),
    "unknown-workload": ({"workload": "nobody-prod"}, "workload: 'nobody-prod' is not known"),
    "missing-key": (
        {"transcript": {"bucket": "acceptance-transcripts", "key": "nobody"}},
        "transcript.key: s3://acceptance-transcripts/nobody is not there",
    ),
    "missing-bucket": (
        {"transcript": {"bucket": "nobody-has-this", "key": "k"}},
        "transcript.bucket: s3://nobody-has-this/k is not there",
    ),
    "no-transcript": ({"transcript": None}, "transcript: "),
    "bad-address": ({"attendees": [{"name": "A", "email": "a"}]}, "attendees.0.email: "),
    "bucket-case": (
        {"transcript": {"bucket": "Acceptance Transcripts", "key": "k"}},
        "transcript.bucket: must be an S3 bucket's name",
    ),
    "odd-key": (
        {"transcript": {"bucket": "acceptance-transcripts", "key": "../한 글/a b?.json"}},
        "transcript.key: s3://acceptance-transcripts/../",
    ),
    "long-key": (
        {"transcript": {"bucket": "acceptance-transcripts", "key": "회" * 1_000}},
        "transcript.key: has 3,000 bytes",
    ),
    "long-task": ({"tasks": ["x" * 100_000]}, "tasks.0: 'xxx"),
    "crowd": (
        {"attendees": [{"name": "A", "email": f"a{n}@x.io"} for n in range(51)]},
        "attendees: has more than 50 entries",
    ),
    "misspelt": ({"task": []}, "task: is not a field here"),
}


def writes(pipeline: Pipeline) -> int:
    """Return how often the pipeline wrote something; notify and windows write meanwhile, too."""
    ours = roles(pipeline)
    calls = [call for call in pipeline.calls() if call["role"] in ours]
    return len([call for call in calls if call["action"] in ("PutItem", "PutObject")])


@cache
def roles(pipeline: Pipeline) -> frozenset[str]:
    """Return the roles of everything that takes part in processing a meeting."""
    return frozenset(role_of(pipeline, name) for name, _, _ in CALLS)


def refused(pipeline: Pipeline, detail: dict[str, Any], sentence: str) -> None:
    meeting_id = detail["meeting_id"]
    written = writes(pipeline)

    execution = pipeline.run(detail)

    assert (execution["status"], execution["error"]) == ("FAILED", "RefusedError")
    assert sentence in execution["cause"]
    assert pipeline.entered(execution) == ["ClaimMeeting"]
    after = writes(pipeline)
    assert after == written
    assert pipeline.mails(meeting_id) == []
    assert pipeline.processed(meeting_id) == []
    assert pipeline.rows(meeting_id)["meeting"] == 0


@pytest.mark.parametrize("name", BAD_TRANSCRIPTS)
def test_a_bad_transcript_is_refused_in_the_first_state(pipeline: Pipeline, name: str) -> None:
    body, sentence = BAD_TRANSCRIPTS[name]

    refused(pipeline, pipeline.request(name, body), sentence)


@pytest.mark.parametrize("name", BAD_FIELDS)
def test_a_bad_field_is_refused_in_the_first_state(pipeline: Pipeline, name: str) -> None:
    fields, sentence = BAD_FIELDS[name]

    refused(pipeline, pipeline.request(name, short(name)) | fields, sentence)


def test_a_request_without_a_workload_is_refused_by_field(pipeline: Pipeline) -> None:
    detail = pipeline.request("no-workload", short("no-workload"))
    del detail["workload"]

    refused(pipeline, detail, "workload: is required")
