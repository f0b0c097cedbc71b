"""Meetings with reference summaries and questions, one JSON object a line.

The layout is that of QMSum (NAACL 2021).
"""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nightshift.domain.meetings.results import Transcript, Turn


@dataclass(frozen=True, slots=True)
class Question:
    """A question somebody asked about the meeting, and the turns that answer it."""

    text: str
    spans: tuple[tuple[int, int], ...]  # first and last turn, inclusive


@dataclass(frozen=True, slots=True)
class Meeting:
    """A transcript with what people wrote about it; the latter is empty in plain transcripts."""

    transcript: Transcript
    summary: str
    questions: tuple[Question, ...]
    split: str


def read(path: Path) -> list[Meeting]:
    """Return the meetings of a .jsonl, .jsonl.gz or single-object .json file."""
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text()
    lines = [text] if path.suffix == ".json" else text.splitlines()
    return [_meeting(json.loads(line)) for line in lines if line.strip()]


def words(meeting: Meeting) -> int:
    """Return how many words were spoken."""
    return sum(len(turn.text.split()) for turn in meeting.transcript.turns)


def _meeting(found: dict[str, Any]) -> Meeting:
    turns = tuple(Turn(turn["i"], turn["speaker"], turn["text"]) for turn in found["turns"])
    questions = tuple(
        Question(query["query"], tuple((first, last) for first, last in query["spans"]))
        for query in found.get("queries", [])
    )
    return Meeting(
        transcript=Transcript(found["meeting_id"], turns),
        summary=found.get("reference_summary", ""),
        questions=questions,
        split=found.get("split", ""),
    )
