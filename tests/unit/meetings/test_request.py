"""What a meeting request may say, and how it is refused."""

import re
from typing import Any

import pytest

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import parse
from nightshift.domain.meetings.recipients import addresses
from nightshift.domain.meetings.request import TASKS, MeetingEnded

BASE: dict[str, Any] = {
    "workload": "onno-prod",
    "meeting_id": "meeting_123",
    "transcript": {"bucket": "transcripts", "key": "a/b.json"},
}


def asked(**fields: Any) -> MeetingEnded:
    return parse(MeetingEnded, BASE | fields)


@pytest.mark.parametrize("tasks", [None, []])
def test_no_tasks_means_all_five(tasks: Any) -> None:
    request = asked() if tasks is None else asked(tasks=tasks)

    assert request.tasks == TASKS


def test_an_alias_is_the_task_it_stands_for() -> None:
    assert asked(tasks=["extract_actions"]).tasks == ("extract_action_items",)


def test_tasks_are_kept_once_and_in_one_order() -> None:
    request = asked(tasks=["send_email_summary", "generate_summary", "generate_summary"])

    assert request.tasks == ("generate_summary", "send_email_summary")


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"tasks": ["make_coffee"]}, "tasks.0: 'make_coffee' is not a task; known: extract_action"),
        ({"tasks": "generate_summary"}, "tasks: "),
        ({"workload": None}, "workload: must be a string"),
        ({"workload": "Onno Prod"}, "workload: "),
        ({"meeting_id": "a/b"}, "meeting_id: "),
        ({"meeting_id": ""}, "meeting_id: "),
        ({"transcript": {"bucket": "transcripts"}}, "transcript.key: is required"),
        ({"transcript": {"key": "a"}}, "transcript.bucket: is required"),
        ({"transcript": None}, "transcript: "),
        ({"language": "fr"}, "language: "),
        ({"attendees": [{"name": "Mina", "email": "mina"}]}, "attendees.0.email: "),
        ({"task": ["generate_summary"]}, "task: is not a field here"),
        ({"tasks": None}, "tasks: must be a list"),
        ({"tasks": [None]}, "tasks.0: None is not a task"),
        ({"tasks": [{}]}, "tasks.0: {} is not a task"),
        ({"tasks": ["\ud800"]}, "tasks.0: '\\ud800' is not a task"),
        ({"workload": 5}, "workload: must be a string"),
        ({"meeting_id": 5}, "meeting_id: must be a string"),
        ({"meeting_id": ".."}, "meeting_id: must be 1 to 128 of"),
        ({"meeting_id": "회의"}, "meeting_id: must be 1 to 128 of"),
        ({"meeting_id": "m\n"}, "meeting_id: must be 1 to 128 of"),
        ({"transcript": "s3://transcripts/k"}, "transcript: must be an object"),
        ({"transcript": {"bucket": "ABC", "key": "k"}}, "transcript.bucket: must be an S3 bucket"),
        ({"transcript": {"bucket": "a b c", "key": "k"}}, "transcript.bucket: must be an S3"),
        (
            {"transcript": {"bucket": "abc", "key": ""}},
            "transcript.key: is too short; the least is 1",
        ),
        ({"transcript": {"bucket": "abc", "key": "a\0"}}, "transcript.key: has a NUL character"),
        ({"transcript": {"bucket": "abc", "key": "\ud800"}}, "transcript.key: has half a surrog"),
        ({"transcript": {"bucket": "abc", "key": "회" * 400}}, "transcript.key: has 1,200 bytes"),
        ({"attendees": [{"name": "A", "email": "민아@x.io"}]}, "attendees.0.email: must be an e-m"),
        ({"attendees": [{"name": "A", "email": "a@x"}]}, "attendees.0.email: must be an e-mail"),
        (
            {"attendees": [{"name": "", "email": "a@x.io"}]},
            "attendees.0.name: is too short; the least is 1",
        ),
        (
            {"attendees": [{"name": "A", "email": f"a{n}@x.io"} for n in range(51)]},
            "attendees: has more than 50 entries",
        ),
    ],
)
def test_a_wrong_field_is_refused_by_name(fields: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RefusedError, match=re.escape(sentence)):
        asked(**fields)


def test_every_fault_is_named_and_long_lists_are_cut() -> None:
    with pytest.raises(RefusedError) as refused:
        parse(MeetingEnded, {f"f{n}": n for n in range(9)})

    assert str(refused.value).count(";") == 5
    assert str(refused.value).endswith("and 7 more")


def test_a_refusal_stays_short_whatever_came_in() -> None:
    with pytest.raises(RefusedError) as refused:
        asked(**{"x" * 100_000: 1, "tasks": ["y" * 100_000]})

    assert len(str(refused.value)) < 500


def test_a_refusal_can_be_written_as_utf8() -> None:
    with pytest.raises(RefusedError) as refused:
        asked(**{"\ud800": 1})

    assert str(refused.value).encode()


@pytest.mark.parametrize("key", ["한 글/회의 록.json", "../up.json", "a//b", " ", "%2e%2e", "+"])
def test_a_key_may_be_as_odd_as_s3_allows(key: str) -> None:
    assert asked(transcript={"bucket": "abc", "key": key}).transcript.key == key


def test_something_that_is_no_object_is_refused() -> None:
    with pytest.raises(RefusedError, match="input: "):
        parse(MeetingEnded, ["onno-prod"])


def test_attendees_get_the_mail_once_each() -> None:
    people = [
        {"name": n, "email": e} for n, e in [("A", "a@x.io"), ("B", "b@x.io"), ("C", "A@X.io")]
    ]

    request = asked(attendees=people)

    assert addresses(request.attendees, ("team@x.io",)) == ("a@x.io", "b@x.io")


def test_a_meeting_without_attendees_is_mailed_to_the_workloads_own_address() -> None:
    assert addresses((), ("team@x.io",)) == ("team@x.io",)
