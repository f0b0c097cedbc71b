"""How alike the chunks of a meeting are, as a small square of cells."""

from dataclasses import dataclass
from itertools import combinations

from demo.record import Embeddings

CELL = 30


@dataclass(frozen=True, slots=True)
class Cell:
    """Two chunks and how alike they are."""

    x: int
    y: int
    strength: (
        float | None
    )  # 0..1 between the least and the most alike pair; None for a chunk with itself
    title: str


@dataclass(frozen=True, slots=True)
class HeatMap:
    """The square, and the pair that is most alike."""

    size: int
    cells: tuple[Cell, ...]
    closest: tuple[int, int, float] | None  # None where there is one chunk only
    furthest: float | None


def heat_map(embeddings: Embeddings) -> HeatMap:
    """Return the cells, row by row."""
    cosines = embeddings.similarity
    pairs = [(a, b, cosines[a][b]) for a, b in combinations(range(len(cosines)), 2)]
    least = min((value for *_, value in pairs), default=0.0)
    most = max((value for *_, value in pairs), default=1.0)
    spread = (most - least) or 1.0
    cells = [
        Cell(
            x=column * CELL,
            y=row * CELL,
            strength=None if row == column else (value - least) / spread,
            title=f"{_turns(embeddings, row)} and {_turns(embeddings, column)}: cosine {value:.2f}",
        )
        for row, values in enumerate(cosines)
        for column, value in enumerate(values)
    ]
    closest = max(pairs, key=lambda pair: pair[2], default=None)
    return HeatMap(len(cosines) * CELL, tuple(cells), closest, least if pairs else None)


def _turns(embeddings: Embeddings, number: int) -> str:
    chunk = embeddings.chunks[number]
    return f"chunk {chunk.no} (turns {chunk.first_turn}-{chunk.last_turn})"
