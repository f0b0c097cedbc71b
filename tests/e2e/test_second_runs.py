"""A meeting asked for again: what is done stays, what is missing is done, nothing gets lost."""

import json
from contextlib import ExitStack

from tests.e2e.pipeline import Pipeline, short
from tests.e2e.test_post_meeting import ALWAYS, BRANCHES


def test_a_second_run_does_only_what_is_missing(pipeline: Pipeline) -> None:
    detail = pipeline.request("second-run", short("second-run"))
    with pipeline.busy("generate-summary"):
        pipeline.run(detail)

    second = pipeline.run(detail)

    entered = pipeline.entered(second)
    assert "GenerateSummary" in entered
    assert not {"ExtractActionItems", "CreateEmbeddings", "SendEmailSummary"} & set(entered)
    assert len(json.loads(second["output"])["artefacts"]["keys"]) == 4


def test_when_nothing_was_made_nobody_is_mailed_and_a_second_run_mails(pipeline: Pipeline) -> None:
    detail = pipeline.request("nothing-made", short("nothing-made"))
    with ExitStack() as stack:
        for _, function in BRANCHES.values():
            stack.enter_context(pipeline.busy(function))
        first = json.loads(pipeline.run(detail)["output"])

    assert (first["status"], first["severity"]) == ("PARTIAL", "critical")
    assert set(first["missing"]) == {*BRANCHES, "send_email_summary"}
    assert "there is no summary" in first["causes"]["send_email_summary"]
    assert pipeline.mails("nothing-made") == []

    second = json.loads(pipeline.run(detail)["output"])

    assert second["status"] == "COMPLETE"
    assert len(pipeline.mails("nothing-made")) == 1


def test_asking_for_one_task_again_loses_nothing(pipeline: Pipeline) -> None:
    detail = pipeline.request("one-again", short("one-again"))
    pipeline.run(detail)
    rows = pipeline.rows("one-again")

    again = pipeline.run(detail | {"tasks": ["generate_summary"]})

    assert json.loads(again["output"])["outcome"] == "finished"
    assert pipeline.rows("one-again") == rows
    assert len(pipeline.mails("one-again")) == 1


def test_tasks_asked_one_after_the_other_come_together(pipeline: Pipeline) -> None:
    detail = pipeline.request("in-parts", short("in-parts"))
    pipeline.run(detail | {"tasks": ["generate_summary"]})

    second = pipeline.run(detail)

    assert "GenerateSummary" not in pipeline.entered(second)
    assert all(pipeline.rows("in-parts")[table] for table in ALWAYS)
    assert len(json.loads(second["output"])["artefacts"]["keys"]) == 4
    assert len(pipeline.mails("in-parts")) == 1


def test_a_transcript_that_changes_meanwhile_is_processed_after_the_first(
    pipeline: Pipeline,
) -> None:
    old = pipeline.request("changing", short("changing", turns=40))
    with pipeline.busy("extract-action-items"):
        first = pipeline.start(old)
        second = pipeline.start(pipeline.request("changing", short("changing", turns=12)))
    pipeline.finish()

    ends = [pipeline.described(execution) for execution in (first, second)]
    assert [end["status"] for end in ends] == ["SUCCEEDED", "SUCCEEDED"]
    assert "WaitForOther" in pipeline.entered(second)
    prefixes = [json.loads(end["output"])["artefacts"]["prefix"] for end in ends]
    assert prefixes[0] != prefixes[1]
    rows = pipeline.rows("changing")
    pipeline.run(pipeline.request("changed-alone", short("changed-alone", turns=12)))
    assert rows == pipeline.rows("changed-alone")


def test_a_run_that_lost_its_meeting_fails_at_once_and_says_why(pipeline: Pipeline) -> None:
    detail = pipeline.request("lost", short("lost"))
    with pipeline.busy("conclude-meeting"):
        run = pipeline.start(detail)
        pipeline.take_away("lost")
    pipeline.finish()

    end = pipeline.described(run)
    assert (end["status"], end["error"]) == ("FAILED", "RefusedError")
    assert end["cause"].startswith("meeting lost: another execution has taken it over")
    assert pipeline.entered(run)[-2:] == ["FinishMeeting", "TakenOver"]


def test_a_failure_that_cannot_be_recorded_is_still_told(pipeline: Pipeline) -> None:
    detail = pipeline.request("unrecorded", short("unrecorded", turns=12))
    with pipeline.busy("prepare-meeting"):
        run = pipeline.start(detail)
        pipeline.upload("unrecorded", short("unrecorded", turns=13))
        pipeline.take_away("unrecorded")
    pipeline.finish()

    end = pipeline.described(run)
    assert (end["status"], end["error"]) == ("FAILED", "RefusedError")
    assert end["cause"].startswith("transcript: s3://acceptance-transcripts/meetings/unrecorded")
    assert pipeline.entered(run)[-2:] == ["RecordFailure", "Failed"]


def test_a_run_that_was_stopped_is_taken_over_by_the_next(pipeline: Pipeline) -> None:
    detail = pipeline.request("stopped", short("stopped"))
    with pipeline.busy("prepare-meeting"):
        first = pipeline.start(detail)
        meanwhile = pipeline.start(detail)

    assert first["status"] == "RUNNING"
    assert json.loads(meanwhile["output"])["outcome"] == "in_progress"
    assert first["executionArn"] in json.loads(meanwhile["output"])["reason"]

    pipeline.cloud.client("stepfunctions").stop_execution(executionArn=first["executionArn"])
    second = pipeline.run(detail)

    assert json.loads(second["output"])["status"] == "COMPLETE"
    assert len(pipeline.mails("stopped")) == 1


def test_a_hundred_copies_of_an_event_finish_a_partial_meeting_once(pipeline: Pipeline) -> None:
    detail = pipeline.request("a-hundred-again", short("a-hundred-again"))
    with pipeline.busy("generate-summary"), pipeline.busy("send-email-summary"):
        pipeline.run(detail)
    assert pipeline.mails("a-hundred-again") == []

    pipeline.announce(detail, times=100)
    pipeline.finish()

    assert [e["status"] for e in pipeline.processed("a-hundred-again")] == ["PARTIAL", "COMPLETE"]
    assert len(pipeline.mails("a-hundred-again")) == 1
    assert pipeline.rows("a-hundred-again")["meeting"] == 1
