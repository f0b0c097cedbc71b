"""A night that never was, made of the fixture meetings: what the demo's report is tested with."""

import hashlib
import math
import re
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from demo.fixtures import BEGIN, MEETINGS, MORNING, REPEAT_AT, Fixture
from demo.record import (
    Attempt,
    BusEvent,
    CallCount,
    Email,
    Embeddings,
    Execution,
    FunctionUse,
    Meeting,
    Record,
    Repeat,
    State,
    Step,
)
from demo.results import TRANSCRIPT, cosines
from nightshift.domain.meetings.results import (
    ActionItem,
    Chunk,
    Cited,
    Participation,
    Relation,
    Relationships,
    Summary,
    Transcript,
)

BODY = "<h2>{}</h2><p>{}</p><script>alert(1)</script>"
PICKED: dict[str, list[tuple[int, str | None, str | None]]] = {
    "en-release-planning": [
        (14, "Marek", "today"),
        (15, "Priya", "by Wednesday"),
        (21, "Joel", "by Friday"),
        (26, "Sofia", "by tomorrow"),
        (34, "Priya", "by Monday"),
        (53, None, None),
    ],
    "ko-weekly-sync": [
        (14, "정하린", "이번 주 금요일까지"),
        (25, "박준호", "내일까지"),
        (31, "최민석", "다음 주 월요일까지"),
        (38, "이다은", "수요일까지"),
        (49, "박준호", None),
    ],
}


def chunks_of(transcript: Transcript, size: int = 120) -> tuple[Chunk, ...]:
    chunks: list[Chunk] = []
    texts: list[str] = []
    first = 0
    for turn in transcript.turns:
        texts.append(turn.text)
        if sum(len(t.split()) for t in texts) >= size or turn is transcript.turns[-1]:
            chunks.append(Chunk(len(chunks), first, turn.i, " ".join(texts)))
            texts, first = [], turn.i + 1
    return tuple(chunks)


def vector(text: str, dimensions: int = 64) -> list[float]:
    counts = [0.0] * dimensions
    for word in re.findall(r"\w{3,}", text.lower()):
        counts[int(hashlib.sha256(word.encode()).hexdigest(), 16) % dimensions] += 1
    length = math.hypot(*counts)
    return [count / length for count in counts]


def relationships_of(transcript: Transcript) -> Relationships:
    said: dict[str, list[int]] = defaultdict(list)
    replies: dict[tuple[str, str], list[int]] = defaultdict(list)
    for before, turn in zip((None, *transcript.turns), transcript.turns, strict=False):
        said[turn.speaker].append(len(turn.text.split()))
        if before and before.speaker != turn.speaker:
            replies[turn.speaker, before.speaker].append(turn.i)
    words = sum(sum(counts) for counts in said.values())
    first, *others = said
    return Relationships(
        tuple(Participation(n, len(c), sum(c), sum(c) / words) for n, c in said.items()),
        (
            *(Relation("replies_to", a, b, tuple(t)) for (a, b), t in replies.items()),
            *(Relation("assigns_to", first, other, (5, 9)) for other in others[:3]),
            Relation("mentions", first, others[0], (7,)),
        ),
    )


