"""Which of the two languages a meeting was held in, judged by its letters."""

import re

from nightshift.domain.meetings.results import Language, Transcript

# Share of Hangul among all letters; English terms are common in Korean meetings, not the reverse.
KOREAN_FROM = 0.2

_HANGUL = re.compile(r"[가-힣]")
_LETTER = re.compile(r"[^\W\d_]")


def detect(transcript: Transcript) -> Language:
    """Return "ko" where at least a fifth of the letters spoken are Hangul, else "en"."""
    text = " ".join(turn.text for turn in transcript.turns)
    letters = len(_LETTER.findall(text))
    hangul = len(_HANGUL.findall(text))
    return "ko" if letters and hangul / letters >= KOREAN_FROM else "en"


def choose(asked: Language | None, default: Language | None, transcript: Transcript) -> Language:
    """Return the language asked for, else the workload's, else the one that was spoken."""
    return asked or default or detect(transcript)
