"""A run's end says what was delivered and what was not."""

from datetime import UTC, datetime

import pytest

from nightshift.domain.meetings.claims import Status
from nightshift.domain.meetings.conclusion import Run, decide
from nightshift.domain.meetings.request import TASKS, Task
from nightshift.domain.meetings.work import Delivered, Produced, Work

AT = datetime(2026, 1, 15, 10, tzinfo=UTC)
WORK = Work(
    workload="onno-prod", meeting_id="m1", fingerprint="0123456789abcdef", prefix="meetings/p/",
    provider="embedded", language="en",
)  # fmt: skip


def produced(*failed: Task) -> tuple[Produced, ...]:
    return tuple(
        Produced(task=task, error="RefusedError", cause="no")
        if task in failed
        else Produced(task=task, key=WORK.key(task), count=2)
        for task in TASKS
        if task != "send_email_summary"
    )


def run(*failed: Task, delivered: Delivered | None = None, done: tuple[Task, ...] = ()) -> Run:
    sent = delivered or Delivered(message_id="1", recipients=1)
    return Run(work=WORK, tasks=TASKS, done=done, produced=produced(*failed), delivered=sent, at=AT)


def test_everything_delivered_is_complete() -> None:
    end = decide(run(), bucket="artefacts")

    assert end.status is Status.COMPLETE
    assert end.detail["severity"] == "info"
    assert end.detail["artefacts"]["keys"]["generate_summary"] == "meetings/p/summary.json"
    assert end.detail["at"] == "2026-01-15T10:00:00+00:00"


@pytest.mark.parametrize("task", ["generate_summary", "create_embeddings"])
def test_a_failed_task_is_named_and_has_no_artefact(task: Task) -> None:
    end = decide(run(task), bucket="artefacts")

    assert end.status is Status.PARTIAL
    assert end.missing == (task,)
    assert end.detail["severity"] == "warning"
    assert task in end.detail["summary"]
    assert task not in end.detail["artefacts"]["keys"]
    assert end.detail["errors"] == {task: "RefusedError"}


def test_a_mail_that_was_not_sent_is_missing() -> None:
    end = decide(run(delivered=Delivered(error="RefusedError", cause="no")), bucket="artefacts")

    assert end.missing == ("send_email_summary",)


def test_what_an_earlier_run_made_is_still_there() -> None:
    first: tuple[Task, ...] = ("generate_summary",)
    skipped = Run(
        work=WORK, tasks=("send_email_summary",), done=first,
        produced=(Produced(task="generate_summary", skipped=True),),
        delivered=Delivered(skipped=True), at=AT,
    )  # fmt: skip

    assert decide(skipped, bucket="b").detail["artefacts"]["keys"].keys() == {"generate_summary"}


def test_the_same_end_has_the_same_id_and_another_end_another() -> None:
    same = {decide(run(), bucket="b").detail["id"] for _ in range(2)}

    assert len(same | {decide(run("generate_summary"), bucket="b").detail["id"]}) == 2


def test_less_delivered_is_another_fact_with_another_id() -> None:
    few = Run(
        work=WORK, tasks=("generate_summary",), done=(), produced=produced()[2:3],
        delivered=Delivered(skipped=True), at=AT,
    )  # fmt: skip

    assert decide(few, bucket="b").status is decide(run(), bucket="b").status
    assert decide(few, bucket="b").detail["id"] != decide(run(), bucket="b").detail["id"]


def test_done_is_what_any_run_delivered() -> None:
    end = decide(run("generate_summary", done=("create_embeddings",)), bucket="b")

    assert end.done == tuple(task for task in TASKS if task != "generate_summary")


def test_a_meeting_of_which_nothing_came_is_critical() -> None:
    failed = Delivered(error="RefusedError", cause="nothing to mail")
    everything = [task for task in TASKS if task != "send_email_summary"]

    end = decide(run(*everything, delivered=failed), bucket="b")

    assert (end.status, end.done) == (Status.PARTIAL, ())
    assert set(end.missing) == set(TASKS)
    assert end.detail["severity"] == "critical"


@pytest.mark.parametrize(
    ("cause", "sentence"),
    [
        ('{"errorMessage": "no \\ud68c\\uc758", "errorType": "RefusedError"}', "no 회의"),
        ("Rate exceeded", "Rate exceeded"),
        ('{"errorMessage": "cut of', '{"errorMessage": "cut of'),
        ("[1]", "[1]"),
        ("", "no cause was given"),
        (None, "no cause was given"),
        ("x" * 9_000, "x" * 500),
    ],
)
def test_a_cause_is_told_as_a_sentence(cause: str | None, sentence: str) -> None:
    lost = Delivered(error="RefusedError", cause=cause)

    detail = decide(run(delivered=lost), bucket="b").detail

    assert detail["causes"] == {"send_email_summary": sentence}


@pytest.mark.parametrize(
    ("delivered", "done", "state"),
    [
        (Delivered(message_id="1", recipients=1), (), "sent"),
        (Delivered(error="RefusedError"), (), "failed"),
        (Delivered(skipped=True), (), "not asked for"),
        (Delivered(skipped=True), ("send_email_summary",), "sent earlier"),
    ],
)
def test_the_event_says_what_became_of_the_mail(
    delivered: Delivered, done: tuple[Task, ...], state: str
) -> None:
    detail = decide(run(delivered=delivered, done=done), bucket="b").detail

    assert detail["email"]["state"] == state
