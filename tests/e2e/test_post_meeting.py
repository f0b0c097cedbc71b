"""A meeting goes through the pipeline: once, whole, and honestly about what is missing."""

import json
from typing import Any

import pytest

from tests.e2e.pipeline import Pipeline, fixture, short

PEOPLE = [{"name": "Mina Park", "email": "mina@example.com"}]
ALWAYS = ("meeting", "summary_sentence", "participation", "embedding")  # however short the meeting


@pytest.mark.parametrize("name", ["en-release-planning", "ko-weekly-sync"])
def test_an_event_becomes_rows_artefacts_a_mail_and_an_event(pipeline: Pipeline, name: str) -> None:
    pipeline.announce(pipeline.request(name, fixture(name), attendees=PEOPLE))
    pipeline.finish()

    (processed,) = pipeline.processed(name)
    assert processed["status"] == "COMPLETE"
    assert processed["language"] == name[:2]
    assert pipeline.artefact(processed, "generate_summary")["sentences"]
    assert pipeline.artefact(processed, "extract_action_items")["items"]
    assert pipeline.artefact(processed, "extract_relationship_data")["participation"]
    assert len(pipeline.artefact(processed, "create_embeddings")["chunks"][0]["vector"]) == 1024
    (mail,) = pipeline.mails(name)
    assert mail["to"] == ["mina@example.com"]
    rows = pipeline.rows(name)
    assert rows["meeting"] == 1
    assert all(rows[table] > 0 for table in rows)


def test_citations_are_the_words_of_the_turn_they_name(pipeline: Pipeline) -> None:
    document = fixture("en-release-planning") | {"meeting_id": "cited"}
    pipeline.announce(pipeline.request("cited", document))
    pipeline.finish()

    turns = {turn["i"]: turn["text"] for turn in document["turns"]}
    (processed,) = pipeline.processed("cited")
    for sentence in pipeline.artefact(processed, "generate_summary")["sentences"]:
        assert sentence["text"] in turns[sentence["turn"]]


def test_a_hundred_copies_of_an_event_are_one_meeting(pipeline: Pipeline) -> None:
    detail = pipeline.request("copies", short("copies"))
    pipeline.announce(detail, times=100)
    pipeline.finish()

    rows = pipeline.rows("copies")
    pipeline.announce(detail)
    pipeline.finish()

    assert rows["meeting"] == 1
    assert pipeline.rows("copies") == rows
    assert len(pipeline.mails("copies")) == 1
    assert len(pipeline.processed("copies")) == 1


def test_a_repeat_by_hand_is_answered_with_the_result(pipeline: Pipeline) -> None:
    detail = pipeline.request("answered", short("answered"))
    first = pipeline.run(detail)

    second = pipeline.run(detail)

    answer = json.loads(second["output"])
    assert answer["outcome"] == "finished"
    assert answer["result"] == json.loads(first["output"])
    assert pipeline.entered(second) == ["ClaimMeeting", "IsClaimed", "AnswerRepeat"]


def test_a_changed_transcript_is_processed_anew_and_replaces_the_rows(pipeline: Pipeline) -> None:
    pipeline.run(pipeline.request("changed", short("changed", turns=40)))
    before = pipeline.rows("changed")

    pipeline.run(pipeline.request("changed", short("changed", turns=12)))

    after = pipeline.rows("changed")
    assert after["meeting"] == 1
    assert after["embedding"] < before["embedding"]


@pytest.mark.parametrize("tasks", [["generate_summary"], ["extract_actions", "send_email_summary"]])
def test_only_the_tasks_asked_for_are_done(pipeline: Pipeline, tasks: list[str]) -> None:
    meeting_id = f"some-{len(tasks)}"
    pipeline.announce(pipeline.request(meeting_id, short(meeting_id), tasks=tasks))
    pipeline.finish()

    (processed,) = pipeline.processed(meeting_id)
    assert processed["status"] == "COMPLETE"
    assert len(processed["artefacts"]["keys"]) == 1
    assert len(pipeline.mails(meeting_id)) == ("send_email_summary" in tasks)


