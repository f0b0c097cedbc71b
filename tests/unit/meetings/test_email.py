"""The mail tells what was found, where it was said, and what is missing."""

import re
from html import escape, unescape

import pytest

from nightshift.domain.errors import RefusedError
from nightshift.domain.meetings.email import Email, Envelope, compose
from nightshift.domain.meetings.gathering import Gathered
from nightshift.domain.meetings.letter import clipped, percent
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


def plain(html: str) -> str:
    """Return what a person reads of a page."""
    body = html.partition("</style>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_text_and_html_carry_the_same_facts() -> None:
    email = mail(Gathered(SUMMARY, ITEMS, TIES))

    assert "We ship on Friday. (turn 4)" in email.text
    assert "We ship on Friday. [4]" in plain(email.html)
    assert "1. Mina: Write the notes\n   Due: by Friday · turn 7" in email.text
    assert "Mina Write the notes [7] by Friday" in plain(email.html)
    assert "2. (open): Call\n   turn 9" in email.text
    assert "open Call [9] –" in plain(email.html)
    for body in (email.text, plain(email.html)):
        assert "Mina" in body
        assert "75%" in body


def test_the_surest_ten_items_are_shown_and_the_others_counted() -> None:
    items = tuple(ActionItem(f"task {n}.", "Mina", None, n, 30.0 - n) for n in range(13))

    email = mail(Gathered(action_items=items))

    for body in (email.text, plain(email.html)):
        assert body.index("task 0.") < body.index("task 9.")
        assert "task 10." not in body
        assert "and 3 more, less certain" in body


def test_of_many_people_those_who_spoke_most_are_shown() -> None:
    shares = [Participation(f"P{n}", 1, n, n / 55) for n in range(11)]

    email = mail(Gathered(relationships=Relationships(tuple(shares), ())))

    for body in (email.text, plain(email.html)):
        assert body.index("P10") < body.index("P3")
        assert "P2" not in body
        assert "and 3 more" in body


def test_a_long_sentence_ends_at_a_word() -> None:
    assert clipped("one two three", 9) == "one two…"
    assert clipped("가" * 20, 9) == "가" * 8 + "…"
    assert clipped("one\n two", 9) == "one two"


@pytest.mark.parametrize(("share", "shown"), [(0.0, "0%"), (0.004, "<1%"), (0.5, "50%")])
def test_whoever_spoke_has_a_share(share: float, shown: str) -> None:
    assert percent(share) == shown


def test_nothing_to_tell_is_no_mail() -> None:
    with pytest.raises(RefusedError, match="no summary, action item or relationship data"):
        mail(Gathered(), "generate_summary", "extract_action_items")


def test_a_page_says_which_language_it_is_in_and_that_it_can_be_dark() -> None:
    html = mail(Gathered(SUMMARY), language="ko").html

    assert '<html lang="ko">' in html
    assert 'name="color-scheme" content="light dark"' in html


@pytest.mark.parametrize("evil", ["<script>alert(1)</script>", '" onload="x', "$headline & {x}"])
def test_names_of_every_kind_are_words_and_nothing_else(evil: str) -> None:
    found = Gathered(
        Summary(evil, (Cited(evil, 1),), ()),
        (ActionItem(evil, evil, evil, 1, 1.0),),
        Relationships((Participation(evil, 1, 1, 1.0),), ()),
    )

    html = mail(found).html

    assert html.count(escape(evil)) >= 6
    assert evil not in html or evil == escape(evil)


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
    email = mail(Gathered(action_items=()), "generate_summary")

    assert email.subject == "Meeting summary, incomplete: m1"


def test_a_meeting_without_tasks_says_so() -> None:
    assert "Nobody took on a task." in mail(Gathered(SUMMARY, ())).text


def test_a_subject_is_one_line_of_at_most_120_characters() -> None:
    summary = Summary("word\r\nBcc: eve@example.com " + "x" * 200, (), ())

    subject = mail(Gathered(summary)).subject

    assert "\n" not in subject
    assert "\r" not in subject
    assert len(subject) <= 120
    assert subject.startswith("Meeting summary: word Bcc: eve@example.com")
