"""Meetings for the tests: made by hand from (speaker, text) pairs, and by hypothesis."""

from hypothesis import strategies as st

from nightshift.domain.meetings.results import Transcript, Turn

SPEAKERS = ["Hannah Reed", "Tom Baker", "Project Manager", "김민수", "박지은 팀장"]
WORDS = (  # noqa: SIM905 - a list of words reads best as words
    "the budget launch server test I'll send by Friday. we need to fix um , yeah login page? "
    "Hannah please 배포 일정을 금요일까지 확인하겠습니다. 서버가 네, 김민수 님 주세요. 결제 "
    "모듈 저는 42 — \u200b ... () ' \" 🙂"
).split(" ")


def meeting(*turns: tuple[str, str]) -> Transcript:
    """Return a transcript of (speaker, text) pairs; turn numbers have gaps, as after cleaning."""
    return Transcript("m-1", tuple(Turn(2 * n, who, text) for n, (who, text) in enumerate(turns)))


def spoken_texts() -> st.SearchStrategy[str]:
    """Return texts of both languages, well-formed or not."""
    sensible = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
    return st.one_of(sensible, st.text(max_size=40))


def transcripts() -> st.SearchStrategy[Transcript]:
    """Return whole meetings of one to twelve turns."""
    turns = st.tuples(st.sampled_from(SPEAKERS), spoken_texts())
    return st.lists(turns, min_size=1, max_size=12).map(lambda found: meeting(*found))