def test_a_meeting_without_attendees_is_mailed_to_the_team(pipeline: Pipeline) -> None:
    pipeline.announce(pipeline.request("nobody-named", short("nobody-named")))
    pipeline.finish()

    (mail,) = pipeline.mails("nobody-named")
    assert mail["to"] == ["team@onno.app"]


def test_a_long_meeting_with_odd_names_goes_through(pipeline: Pipeline) -> None:
    meeting_id = "Team:sync@2026.01-15_x"
    people = ["<b>김민수</b>", 'Ann "the <script>" O\'Neil', "박지은 & 팀"]
    turns = [
        {"i": 7 * n, "speaker": people[n % 3], "text": f"배포 {n}번은 제가 금요일까지 하겠습니다."}
        for n in range(1_000)
    ]
    document = {"meeting_id": meeting_id, "turns": turns}
    copies = [{"name": "A", "email": e} for e in ("a@x.io", "A@x.io", "b@x.io")]

    run = pipeline.run(pipeline.request(meeting_id, document, attendees=copies))

    assert json.loads(run["output"])["status"] == "COMPLETE"
    (mail,) = pipeline.mails(meeting_id)
    assert mail["to"] == ["a@x.io", "b@x.io"]
    assert "&lt;b&gt;김민수&lt;/b&gt;" in mail["html"]
    assert "<script>" not in mail["html"]
    assert pipeline.rows(meeting_id)["participation"] == 3


BRANCHES = {
    "generate_summary": ("the summary", "generate-summary"),
    "extract_action_items": ("the action items", "extract-action-items"),
    "extract_relationship_data": ("who spoke with whom", "extract-relationship-data"),
    "create_embeddings": ("the search index", "create-embeddings"),
}


@pytest.mark.parametrize("task", BRANCHES)
def test_one_failed_branch_is_named_and_the_rest_is_delivered(
    pipeline: Pipeline, task: str
) -> None:
    words, function = BRANCHES[task]
    detail = pipeline.request(f"without-{function}", short(f"without-{function}"))
    with pipeline.busy(function):
        pipeline.announce(detail)
        pipeline.finish()

    (processed,) = pipeline.processed(f"without-{function}")
    (mail,) = pipeline.mails(f"without-{function}")
    assert (processed["status"], processed["missing"]) == ("PARTIAL", [task])
    assert processed["errors"] == {task: "Lambda.TooManyRequestsException"}
    assert processed["causes"][task]
    assert len(processed["artefacts"]["keys"]) == 3
    assert words in mail["html"]

    second = pipeline.run(detail)

    assert json.loads(second["output"])["status"] == "COMPLETE"
    assert len(pipeline.mails(f"without-{function}")) == 1
    assert all(pipeline.rows(f"without-{function}")[table] for table in ALWAYS)


def test_a_database_that_is_away_fails_the_run_and_a_second_one_finishes_it(
    pipeline: Pipeline,
) -> None:
    secrets = pipeline.cloud.client("secretsmanager")
    url = secrets.get_secret_value(SecretId="onno/db-url")["SecretString"]
    secrets.put_secret_value(SecretId="onno/db-url", SecretString="mysql://nowhere")
    detail = pipeline.request("no-database", short("no-database"))
    failed = pipeline.run(detail)
    secrets.put_secret_value(SecretId="onno/db-url", SecretString=url)

    assert (failed["status"], failed["error"]) == ("FAILED", "RefusedError")
    assert failed["cause"].startswith("secret onno/db-url: ")  # a sentence, no JSON
    assert pipeline.mails("no-database") == []

    second: dict[str, Any] = pipeline.run(detail)

    assert json.loads(second["output"])["status"] == "COMPLETE"
    assert pipeline.rows("no-database")["meeting"] == 1
