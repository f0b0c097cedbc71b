"""The mail tells what was found, where it was said, and what is missing."""

import pytest

from nightshift.domain.meetings.email import Email, Envelope, compose
from nightshift.domain.meetings.gathering import Gathered
from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.results import (
    ActionItem,
    Cited,
    Language,
    Participation,
    Relationships,
    Summary,
)
from nightshift.domain.meetings.work import Work

SUMMARY = Summary("Release & <price>", (Cited("We ship on Friday.", 4),), ("release",))
ITEMS = (
    ActionItem("Write the notes", "Mina", "by Friday", 7, 2.0),
    ActionItem("Call", None, None, 9, 1.0),
)
TIES = Relationships((Participation("Mina", 3, 30, 0.75), Participation("Jun", 1, 10, 0.25)), ())


def mail(gathered: Gathered, *missing: Task, language: Language = "en") -> Email:
    work = Work(
        workload="onno-prod", meeting_id="m1", fingerprint="f", prefix="p/", provider="embedded",
        language=language,
    )  # fmt: skip
    return compose(work, gathered, missing, Envelope("Onno <m@onno.app>", ("mina@example.com",)))


def test_text_and_html_carry_the_same_facts() -> None:
    email = mail(Gathered(SUMMARY, ITEMS, TIES))

    for body in (email.text, email.html):
        assert "We ship on Friday. [turn 4]" in body
        assert "Mina: Write the notes [turn 7, due: by Friday]" in body
        assert "no owner: Call" in body
        assert "Mina: 75%" in body


def test_html_shows_words_and_never_runs_them() -> None:
    email = mail(Gathered(SUMMARY))

    assert "Release &amp; &lt;price&gt;" in email.html
    assert "<price>" not in email.html
    assert email.subject == "Meeting summary: Release & <price>"


@pytest.mark.parametrize(("language", "words"), [("en", "the action items"), ("ko", "할 일 목록")])
def test_what_is_missing_is_named_in_the_meetings_language(language: Language, words: str) -> None:
    email = mail(Gathered(SUMMARY), "extract_action_items", language=language)

    assert words in email.text
    assert words in email.html


def test_a_mail_without_summary_is_named_after_the_meeting() -> None:
    assert mail(Gathered(), "generate_summary").subject == "Meeting summary: m1"


def test_a_meeting_without_tasks_says_so() -> None:
    assert "Nobody took on a task." in mail(Gathered(SUMMARY, ())).text


def test_a_subject_is_one_line_of_at_most_120_characters() -> None:
    summary = Summary("word\r\nBcc: eve@example.com " + "x" * 200, (), ())

    subject = mail(Gathered(summary)).subject

    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) == 120
