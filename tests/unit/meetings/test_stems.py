"""Forms of a word share a stem, and words that merely look inflected keep theirs."""

import pytest

from nightshift.domain.meetings.embedded import josa, porter, words


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        # Porter's own examples, one or more for each step of the 1980 paper
        ("caresses", "caress"),
        ("ponies", "poni"),
        ("cats", "cat"),
        ("feed", "feed"),
        ("agreed", "agre"),
        ("plastered", "plaster"),
        ("bled", "bled"),
        ("motoring", "motor"),
        ("sing", "sing"),
        ("conflated", "conflat"),
        ("sized", "size"),
        ("hopping", "hop"),
        ("falling", "fall"),
        ("filing", "file"),
        ("happy", "happi"),
        ("sky", "sky"),
        ("relational", "relat"),
        ("rational", "ration"),
        ("digitizer", "digit"),
        ("operator", "oper"),
        ("decisiveness", "decis"),
        ("triplicate", "triplic"),
        ("electrical", "electr"),
        ("goodness", "good"),
        ("allowance", "allow"),
        ("replacement", "replac"),
        ("adoption", "adopt"),
        ("communism", "commun"),
        ("probate", "probat"),
        ("rate", "rate"),
        ("controll", "control"),
        ("roll", "roll"),
        ("is", "is"),
        ("v2", "v2"),
    ],
)
def test_english_stems_follow_porter(word: str, stem: str) -> None:
    assert porter.stem(word) == stem


@pytest.mark.parametrize(
    ("eojeol", "stem"),
    [
        ("서버에서는", "서버"),
        ("금요일까지", "금요일"),
        ("사용자들은", "사용자"),
        ("모듈을", "모듈"),
        ("서울로", "서울"),
        ("문서로", "문서"),
        ("배포하겠습니다", "배포"),
        ("확인해서", "확인"),
        ("회의를", "회의"),
        ("회의", "회의"),
        ("결과", "결과"),
        ("속도", "속도"),
        ("평가가", "평가"),
        ("차이", "차이"),
        ("늦어지면", "늦어지"),
        ("네", "네"),
    ],
)
def test_korean_stems_lose_particles_and_endings(eojeol: str, stem: str) -> None:
    assert josa.stem(eojeol) == stem


@pytest.mark.parametrize(
    ("eojeol", "parts"),
    [
        ("모듈은", ("모듈", "은")),
        ("모듈는", ("모듈는", "")),  # 는 never follows a final consonant
        ("서버를", ("서버", "를")),
        ("서버을", ("서버을", "")),
        ("김민수님이", ("김민수", "님이")),
    ],
)
def test_particles_obey_the_sound_before_them(eojeol: str, parts: tuple[str, str]) -> None:
    assert josa.split(eojeol) == parts


def test_tokens_of_both_scripts_stand_side_by_side() -> None:
    assert words.tokens("The team's API를 v2로, don't!") == [
        "the", "team", "s", "api", "를", "v2", "로", "don't",
    ]  # fmt: skip
