"""Text as counting units: English words and Korean eojeols, and their stems.

Both scripts may stand in one text (a Korean meeting is full of English terms), so the script of a
word decides how it is stemmed, not the language of the meeting.
"""

import re

from nightshift.domain.meetings.embedded import josa, porter

_WORD = re.compile(r"[a-z0-9]+(?:['’](?!s\b)[a-z]+)*|[가-힣]+")  # "team's" is "team" and "s"
_HANGUL_FIRST = "가"


def tokens(text: str) -> list[str]:
    """Return the words of a text, lower case and without punctuation; "API를" gives "api", "를"."""
    return _WORD.findall(text.lower())


def stem(word: str) -> str:
    """Return the key under which the forms of one word are counted."""
    return josa.stem(word) if word >= _HANGUL_FIRST else porter.stem(word)


def is_korean(word: str) -> bool:
    """Tell whether a token of `tokens` is written in Hangul."""
    return word >= _HANGUL_FIRST


def count(text: str) -> int:
    """Return how many words a person would count: what stands between spaces."""
    return len(text.split())
