"""What a meeting becomes: the values every provider returns and every later step carries.

Every value points back to the turns it came from (`turn` is `Turn.i`), so a reader can check it.
This module knows neither where a transcript is stored nor who produced a result.
"""

from dataclasses import dataclass
from typing import Literal, Protocol

Language = Literal["en", "ko"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance of one speaker."""

    i: int  # the transcript's own number for it, unique and ascending
    speaker: str
    text: str
    start: float | None = None  # seconds from the beginning
    end: float | None = None  # seconds from the beginning


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole meeting in the order it was spoken; at least one turn."""

    meeting_id: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence taken from the transcript, word for word, and the turn it stands in."""

    text: str
    turn: int


@dataclass(frozen=True, slots=True)
class Summary:
    """The meeting in brief: at most about 110 words, sentences in the order they were spoken."""

    headline: str
    sentences: tuple[Cited, ...]
    keyphrases: tuple[str, ...]  # most telling first


@dataclass(frozen=True, slots=True)
class ActionItem:
    """Something somebody said would be done; best first, at most 20 a meeting."""

    text: str
    owner: str | None  # a speaker's or a mentioned person's name; None where nobody was named
    due: str | None  # the words of the transcript ("by Friday", "내일까지")
    turn: int
    score: float  # higher is surer; comparable within one meeting only


@dataclass(frozen=True, slots=True)
class Relation:
    """One directed tie between two people, with its evidence."""

    kind: Literal["replies_to", "mentions", "assigns_to"]
    source: str
    target: str
    turns: tuple[int, ...]  # ascending; the number of them is the tie's weight


@dataclass(frozen=True, slots=True)
class Participation:
    """How much one speaker spoke; `share` over all speakers sums to 1."""

    speaker: str
    turns: int
    words: int
    share: float  # of all words, 0..1


@dataclass(frozen=True, slots=True)
class Relationships:
    """Who spoke how much, and who turned to whom."""

    participation: tuple[Participation, ...]  # in order of first appearance
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Chunk:
    """About 120 words of the meeting, cut on turn borders: what one embedding stands for."""

    no: int  # 0, 1, 2, ...
    first_turn: int
    last_turn: int
    text: str


class Provider(Protocol):
    """Whoever reads a meeting: the embedded rules here, a model elsewhere.

    `name` is stored beside every result (`embedded::extractive::1`), `embedding_id` beside every
    vector (`provider::model::dimensions::version`); vectors of two ids are never compared.
    """

    name: str
    embedding_id: str

    def summarize(self, transcript: Transcript, language: Language) -> Summary:
        """Return the summary."""

    def find_action_items(
        self, transcript: Transcript, language: Language
    ) -> tuple[ActionItem, ...]:
        """Return what people said would be done, best first."""

    def relate(self, transcript: Transcript, language: Language) -> Relationships:
        """Return who spoke how much and who turned to whom."""

    def embed(self, texts: list[str], language: Language) -> list[list[float]]:
        """Return one unit vector of 1024 numbers per text."""
