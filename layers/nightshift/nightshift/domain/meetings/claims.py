"""Decide who may work on a meeting, so that a repeat is answered and a dead run is taken over."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from nightshift.domain.errors import RefusedError
from nightshift.domain.meetings import documents
from nightshift.domain.meetings.request import TASKS, MeetingEnded, Task
from nightshift.domain.meetings.results import Language, Transcript
from nightshift.domain.meetings.work import Work, prefix

# How long a meeting is remembered; AWS knows an execution as long (Step Functions quotas, read
# 2026-11-20), and the artefacts bucket keeps what was made as long.
REMEMBERED = timedelta(days=90)


class Status(StrEnum):
    """What the ledger says of a meeting."""

    RUNNING = "RUNNING"
    COMPLETE = "COMPLETE"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"


class Outcome(StrEnum):
    """What the run that asks may do."""

    CLAIMED = "claimed"
    FINISHED = "finished"
    IN_PROGRESS = "in_progress"  # another run does what is asked
    WAIT = "wait"  # another run has the meeting, for something else; ask again later


@dataclass(frozen=True, slots=True)
class Claim:
    """The ledger's record of a meeting."""

    owner: str  # ARN of the execution that works or worked on it
    owner_running: bool
    epoch: int  # grows with every takeover; a write with an older one is refused
    fingerprint: str
    status: Status
    missing: tuple[Task, ...] = ()  # in work, or asked for and not delivered
    done: tuple[Task, ...] = ()  # delivered from this fingerprint
    result: str | None = None  # the `Meeting Processed` detail as JSON, once finished


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and the sentence a person reads about it."""

    outcome: Outcome
    epoch: int
    tasks: tuple[Task, ...]  # still to do
    done: tuple[Task, ...]  # delivered by an earlier run of the same transcript
    reason: str
    result: str | None = None


def begin(
    request: MeetingEnded, transcript: Transcript, *, provider: str, language: Language
) -> Work:
    """Return the work that a request asks for."""
    mark = fingerprint(transcript, language)
    return Work(
        workload=request.workload,
        meeting_id=request.meeting_id,
        fingerprint=mark,
        prefix=prefix(request.workload, request.meeting_id, mark),
        provider=provider,
        language=language,
    )


def fingerprint(transcript: Transcript, language: Language) -> str:
    """Return what makes two requests the same work: what was said, read in which language.

    Not the tasks: of one transcript each task is done once, whoever asks for it. Not the bytes: the
    same words exported again, indented or with another `exported_at`, are the same meeting.
    """
    document = json.dumps(documents.of_transcript(transcript), ensure_ascii=False)
    return hashlib.sha256(f"{language}|{document}".encode()).hexdigest()[:32]


def refuse_change(work: Work, transcript: Transcript, where: str) -> None:
    """Refuse a transcript that is no longer the one that was claimed.

    Raises:
        RefusedError: it was replaced in between.
    """
    if fingerprint(transcript, work.language) != work.fingerprint:
        raise RefusedError(
            f"transcript: {where} was replaced while the meeting was processed; "
            "put `Meeting Ended` again to have the new one processed"
        )


def expires_at(at: datetime) -> int:
    """Return when the ledger may forget a meeting that was last touched `at`; epoch seconds."""
    return int((at + REMEMBERED).timestamp())


def decide(claim: Claim | None, *, print_: str, tasks: Sequence[Task], me: str) -> Decision:
    """Return whether `me` (an execution ARN) may work on it, on what, and why."""
    if claim is None:
        return _claimed(1, tasks, (), "first run of this meeting")
    done = _delivered(claim, print_)
    left = tuple(task for task in tasks if task not in done)
    running = claim.status is Status.RUNNING
    if running and claim.owner == me:
        return _claimed(claim.epoch, left, done, "this run holds the meeting already")
    if running and claim.owner_running:
        return _behind(claim, left, same=claim.fingerprint == print_)
    if not left and not running:
        return Decision(
            Outcome.FINISHED, claim.epoch, (), tuple(tasks), "finished earlier", claim.result
        )
    return _claimed(claim.epoch + 1, left, done, _why_again(claim, print_))


def _delivered(claim: Claim, print_: str) -> tuple[Task, ...]:
    """Return what need not be done again; after a failure all is, it may be what went wrong."""
    same = claim.fingerprint == print_
    return claim.done if same and claim.status is not Status.FAILED else ()


def _behind(claim: Claim, left: Sequence[Task], *, same: bool) -> Decision:
    if same and set(left) <= set(claim.missing):
        return Decision(
            Outcome.IN_PROGRESS, claim.epoch, (), (), f"{claim.owner} is working on this meeting"
        )
    other = "other tasks" if same else "another transcript"
    reason = f"{claim.owner} is working on {other} of this meeting"
    return Decision(Outcome.WAIT, claim.epoch, (), (), reason)


def _why_again(claim: Claim, print_: str) -> str:
    if claim.status is Status.RUNNING:
        return f"taking over: {claim.owner} ended without finishing"
    if claim.fingerprint != print_:
        return "another transcript than before"
    return "the earlier run failed" if claim.status is Status.FAILED else "doing what is missing"


def _claimed(epoch: int, tasks: Sequence[Task], done: tuple[Task, ...], reason: str) -> Decision:
    ordered = tuple(task for task in TASKS if task in tasks)
    return Decision(Outcome.CLAIMED, epoch, ordered, done, reason)
