"""Decide who may work on a meeting, so that a repeat is answered and a dead run is taken over."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from nightshift.domain.meetings.request import TASKS, MeetingEnded, Task
from nightshift.domain.meetings.results import Language
from nightshift.domain.meetings.work import Work, prefix


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
    IN_PROGRESS = "in_progress"


@dataclass(frozen=True, slots=True)
class Claim:
    """The ledger's record of a meeting."""

    owner: str  # ARN of the execution that works or worked on it
    owner_running: bool
    epoch: int  # grows with every takeover; a write with an older one is refused
    fingerprint: str
    status: Status
    missing: tuple[Task, ...] = ()  # asked for and not delivered
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


def begin(request: MeetingEnded, data: bytes, *, provider: str, language: Language) -> Work:
    """Return the work that a request and its transcript (as it lies in S3) ask for."""
    mark = fingerprint(request, data)
    return Work(
        workload=request.workload,
        meeting_id=request.meeting_id,
        fingerprint=mark,
        prefix=prefix(request.workload, request.meeting_id, mark),
        provider=provider,
        language=language,
    )


def fingerprint(request: MeetingEnded, transcript: bytes) -> str:
    """Return what makes two requests the same work: the transcript, the tasks, the language."""
    text = f"{','.join(request.tasks)}|{request.language or ''}|"
    return hashlib.sha256(text.encode() + transcript).hexdigest()[:32]


def decide(claim: Claim | None, *, print_: str, tasks: Sequence[Task], me: str) -> Decision:
    """Return whether `me` (an execution ARN) may work on it, on what, and why."""
    if claim is None:
        return _claimed(1, tasks, "first run of this meeting")
    same = claim.fingerprint == print_
    if claim.owner == me and claim.status is Status.RUNNING:
        return _claimed(claim.epoch, tasks, "this run holds the meeting already")
    if claim.status is Status.RUNNING and claim.owner_running:
        return Decision(
            Outcome.IN_PROGRESS, claim.epoch, (), (), f"{claim.owner} is working on this meeting"
        )
    if same and claim.status is Status.COMPLETE:
        return Decision(
            Outcome.FINISHED, claim.epoch, (), tuple(tasks), "finished earlier", claim.result
        )
    if same and claim.status is Status.PARTIAL:
        done = tuple(task for task in tasks if task not in claim.missing)
        return _claimed(claim.epoch + 1, claim.missing, "finishing what was missing", done)
    return _claimed(claim.epoch + 1, tasks, _why_again(claim, same=same))


def _why_again(claim: Claim, *, same: bool) -> str:
    if claim.status is Status.RUNNING:
        return f"taking over: {claim.owner} ended without finishing"
    return "the earlier run failed" if same else "another transcript or other tasks than before"


def _claimed(
    epoch: int, tasks: Sequence[Task], reason: str, done: tuple[Task, ...] = ()
) -> Decision:
    ordered = tuple(task for task in TASKS if task in tasks)
    return Decision(Outcome.CLAIMED, epoch, ordered, done, reason)
