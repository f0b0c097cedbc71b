"""Vectors are unit vectors, the same everywhere, and closer for texts that share words."""

import hashlib
import struct
import subprocess
import sys
from math import sqrt
from pathlib import Path

import pytest
from hypothesis import given, settings

from nightshift.domain.meetings.embedded import hashing
from nightshift.domain.meetings.embedded.provider import EmbeddedProvider
from tests.unit.meetings.transcripts import spoken_texts

TEXTS = ["We ship the payment module on Friday.", "결제 모듈을 금요일에 배포합니다.", ""]
PRINT_DIGEST = f"""
import hashlib, struct
from nightshift.domain.meetings.embedded.provider import EmbeddedProvider
vectors = EmbeddedProvider().embed({TEXTS!r}, "ko")
print(hashlib.sha256(b"".join(struct.pack("1024d", *v) for v in vectors)).hexdigest())
"""


def cosine(one: str, other: str) -> float:
    pairs = zip(hashing.embed(one, "ko"), hashing.embed(other, "ko"), strict=True)
    return sum(a * b for a, b in pairs)


@settings(max_examples=80, deadline=None)
@given(spoken_texts())
def test_every_text_gets_a_unit_vector(text: str) -> None:
    vector = hashing.embed(text, "en")

    assert len(vector) == hashing.DIMENSIONS
    assert sqrt(sum(number * number for number in vector)) == pytest.approx(1)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_another_process_with_another_hash_seed_gives_the_same_vectors(seed: str) -> None:
    layer = Path(hashing.__file__).parents[4]
    vectors = EmbeddedProvider().embed(TEXTS, "ko")
    digest = hashlib.sha256(b"".join(struct.pack("1024d", *v) for v in vectors)).hexdigest()

    other = subprocess.run(
        [sys.executable, "-c", PRINT_DIGEST],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(layer), "PYTHONHASHSEED": seed},
    )

    assert other.stdout.strip() == digest


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("the price of the ticket", "ticket pricing", "the colour of the logo"),
        ("결제 모듈을 배포했습니다", "결제모듈 배포는 언제 하나요", "회식 장소를 정합시다"),
        ("API 응답 속도가 느립니다", "응답이 느린 API를 찾았습니다", "휴가 일정을 공유해 주세요"),
        ("서버에서 오류가 났습니다", "서버 오류", "서비스 소개 자료"),
    ],
)
def test_texts_about_the_same_are_closer(text: str, near: str, far: str) -> None:
    assert cosine(text, near) > cosine(text, far) + 0.1


def test_talk_about_talk_does_not_move_a_question() -> None:
    assert cosine("What did the team discuss about the budget?", "budget") == pytest.approx(1)


def test_a_text_whose_features_cancel_out_still_gets_a_direction() -> None:
    assert sum(hashing._unit([0.0] * hashing.DIMENSIONS)) == 1
