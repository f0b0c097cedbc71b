"""Read a transcript, or refuse it by name: what came from outside is checked here only."""

import json
import unicodedata
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import describe, shown
from nightshift.domain.meetings.results import Transcript, Turn

# A day of talk with timestamps is about 1.5 MB of JSON; beyond this somebody sent something else.
TRANSCRIPT_LIMIT_BYTES = 4 * 1024 * 1024
TURNS_LIMIT = 20_000  # a turn every four seconds for a day
TURN_LIMIT_CHARACTERS = 50_000  # an hour of one voice; keeps a chunk under tsvector's 1 MB
_SHAPE = '{"meeting_id", "turns": [{"i", "speaker", "text"}]}'
LARGEST_INTEGER = 2**31 - 1  # PostgreSQL's `integer`: what a citation is stored as


def _visible(text: str) -> str:
    if not any(letter.isprintable() and not letter.isspace() for letter in text):
        raise ValueError("has nothing to read in it; name the speaker")
    return text


def _speakable(text: str) -> str:
    if len(text) > TURN_LIMIT_CHARACTERS:
        raise ValueError(
            f"has {len(text):,} characters, the limit is {TURN_LIMIT_CHARACTERS:,}; split the turn"
        )
    return text


class _Turn(BaseModel):
    model_config = ConfigDict(strict=True, defer_build=True)

    i: Annotated[int, Field(ge=0, le=LARGEST_INTEGER)]
    speaker: Annotated[str, Field(max_length=200), AfterValidator(_visible)]
    text: Annotated[str, AfterValidator(_speakable)]  # no Field: half a surrogate pair may pass
    start: FiniteFloat | None = None
    end: FiniteFloat | None = None


class _Document(BaseModel):
    # Recorders add fields of their own; what we do not read is not ours to refuse.
    model_config = ConfigDict(extra="ignore", defer_build=True)

    meeting_id: str
    turns: Annotated[list[_Turn], Field(min_length=1, max_length=TURNS_LIMIT)]


def refuse_size(size: int, where: str) -> None:
    """Refuse an object that is empty or over the limit, before it is read.

    Raises:
        RefusedError: 0 bytes, or more than `TRANSCRIPT_LIMIT_BYTES`.
    """
    if size == 0:
        raise RefusedError(f"transcript: {where} is empty; write the transcript before the event")
    if size > TRANSCRIPT_LIMIT_BYTES:
        raise RefusedError(
            f"transcript: {where} has {size:,} bytes, the limit is {TRANSCRIPT_LIMIT_BYTES:,}; "
            "send the turns only, or split the recording"
        )


def read(data: bytes, *, meeting_id: str, where: str) -> Transcript:
    """Return the transcript in `data`, texts in Unicode NFC.

    Raises:
        RefusedError: not UTF-8, not JSON, a key twice in one object, no turns or more than
            `TURNS_LIMIT`, a turn without speaker or text, turn numbers that do not ascend, no words
            at all, or the transcript of another meeting.
    """
    document = _parsed(_json(data, where), where)
    if document.meeting_id != meeting_id:
        raise RefusedError(
            f"transcript.meeting_id: {where} is of meeting {shown(document.meeting_id)!r}, "
            f"the request is for {meeting_id!r}; name the right object"
        )
    turns = tuple(_turn(turn) for turn in document.turns)
    _refuse_disorder(turns, where)
    if not any(turn.text for turn in turns):
        raise RefusedError(f"transcript.turns: no turn of {where} has any text")
    return Transcript(document.meeting_id, turns)


def _json(data: bytes, where: str) -> Any:
    try:
        return json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_number
        )
    except UnicodeDecodeError as problem:
        raise RefusedError(
            f"transcript: {where} is not UTF-8 (byte {problem.start}); save it as UTF-8"
        ) from problem
    except json.JSONDecodeError as problem:
        raise RefusedError(
            f"transcript: {where} is not JSON (line {problem.lineno}, column {problem.colno}: "
            f"{problem.msg}); write the object {_SHAPE}"
        ) from problem
    except (ValueError, RecursionError) as problem:
        raise RefusedError(
            f"transcript: {where} is not JSON of ours ({problem}); write the object {_SHAPE}"
        ) from problem


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the object; of a key that stands in it twice nobody can say which one was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in found if names.count(name) > 1)
        raise ValueError(f"{shown(twice)}: stands twice in one object")
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no JSON number")


def _parsed(document: Any, where: str) -> _Document:
    try:
        return _Document.model_validate(document)
    except ValidationError as problem:
        raise RefusedError(f"transcript: {where}: {describe(problem)}") from problem


def _turn(turn: _Turn) -> Turn:
    return Turn(turn.i, _clean(turn.speaker), _clean(turn.text), turn.start, turn.end)


def _clean(text: str) -> str:
    """Return text that any later step can keep: composed, without NUL and lone surrogates.

    JSON can escape both; PostgreSQL takes the one, UTF-8 the other, not.
    """
    whole = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", whole).strip()


def _refuse_disorder(turns: tuple[Turn, ...], where: str) -> None:
    for place, (before, after) in enumerate(pairwise(turns), start=1):
        if after.i <= before.i:
            raise RefusedError(
                f"transcript.turns.{place}.i: {after.i} follows {before.i} in {where}; "
                "turn numbers must ascend"
            )
