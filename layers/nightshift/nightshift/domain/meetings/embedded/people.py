"""Who is meant when somebody says a name.

The people are the transcript's speakers, under their label ("김민수 팀장", "Hannah Reed"), and
under the part of it that is theirs alone ("Hannah", "민수"). Labels made of roles ("Project
Manager", "Grad A") count only as a whole. Nicknames and names that are also words ("Will you ...")
are not understood.
"""

import re
from collections import Counter
from dataclasses import dataclass

from nightshift.domain.meetings.results import Transcript

_ROLES = frozenset(
    """project manager user interface designer industrial marketing expert grad phd professor
    postdoc undergrad speaker participant dr mr mrs ms the a b c d e f g h i engineer developer
    lead product owner host chair secretary team pm po qa ceo cto will may mark can bill grace
    hope art sue rob
    """.split()  # noqa: SIM905
)
_TITLES = [
    "책임님",
    "수석님",
    "선임님",
    "팀장님",
    "대리님",
    "과장님",
    "부장님",
    "차장님",
    "이사님",
    "대표님",
    "사원님",
    "매니저님",
    "책임",
    "수석",
    "선임",
    "팀장",
    "대리",
    "과장",
    "부장",
    "차장",
    "이사",
    "대표",
    "사원",
    "매니저",
    "개발자",
    "디자이너",
    "기획자",
    "님",
    "씨",
]
_TITLE = f"(?:{'|'.join(_TITLES)})"
_FULL_KOREAN_NAME = 3  # syllables: family name and given name
_PARTICLE = (
    "(?:께서는|께서|에게서|에게|한테|께|이랑|하고|은|는|이|가|을|를|도|의|와|과|랑|만|아|야)"
)
_WORDS = re.compile(r"[A-Za-z][\w.-]*|[가-힣]+")


@dataclass(frozen=True, slots=True)
class Roster:
    """The speakers of one meeting and how to find them in its text."""

    aliases: dict[str, str]  # what people say -> the speaker's label
    pattern: re.Pattern[str]

    def mentions(self, text: str) -> list[tuple[str, int, int]]:
        """Return (speaker, start, end) of every name in the text, in order."""
        return [
            (self.aliases[match["name"]], match.start(), match.end())
            for match in self.pattern.finditer(text)
        ]


def roster(transcript: Transcript) -> Roster:
    """Return the meeting's speakers under all their names."""
    labels = list(dict.fromkeys(turn.speaker for turn in transcript.turns))
    parts = {label: _own_names(label) for label in labels}
    shared = Counter(name for names in parts.values() for name in names)
    aliases = {label: label for label in labels if label.strip()}
    for label, names in parts.items():
        for name in names:
            if shared[name] == 1:
                aliases.setdefault(name, label)
    return Roster(aliases, _pattern(aliases))


def _own_names(label: str) -> set[str]:
    names: set[str] = set()
    for word in _WORDS.findall(label):
        if word.isascii():
            if word.lower() not in _ROLES and len(word) > 1:
                names.add(word)
        elif word not in _TITLES:
            bare = re.sub(f"(?<=[가-힣]{{2}}){_TITLE}$", "", word)
            names.add(bare)
            if len(bare) == _FULL_KOREAN_NAME:
                names.add(bare[1:])
    return names


def _pattern(aliases: dict[str, str]) -> re.Pattern[str]:
    """Return a pattern for whole names; a Korean one may carry a title and particles."""
    if not aliases:
        return re.compile(r"(?!)(?P<name>)")
    longest_first = sorted(aliases, key=lambda name: (-len(name), name))
    names = "|".join(re.escape(name) for name in longest_first)
    tail = rf"(?:\s?{_TITLE})?{_PARTICLE}?(?!\w)"
    return re.compile(rf"(?<!\w)(?P<name>{names})(?={tail})")
