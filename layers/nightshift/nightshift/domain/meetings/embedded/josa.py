"""Korean stems: what is left of an eojeol without its particles, endings and plural mark.

A table of particles with the sound rules that govern them, no dictionary. It therefore errs on
nouns that end like a particle; the frequent ones are listed. A stem is a key for counting; `noun`
is what may be shown.
"""

import re
from functools import lru_cache

CACHED_EOJEOLS = 20_000

_FIRST, _FINALS = 0xAC00, 28  # Hangul syllables stand in blocks of 28 finals, the first one empty
_RIEUL = 8

# After a final consonant, after a vowel, after either; longest first.
_AFTER_CONSONANT = """
    이라는 이라고 이라서 이에요 으로서 으로써 으로는 으로도 으로 이랑 이나 이며 이고 인데 은 이
    을 과
    """.split()  # noqa: SIM905
_AFTER_VOWEL = """
    라는 라고 라서 예요 로서 로써 로는 로도 로 랑 며 는 가 를 와
    """.split()  # noqa: SIM905
_AFTER_ANY = """
    에서부터 에서는 에서도 에서의 에게서 까지는 까지도 부터는 입니다 이었고 한테서 한테는 에게는
    에서 에게 에는 에도 에만 까지 부터 보다 처럼 마다 조차 마저 밖에 한테 께서 만큼 대로 하고
    이다 만은 만도 들이 들은 들을 들의 들도 들 님이 님은 님께 님도 님 씨가 씨는 씨 에 의 도 만
    께
    """.split()  # noqa: SIM905
_PARTICLES = sorted({*_AFTER_CONSONANT, *_AFTER_VOWEL, *_AFTER_ANY}, key=len, reverse=True)
_WITH_FINAL = frozenset(_AFTER_CONSONANT)
_WITHOUT_FINAL = frozenset(_AFTER_VOWEL)

# Nouns whose last syllable looks like a particle.
_WHOLE = frozenset(
    """
    가을 각도 강의 개만 건의 결과 결의 경로 국가 그대로 길이 나을 노을 논의 높이 단가 대로 도로
    동의 레이 마다 마을 문가 문의 물가 밀도 바다 부과 불만 빈도 사이 서버에 서울 선도 성과 성도
    속도 시도 신뢰도 온도 용도 원가 은행 의도 의은 이도 이들 이슈 인가 정도 정의 제대로 제도
    제로 종이 주가 주의 증가 지도 진도 진로 차이 참가 초과 추가 태도 통과 통로 페이 편의 평가
    프로 학과 한도 합의 허가 협의 회의 효과 휴가
    """.split()  # noqa: SIM905
)
_DOING = re.compile(
    r"(?P<noun>[가-힣]{2,}?)(?:하|해|했|합|할|한|함|되|돼|됐|됩|될|된|됨|시키|"
    r"시켜|시킬|시킨|시켰)[가-힣]*$"
)
_ENDING = re.compile(
    r"(?:겠습니다|었습니다|았습니다|습니다|ㅂ니다|니다|을게요|ㄹ게요|게요|었어요|"
    r"았어요|네요|거든요|는데요|어요|아요|"
    r"세요|까요|지요|죠|는데|은데|으면|니까|면서|어서|아서|지만|려고|도록|었던|"
    r"았던|는지|을지|었고|았고|었는데|았는데|"
    r"더라고요|잖아요|구요|고요|고|면|게|지|요)$"
)
_MIN_STEM = 2


@lru_cache(maxsize=CACHED_EOJEOLS)
def stem(eojeol: str) -> str:
    """Return the stem of an eojeol: 배포하겠습니다 -> 배포, 서버에서는 -> 서버."""
    doing = _DOING.match(eojeol)
    if doing:
        return doing["noun"]
    base, particle = split(eojeol)
    if particle:
        return base
    return _ENDING.sub("", eojeol) if len(eojeol) > _MIN_STEM else eojeol


@lru_cache(maxsize=CACHED_EOJEOLS)
def split(eojeol: str) -> tuple[str, str]:
    """Return an eojeol as (noun, particle); the particle is empty where none was recognised."""
    if eojeol[-2:] in _WHOLE or eojeol in _WHOLE:
        return eojeol, ""
    for particle in _PARTICLES:
        base = eojeol[: -len(particle)]
        if len(base) >= _MIN_STEM and eojeol.endswith(particle) and _sounds(base[-1], particle):
            return base, particle
    return eojeol, ""


@lru_cache(maxsize=CACHED_EOJEOLS)
def doing(eojeol: str) -> str | None:
    """Return the noun of a "noun + 하다/되다" eojeol (배포해서 -> 배포), else None."""
    found = _DOING.match(eojeol)
    return found["noun"] if found else None


def final(syllable: str) -> int:
    """Return the number of a Hangul syllable's final consonant, 0 for none (4 is ㄴ, 8 is ㄹ)."""
    return (ord(syllable) - _FIRST) % _FINALS


def _sounds(before: str, particle: str) -> bool:
    """Tell whether Korean would put this form of the particle after the syllable `before`."""
    ending = final(before)
    if particle in _WITH_FINAL:
        return ending != 0 and not (ending == _RIEUL and particle.startswith("으로"))
    if particle in _WITHOUT_FINAL:
        return ending == 0 or (ending == _RIEUL and particle.startswith("로"))
    return True
