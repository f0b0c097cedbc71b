"""A summary quotes, within its budget, and its headline reads like a subject."""

import re

import pytest

from nightshift.domain.meetings.embedded import features, headline, scorer, sentences, summary
from nightshift.domain.meetings.results import Transcript
from tests.unit.meetings.transcripts import meeting

RELEASE = meeting(
    ("Hannah Reed", "Um, so today we talk about the payment service and the release date."),
    ("Tom Baker", "Yeah."),
    (
        "Tom Baker",
        "The payment service failed twice on Monday because the connection pool was full.",
    ),
    ("Priya", "The connection pool of the payment service is too small for the release."),
    ("Hannah Reed", "Right, so the load test showed the same problem with the connection pool."),
    ("Tom Baker", "What is the size of the connection pool in the load test?"),
    ("Priya", "The load test used twenty connections, like the payment service in production."),
    ("Hannah Reed", "Okay, we agreed to move the release date until the load test passes."),
    ("Tom Baker", "It was my birthday yesterday and we ate a very large cake at home."),
)
SMALL_TALK = [
    "I think you told me about that film with your cousin there.",
    "I saw them at the swimming lesson and they waved to me.",
    "Do you still have that strange blue bicycle of your brother?",
    "I was in the mountains with my dog and it rained on us.",
    "You know that I like it when this soup is really hot.",
    "My neighbour sings opera at night and I listen to that there.",
    "They gave me this old guitar and I play it for you.",
    "I mean you should have seen me with those tiny red shoes.",
]
WEEKLY = meeting(
    ("김민수", "네, 그럼 오늘은 결제 모듈 장애와 배포 일정을 이야기하겠습니다."),
    ("박지은", "결제 모듈에서 월요일에 연결 오류가 두 번 발생했습니다."),
    ("김민수", "연결 오류의 원인은 결제 모듈의 설정이었습니다."),
    ("박지은", "부하 테스트를 해 보니 결제 모듈에서 같은 연결 오류가 나왔습니다."),
    ("김민수", "네."),
    ("박지은", "부하 테스트가 끝날 때까지 배포 일정을 미루기로 했습니다."),
    ("김민수", "배포 일정을 고객사에 안내하고 부하 테스트를 다시 하겠습니다."),
)


def test_english_headline_names_what_it_was_about() -> None:
    found = summary.summarize(RELEASE, "en")

    assert found.headline == "Payment service, connection pool and load test"


def test_korean_headline_names_what_it_was_about() -> None:
    found = summary.summarize(WEEKLY, "ko")

    assert found.headline == "결제 모듈, 배포 일정, 부하 테스트 논의"


@pytest.mark.parametrize(
    ("phrases", "language", "expected"),
    [
        (("battery",), "en", "Battery"),
        (("LCD", "rubber buttons", "price", "case"), "en", "LCD, rubber buttons and price"),
        (("iPhone app", "x" * 40, "y" * 40), "en", f"iPhone app and {'x' * 40}"),
        (("결제 모듈", "API 응답"), "ko", "결제 모듈, API 응답 논의"),
        ((), "en", "Yeah, hello to all of you who could come on such a rainy morning in…"),
    ],
)
def test_headline_is_one_line_of_bounded_length(
    phrases: tuple[str, ...], language: str, expected: str
) -> None:
    said = "Yeah, hello to all of you who could come on such a rainy morning in January."
    spoken = meeting(("Hannah Reed", ""), ("Tom Baker", said))

    assert headline.write(phrases, spoken, "ko" if language == "ko" else "en") == expected


def test_decision_is_quoted_and_birthday_cake_is_not() -> None:
    quoted = " ".join(cited.text for cited in summary.summarize(long(RELEASE), "en").sentences)

    assert "we agreed to move the release date" in quoted
    assert "cake" not in quoted


def test_korean_decision_is_quoted() -> None:
    quoted = [cited.text for cited in summary.summarize(WEEKLY, "ko").sentences]

    assert "부하 테스트가 끝날 때까지 배포 일정을 미루기로 했습니다." in quoted


def long(transcript: Transcript) -> Transcript:
    """Return a meeting of several budgets: the same, and small talk nobody needs."""
    spoken = ((turn.speaker, turn.text) for turn in transcript.turns)
    return meeting(*spoken, *(("Tom Baker", text) for text in SMALL_TALK))


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Um, so we ship. And, yeah, we test!", "en", ["we ship.", "we test!"]),
        ("The server and the client broke.", "en", ["The server and the client broke."]),
        ("네, 알겠습니다. 음 그건 내일 볼게요", "ko", ["알겠습니다.", "그건 내일 볼게요"]),
        ("네 통 받으신 분입니다.", "ko", ["네 통 받으신 분입니다."]),  # four, not yes
        ("다음 주에 봅시다", "ko", ["다음 주에 봅시다"]),
        (
            "어제 배포했습니다 오늘 확인하겠습니다",
            "ko",
            ["어제 배포했습니다", "오늘 확인하겠습니다"],
        ),
        ("Yeah. Okay.", "en", []),
    ],
)
def test_sentences_lose_their_opening_fillers_only(
    text: str, language: str, expected: list[str]
) -> None:
    assert sentences.split(text, "ko" if language == "ko" else "en") == expected


def test_speech_without_full_stops_is_cut_into_pieces_of_bounded_length() -> None:
    text = " ".join(f"word{n}" if n % 13 else "and" for n in range(400))

    pieces = sentences.split(text, "en")

    assert max(len(piece.split()) for piece in pieces) <= sentences.LONGEST
    assert all(piece in text for piece in pieces)
    assert len(re.findall(r"word", " ".join(pieces))) == len(re.findall(r"word", text))


def test_weights_fit_the_features() -> None:
    assert scorer.scores([[0.0] * len(features.NAMES)]) == [0.0]