def meeting_of(fixture: Fixture) -> Meeting:
    transcript = TRANSCRIPT.validate_json(fixture.document())
    text = {turn.i: turn.text for turn in transcript.turns}
    picked = PICKED[fixture.meeting_id]
    chunks = chunks_of(transcript)
    to = tuple(person.email for person in fixture.attendees)
    return Meeting(
        meeting_id=fixture.meeting_id,
        title=fixture.title,
        language=fixture.language,
        ended_at=fixture.ended_at,
        attendees=fixture.attendees,
        transcript=transcript,
        status="COMPLETE",
        missing=(),
        sentence=f"{fixture.meeting_id} was processed.",
        summary=Summary(
            text[picked[0][0]],
            tuple(Cited(text[i], i) for i, *_ in picked[:5]),
            ("captions", "release", "budget & cost"),
        ),
        actions=tuple(ActionItem(text[i], owner, due, i, 3.0) for i, owner, due in picked),
        relationships=relationships_of(transcript),
        embeddings=Embeddings("e::1", 64, chunks, cosines([vector(c.text) for c in chunks])),
        emails=(
            Email(
                fixture.ended_at,
                "onno@example.com",
                to,
                f"Summary: {fixture.title}",
                BODY.format(fixture.title, text[picked[0][0]]),
            ),
        ),
        folder=f"s3://onno/meetings/{fixture.meeting_id}/",
        artefacts=("summary.json",),
        counts={"extract_action_items": len(picked), "create_embeddings": len(chunks)},
        errors={},
    )


def execution_of(start: datetime, name: str, meeting_id: str) -> Execution:
    def at(milliseconds: int) -> datetime:
        return start + timedelta(milliseconds=milliseconds)

    def task(state: str, depth: int, *spans: tuple[int, int]) -> State:
        outcomes = ["failed"] * (len(spans) - 1) + ["succeeded"]
        tries = tuple(
            Attempt(at(a), at(b), o, f"nightshift-{state.lower()}")  # type: ignore[arg-type]
            for (a, b), o in zip(spans, outcomes, strict=True)
        )
        return State(state, "Task", at(spans[0][0] - 1), at(spans[-1][1] + 1), depth, tries)

    states = (
        task("ClaimMeeting", 0, (2, 60)),
        task("PrepareTranscript", 0, (64, 210)),
        State("Understand", "Parallel", at(212), at(900), 0),
        task("FindActionItems", 1, (215, 420)),
        task("RelatePeople", 1, (215, 470)),
        task("Summarize", 1, (216, 300), (500, 890)),
        task("Embed", 1, (216, 700)),
        task("Persist", 0, (903, 1100)),
    )
    arguments = (states, meeting_id)
    return Execution("nightshift-post-meeting", name, "SUCCEEDED", start, at(1110), *arguments)


def event_of(fixture: Fixture, seconds: int, source: str, kind: str) -> BusEvent:
    detail = {"workload": "onno-prod", "meeting_id": fixture.meeting_id}
    return BusEvent(fixture.ended_at + timedelta(seconds=seconds), source, kind, detail)


def a_night() -> Record:
    """A night in which both meetings were processed, and one event came twice."""
    executions = [execution_of(f.ended_at, f"run-{f.language}", f.meeting_id) for f in MEETINGS]
    whole = execution_of(REPEAT_AT, "again", MEETINGS[0].meeting_id)
    stopped = REPEAT_AT + timedelta(milliseconds=64)
    again = replace(whole, states=whole.states[:1], stopped=stopped)
    return Record(
        began=BEGIN,
        ended=MORNING,
        real_seconds=14.2,
        steps=(Step("Start", 3.1),),
        meetings=tuple(meeting_of(f) for f in MEETINGS),
        repeat=Repeat(MEETINGS[0].meeting_id, REPEAT_AT, "again", 0, 0),
        executions=(
            *executions,
            replace(again, states=again.states[:1], stopped=REPEAT_AT + timedelta(milliseconds=64)),
        ),
        events=tuple(
            event
            for f in MEETINGS
            for event in (
                event_of(f, 0, "onno", "Meeting Ended"),
                event_of(f, 1, "nightshift", "Meeting Processed"),
            )
        ),
        calls=(
            CallCount("r", "s3", "GetObject", "ok", 12),
            CallCount("r", "s3", "PutObject", "ok", 10),
            CallCount("r", "dynamodb", "UpdateItem", "ok", 6),
            CallCount("r", "ec2", "DescribeInstances", "denied", 1),
        ),
        functions=(FunctionUse("nightshift-summarize", 512, 2, 800),),
        log_bytes=40_000,
        database={"meetings": 2},
    )
