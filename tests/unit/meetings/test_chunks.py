"""Chunks hold the whole meeting, each about as long as the others."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightshift.domain.meetings import chunks, language
from nightshift.domain.meetings.results import Transcript
from tests.unit.meetings.transcripts import meeting, transcripts


def words(count: int) -> str:
    return " ".join(f"w{n}" for n in range(count))


def spoken(transcript: Transcript) -> list[str]:
    return [word for turn in transcript.turns for word in turn.text.split()]


def held(transcript: Transcript) -> list[str]:
    """Return the words of all chunks without the speakers' names."""
    lines = [line for chunk in chunks.cut(transcript) for line in chunk.text.split("\n")]
    return [word for line in lines for word in line.partition(": ")[2].split()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=30))
def test_chunks_hold_every_word_once_in_order_and_none_is_tiny_or_huge(lengths: list[int]) -> None:
    transcript = meeting(*(("Hannah", words(length)) for length in lengths))

    found = chunks.cut(transcript)

    assert held(transcript) == spoken(transcript)
    assert [chunk.no for chunk in found] == list(range(len(found)))
    sizes = [len(chunk.text.replace("Hannah: ", "").split()) for chunk in found]
    assert len(sizes) == 1 or min(sizes) >= chunks.SMALLEST
    assert max(sizes) <= chunks.LONGEST_TURN + chunks.SMALLEST


@settings(max_examples=60, deadline=None)
@given(transcripts())
def test_chunks_cover_the_turns_without_a_gap(transcript: Transcript) -> None:
    found = chunks.cut(transcript)

    assert found[0].first_turn == transcript.turns[0].i
    assert found[-1].last_turn == transcript.turns[-1].i
    order = [turn.i for turn in transcript.turns]
    for before, after in itertools.pairwise(found):
        assert order.index(after.first_turn) - order.index(before.last_turn) in {0, 1}


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([10], [(0, 0)]),
        ([60, 60, 60, 60], [(0, 2), (4, 6)]),
        ([120, 29], [(0, 2)]),  # a tail below a quarter joins the chunk before it
        ([120, 30], [(0, 0), (2, 2)]),
        ([100, 100], [(0, 0), (2, 2)]),  # together they would be too long
        ([180], [(0, 0)]),  # long, but one turn
        ([360], [(0, 0), (0, 0), (0, 0)]),
    ],
)
def test_chunks_end_where_turns_end(lengths: list[int], expected: list[tuple[int, int]]) -> None:
    transcript = meeting(*(("Hannah", words(length)) for length in lengths))

    assert [(chunk.first_turn, chunk.last_turn) for chunk in chunks.cut(transcript)] == expected


def test_a_very_long_turn_is_cut_after_a_sentence() -> None:
    text = f"{words(100)}. {words(90)}."

    parts = [chunk.text for chunk in chunks.cut(meeting(("Hannah", text)))]

    assert parts == [f"Hannah: {words(100)}.", f"Hannah: {words(90)}."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We ship on Friday.", "en"),
        ("금요일에 배포합니다.", "ko"),
        ("API gateway timeout 문제로 staging 배포를 연기합니다.", "ko"),
        ("We met 김민수 and the team in Seoul to talk about the release of the new app.", "en"),
        ("", "en"),
        ("123 !?", "en"),
    ],
)
def test_language_is_judged_by_its_letters(text: str, expected: str) -> None:
    assert language.detect(meeting(("A", text))) == expected


def test_text_without_spaces_is_cut_too() -> None:
    found = chunks.cut(meeting(("Hana", "가나다라" * 12_000), ("Jun", "네")))

    longest = (chunks.LONGEST_TURN + chunks.SMALLEST) * (chunks.LONGEST_WORD + 1)
    assert len(found) > 5
    assert max(len(chunk.text) for chunk in found) <= longest
    assert "".join(held(meeting(("Hana", "가나다라" * 12_000)))) == "가나다라" * 12_000
