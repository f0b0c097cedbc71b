"""Work is found by its wording, given to the right person, and the rest is left alone."""

import pytest

from nightshift.domain.meetings.embedded import action_items, action_items_en, action_items_ko
from nightshift.domain.meetings.embedded.people import Roster, roster
from nightshift.domain.meetings.results import Language
from tests.unit.meetings import sentences_en, sentences_ko
from tests.unit.meetings.transcripts import meeting

ENGLISH = ("Hannah Reed", "Tom Baker", "Priya")
KOREAN = ("김민수", "박지은", "이서연", "최현우")


def known(speakers: tuple[str, ...]) -> Roster:
    return roster(meeting(*((speaker, "...") for speaker in speakers)))


def found_in(
    text: str, language: Language, speaker: str, answering: str
) -> tuple[str | None, str | None]:
    silent = [(name, "...") for name in (ENGLISH if language == "en" else KOREAN)]
    items = action_items.find(meeting((speaker, text), (answering, "..."), *silent), language)
    assert len(items) == 1, f"{len(items)} items found"
    return items[0].owner, items[0].due


def owner_of(expected: str | None, speaker: str, answering: str) -> str | None:
    marks = {sentences_en.SPEAKER: speaker, sentences_en.ADDRESSEE: answering}
    return marks.get(expected, expected) if expected else None


@pytest.mark.parametrize(("text", "owner", "due"), sentences_en.COMMITMENTS)
def test_english_commitment_has_its_owner_and_due_words(
    text: str, owner: str | None, due: str | None
) -> None:
    assert found_in(text, "en", "Speaker One", "Speaker Two") == (
        owner_of(owner, "Speaker One", "Speaker Two"),
        due,
    )


@pytest.mark.parametrize(("text", "owner", "due"), sentences_ko.COMMITMENTS)
def test_korean_commitment_has_its_owner_and_due_words(
    text: str, owner: str | None, due: str | None
) -> None:
    assert found_in(text, "ko", "정하린", "오세훈") == (owner_of(owner, "정하린", "오세훈"), due)


@pytest.mark.parametrize("text", sentences_en.TALK)
def test_english_talk_is_no_action_item(text: str) -> None:
    assert action_items_en.read(text, known(ENGLISH)) is None


@pytest.mark.parametrize("text", sentences_ko.TALK)
def test_korean_talk_is_no_action_item(text: str) -> None:
    assert action_items_ko.read(text, known(KOREAN)) is None


def test_best_items_come_first_and_twenty_at_most() -> None:
    vague = [("Tom Baker", f"Let's maybe test variant{n} of thing{n}.") for n in range(30)]
    sure = ("Priya", "I'll send the signed contract to the venue by Friday.")

    items = action_items.find(meeting(*vague, sure), "en")

    assert len(items) == action_items.MOST
    assert items[0].text == sure[1]
    assert [item.score for item in items] == sorted((item.score for item in items), reverse=True)


def test_a_promise_said_twice_is_one_item() -> None:
    again = meeting(
        ("Priya", "I'll send the signed contract to the venue by Friday."),
        ("Tom Baker", "Thanks."),
        ("Priya", "Okay, so I'll send the signed contract."),
    )

    assert [item.turn for item in action_items.find(again, "en")] == [0]


def test_nobody_answering_leaves_the_owner_open() -> None:
    alone = meeting(("Priya", "Can you review the pull request today?"))

    assert [item.owner for item in action_items.find(alone, "en")] == [None]
