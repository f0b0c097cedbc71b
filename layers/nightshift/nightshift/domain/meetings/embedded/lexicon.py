"""One language's word classes behind one name, read when that language is first asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from nightshift.domain.meetings.embedded import openings, words
from nightshift.domain.meetings.results import Language


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word classes of one language; English terms count in a Korean meeting too."""

    silent: frozenset[str]  # stop words and fillers: they carry no meaning
    fillers: frozenset[str]
    deictics: frozenset[str]
    first_person: frozenset[str]
    we: frozenset[str]
    second_person: frozenset[str]
    report: frozenset[str]  # stems
    deciding: frozenset[str]  # stems
    agenda: frozenset[str]  # stems
    asking: frozenset[str]  # stems
    decision: str  # pattern of a sentence that states what was decided
    opening: str  # pattern of what a sentence may lose at its beginning

    def content(self, tokens: Iterable[str]) -> list[str]:
        """Return the stems of the tokens that carry meaning, in order."""
        stop, stem = self.silent, words.stem
        stems = (stem(token) for token in tokens if len(token) > 1 and token not in stop)
        return [found for found in stems if found not in stop and len(found) > 1]


@cache
def lexicon(language: Language) -> Lexicon:
    """Return the word classes for a meeting in `language`."""
    own = classes(language)
    fillers = _everywhere("fillers", language)
    return Lexicon(
        silent=_everywhere("stopwords", language) | fillers,
        fillers=fillers,
        deictics=own["deictics"],
        first_person=own["first_person"],
        we=own["we"],
        second_person=own["second_person"],
        report=_stems(own["report"]),
        deciding=_stems(own["deciding"]),
        agenda=_stems(own["agenda"]),
        asking=_stems(_everywhere("asking", language)),
        decision=openings.DECISION[language],
        opening=openings.OPENING[language],
    )


@cache
def classes(language: Language) -> dict[str, frozenset[str]]:
    """Return the sections of `lexicon_en.txt` or `lexicon_ko.txt`: name -> words."""
    from importlib.resources import files

    folder = files("nightshift.domain.meetings.embedded")
    text = folder.joinpath(f"lexicon_{language}.txt").read_text("utf-8")
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        line = line.partition("#")[0].strip()  # noqa: PLW2901 - the rest of the line is a comment
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), [])
        elif line:
            section.extend(line.split())
    return {name: frozenset(members) for name, members in found.items()}


def _everywhere(name: str, language: Language) -> frozenset[str]:
    """Return a class of both languages for a Korean meeting, of English for an English one."""
    return classes("en")[name] | classes(language)[name]


def _stems(found: frozenset[str]) -> frozenset[str]:
    return frozenset(words.stem(word) for word in found)
