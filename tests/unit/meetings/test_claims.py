"""A repeat is answered, a dead run is taken over, a changed transcript is work again."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from nightshift.domain.errors import RefusedError
from nightshift.domain.meetings.claims import (
    Claim,
    Decision,
    Outcome,
    Status,
    begin,
    decide,
    expires_at,
    refuse_change,
)
from nightshift.domain.meetings.request import TASKS, Location, MeetingEnded, Task
from nightshift.domain.meetings.results import Language, Transcript, Turn
from nightshift.domain.meetings.work import Work

ME, OTHER = "execution:me", "execution:other"
MISSING: tuple[Task, ...] = ("generate_summary",)
DONE = tuple(task for task in TASKS if task not in MISSING)


def claim(
    status: Status,
    *,
    running: bool = False,
    owner: str = OTHER,
    print_: str = "p",
    done: tuple[Task, ...] = (),
    missing: tuple[Task, ...] = (),
) -> Claim:
    return Claim(owner, running, 3, print_, status, missing, done, result="{}")


PARTIAL = claim(Status.PARTIAL, done=DONE, missing=MISSING)
COMPLETE = claim(Status.COMPLETE, done=TASKS)
RUNNING = claim(Status.RUNNING, running=True, missing=TASKS)
DEAD = claim(Status.RUNNING, missing=TASKS)


def decided(found: Claim | None, tasks: tuple[Task, ...] = TASKS) -> Decision:
    return decide(found, print_="p", tasks=tasks, me=ME)


@pytest.mark.parametrize(
    ("found", "outcome", "epoch", "reason"),
    [
        (None, Outcome.CLAIMED, 1, "first run"),
        (claim(Status.RUNNING, running=True, owner=ME), Outcome.CLAIMED, 3, "holds the meeting"),
        (RUNNING, Outcome.IN_PROGRESS, 3, "execution:other is working"),
        (DEAD, Outcome.CLAIMED, 4, "taking over"),
        (COMPLETE, Outcome.FINISHED, 3, "finished earlier"),
        (replace(COMPLETE, fingerprint="q"), Outcome.CLAIMED, 4, "another transcript"),
        (PARTIAL, Outcome.CLAIMED, 4, "doing what is missing"),
        (claim(Status.FAILED), Outcome.CLAIMED, 4, "the earlier run failed"),
        (replace(RUNNING, fingerprint="q"), Outcome.WAIT, 3, "is working on another transcript"),
        (replace(RUNNING, missing=MISSING), Outcome.WAIT, 3, "is working on other tasks"),
    ],
)
def test_a_claim_is_decided_by_what_the_ledger_says(
    found: Claim | None, outcome: Outcome, epoch: int, reason: str
) -> None:
    decision = decided(found)

    assert (decision.outcome, decision.epoch) == (outcome, epoch)
    assert reason in decision.reason


@pytest.mark.parametrize(
    "found",
    [
        PARTIAL,
        replace(PARTIAL, status=Status.RUNNING),  # a second run that died
        replace(PARTIAL, status=Status.RUNNING, owner=ME, owner_running=True),  # asked again
    ],
)
def test_only_what_was_missing_is_done_again(found: Claim) -> None:
    decision = decided(found)

    assert decision.tasks == MISSING
    assert decision.done == DONE


@pytest.mark.parametrize(
    "found",
    [replace(COMPLETE, fingerprint="q"), replace(PARTIAL, status=Status.FAILED)],
)
def test_another_transcript_and_a_failure_start_over(found: Claim) -> None:
    decision = decided(found)

    assert (decision.tasks, decision.done) == (TASKS, ())


def test_a_finished_meeting_is_answered_with_its_result() -> None:
    assert decided(COMPLETE).result == "{}"


def test_some_tasks_of_a_finished_meeting_are_finished_too() -> None:
    decision = decided(COMPLETE, MISSING)

    assert (decision.outcome, decision.done) == (Outcome.FINISHED, MISSING)


def test_tasks_that_nobody_asked_for_before_are_done_and_the_others_kept() -> None:
    decision = decided(claim(Status.COMPLETE, done=MISSING))

    assert (decision.tasks, decision.done) == (DONE, MISSING)


def test_what_a_running_owner_has_in_work_or_done_is_not_waited_for() -> None:
    decision = decided(claim(Status.RUNNING, running=True, done=DONE, missing=MISSING))

    assert decision.outcome is Outcome.IN_PROGRESS


def test_a_meeting_is_remembered_for_ninety_days() -> None:
    assert expires_at(datetime(2026, 1, 1, tzinfo=UTC)) == 1775001600


def request(**fields: object) -> MeetingEnded:
    location = Location(bucket="transcripts", key="k")
    return MeetingEnded.model_validate(
        {"workload": "onno-prod", "meeting_id": "m", "transcript": location} | fields
    )


def spoken(text: str = "We ship.") -> Transcript:
    return Transcript("m", (Turn(0, "Mina", text),))


def work(asked: MeetingEnded, transcript: Transcript, language: Language = "en") -> Work:
    return begin(asked, transcript, provider="embedded", language=language)


@pytest.mark.parametrize(
    "other", [work(request(), spoken("We slip.")), work(request(), spoken(), "ko")]
)
def test_another_transcript_or_language_is_other_work(other: Work) -> None:
    first = work(request(), spoken())

    assert first.fingerprint != other.fingerprint
    assert first.prefix != other.prefix


@pytest.mark.parametrize(
    "other",
    [
        request(tasks=["generate_summary"]),
        request(attendees=[{"name": "A", "email": "a@example.com"}]),
        request(transcript={"bucket": "copies", "key": "again"}),
    ],
)
def test_tasks_attendees_and_place_do_not_make_it_other_work(other: MeetingEnded) -> None:
    assert work(request(), spoken()) == work(other, spoken())


def test_a_transcript_that_was_replaced_after_the_claim_is_refused() -> None:
    claimed = work(request(), spoken())

    refuse_change(claimed, spoken(), "s3://b/k")
    with pytest.raises(RefusedError, match="s3://b/k was replaced"):
        refuse_change(claimed, spoken("We slip."), "s3://b/k")
