"""A repeat is answered, a dead run is taken over, a changed transcript is work again."""

import pytest

from nightshift.domain.meetings.claims import Claim, Decision, Outcome, Status, begin, decide
from nightshift.domain.meetings.request import TASKS, Location, MeetingEnded, Task

ME, OTHER = "execution:me", "execution:other"
MISSING: tuple[Task, ...] = ("generate_summary",)


def claim(status: Status, *, running: bool = False, owner: str = OTHER, print_: str = "p") -> Claim:
    missing = MISSING if status is Status.PARTIAL else ()
    return Claim(owner, running, 3, print_, status, missing, result="{}")


def decided(found: Claim | None) -> Decision:
    return decide(found, print_="p", tasks=TASKS, me=ME)


@pytest.mark.parametrize(
    ("found", "outcome", "epoch", "reason"),
    [
        (None, Outcome.CLAIMED, 1, "first run"),
        (claim(Status.RUNNING, running=True, owner=ME), Outcome.CLAIMED, 3, "holds the meeting"),
        (claim(Status.RUNNING, running=True), Outcome.IN_PROGRESS, 3, "execution:other is working"),
        (claim(Status.RUNNING), Outcome.CLAIMED, 4, "taking over"),
        (claim(Status.COMPLETE), Outcome.FINISHED, 3, "finished earlier"),
        (claim(Status.COMPLETE, print_="q"), Outcome.CLAIMED, 4, "another transcript"),
        (claim(Status.PARTIAL), Outcome.CLAIMED, 4, "finishing what was missing"),
        (claim(Status.FAILED), Outcome.CLAIMED, 4, "the earlier run failed"),
        (claim(Status.RUNNING, running=True, print_="q"), Outcome.IN_PROGRESS, 3, "is working"),
    ],
)
def test_a_claim_is_decided_by_what_the_ledger_says(
    found: Claim | None, outcome: Outcome, epoch: int, reason: str
) -> None:
    decision = decided(found)

    assert (decision.outcome, decision.epoch) == (outcome, epoch)
    assert reason in decision.reason


def test_only_what_was_missing_is_done_again() -> None:
    decision = decided(claim(Status.PARTIAL))

    assert decision.tasks == MISSING
    assert set(decision.done) == set(TASKS) - set(MISSING)


def test_a_finished_meeting_is_answered_with_its_result() -> None:
    assert decided(claim(Status.COMPLETE)).result == "{}"


def request(**fields: object) -> MeetingEnded:
    location = Location(bucket="transcripts", key="k")
    return MeetingEnded.model_validate(
        {"workload": "onno-prod", "meeting_id": "m", "transcript": location} | fields
    )


@pytest.mark.parametrize(
    ("other", "data"),
    [
        (request(tasks=["generate_summary"]), b"a"),
        (request(language="ko"), b"a"),
        (request(), b"b"),
    ],
)
def test_another_transcript_task_or_language_is_other_work(
    other: MeetingEnded, data: bytes
) -> None:
    first = begin(request(), b"a", provider="embedded", language="en")
    second = begin(other, data, provider="embedded", language="en")

    assert first.fingerprint != second.fingerprint
    assert first.prefix != second.prefix


def test_attendees_do_not_make_it_other_work() -> None:
    people = [{"name": "A", "email": "a@example.com"}]

    first = begin(request(), b"a", provider="embedded", language="en")
    second = begin(request(attendees=people), b"a", provider="embedded", language="en")

    assert first == second
