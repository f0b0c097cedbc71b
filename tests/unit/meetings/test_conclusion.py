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
