"""Ties between people add up, whatever was said."""

from collections import Counter

import pytest
from hypothesis import given, settings

from nightshift.domain.meetings.embedded.people import roster
from nightshift.domain.meetings.embedded.provider import EmbeddedProvider
from nightshift.domain.meetings.results import Relation, Transcript
from tests.unit.meetings.transcripts import meeting, transcripts

PROVIDER = EmbeddedProvider()


def ties(
    transcript: Transcript, kind: str, language: str = "en"
) -> dict[tuple[str, str], tuple[int, ...]]:
    found = PROVIDER.relate(transcript, "ko" if language == "ko" else "en").relations
    return {(tie.source, tie.target): tie.turns for tie in found if tie.kind == kind}


@settings(max_examples=60, deadline=None)
@given(transcripts())
def test_shares_sum_to_one_and_turns_to_all_turns(transcript: Transcript) -> None:
    people = PROVIDER.relate(transcript, "ko").participation

    assert sum(person.share for person in people) == pytest.approx(1)
    assert sum(person.turns for person in people) == len(transcript.turns)
    assert [p.speaker for p in people] == list(dict.fromkeys(t.speaker for t in transcript.turns))


@settings(max_examples=60, deadline=None)
@given(transcripts())
def test_replies_are_the_changes_of_speaker(transcript: Transcript) -> None:
    replies = ties(transcript, "replies_to")
    pairs = zip(transcript.turns, transcript.turns[1:], strict=False)
    changes = [after.i for before, after in pairs if before.speaker != after.speaker]

    assert sorted(turn for turns in replies.values() for turn in turns) == changes
    given_, taken = Counter[str](), Counter[str]()
    for (source, target), turns in replies.items():
        given_[source] += len(turns)
        taken[target] += len(turns)
    # who is answered answers in turn, except at the two ends of the meeting
    assert all(abs(given_[who] - taken[who]) <= 1 for who in {*given_, *taken})


@settings(max_examples=60, deadline=None)
@given(transcripts())
def test_every_tie_has_evidence_and_two_ends(transcript: Transcript) -> None:
    speaker_of = {turn.i: turn.speaker for turn in transcript.turns}

    for tie in PROVIDER.relate(transcript, "en").relations:
        assert tie.source != tie.target
        assert tie.turns == tuple(sorted(set(tie.turns)))
        assert {speaker_of[turn] for turn in tie.turns} == {tie.source}


def test_a_request_ties_the_asker_to_the_one_asked() -> None:
    spoken = meeting(
        ("Hannah Reed", "Tom, can you book the room for Thursday?"),
        ("Priya", "I can do it too."),
        ("Tom Baker", "Sure."),
    )

    found = PROVIDER.relate(spoken, "en").relations

    assert Relation("assigns_to", "Hannah Reed", "Tom Baker", (0,)) in found
    assert Relation("mentions", "Hannah Reed", "Tom Baker", (0,)) in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("민수 님이 확인해 주세요", ["김민수 팀장"]),
        ("김민수님께 보내겠습니다", ["김민수 팀장"]),
        ("민수한테 물어보죠", ["김민수 팀장"]),
        ("김민수가 맡았습니다", ["김민수 팀장"]),
        ("민수기 물량을 확인합니다", []),  # another word that begins like the name
        ("Hannah and tom agree", ["Hannah Reed"]),
        ("Hannah's slides", ["Hannah Reed"]),
        ("the project manager said", []),  # a role counts as it is written in the label only
        ("Project Manager, please", ["Project Manager"]),
        ("We met in Hannahville", []),
    ],
)
def test_names_are_found_whole(text: str, expected: list[str]) -> None:
    people = ("김민수 팀장", "Hannah Reed", "Tom Baker", "Project Manager")
    known = roster(meeting(*((who, "...") for who in people)))

    assert [speaker for speaker, _, _ in known.mentions(text)] == expected


def test_a_name_two_people_share_names_nobody() -> None:
    known = roster(meeting(("Anna Lee", "..."), ("Anna Park", "...")))

    assert known.mentions("Anna will call Park") == [("Anna Park", 15, 19)]
