"""Where the lines and circles of a meeting's pictures go; the templates draw them.

Coordinates are in the view box of the drawing (`SIZE` x `SIZE`), x to the right and y down.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from nightshift.domain.meetings.results import Relation, Relationships

SIZE = 420
CENTRE = SIZE / 2
RING = 132.0
LABEL_RING = 172.0
MARGIN = 16.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """One speaker on the ring; the area of the circle stands for the share of the words."""

    name: str
    index: int
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float
    anchor: str  # SVG text-anchor
    share: float


@dataclass(frozen=True, slots=True)
class Tie:
    """One curve between two speakers."""

    path: str
    width: float
    strength: float  # 0..1, of the strongest tie of its kind
    title: str


@dataclass(frozen=True, slots=True)
class Network:
    """The whole picture: conversation as lines without direction, assignments as arrows."""

    nodes: tuple[Node, ...]
    talk: tuple[Tie, ...]
    assignments: tuple[Tie, ...]
    top: float  # y of the first and the last line that is drawn on
    bottom: float


def network(relationships: Relationships) -> Network:
    """Return who spoke with whom and who gave work to whom."""
    people = relationships.participation
    nodes = {p.speaker: _node(p.speaker, i, len(people), p.share) for i, p in enumerate(people)}
    drawn = nodes.values()
    return Network(
        nodes=tuple(drawn),
        talk=_ties(nodes, _pairs(relationships.relations), bend=0.12, thickest=11),
        assignments=_ties(nodes, _assigned(relationships.relations), bend=0.34, thickest=3.5),
        top=min((min(n.label_y - MARGIN, n.y - n.radius) for n in drawn), default=0.0),
        bottom=max((max(n.label_y + MARGIN, n.y + n.radius) for n in drawn), default=SIZE),
    )


def replies(relationships: Relationships) -> list[tuple[str, list[int]]]:
    """Return one row per speaker: how often they replied to each speaker, in order of speakers."""
    names = [p.speaker for p in relationships.participation]
    found = _directed(relationships.relations, "replies_to")
    return [(a, [found[a, b] for b in names]) for a in names]


def _node(name: str, index: int, total: int, share: float) -> Node:
    angle = 2 * math.pi * index / total - math.pi / 2
    cos, sin = math.cos(angle), math.sin(angle)
    radius = 8 + 34 * math.sqrt(share)
    reach = max(LABEL_RING, RING + radius + 14)
    return Node(
        name=name,
        index=index,
        x=CENTRE + RING * cos,
        y=CENTRE + RING * sin,
        radius=radius,
        label_x=CENTRE + reach * cos,
        label_y=CENTRE + reach * sin,
        anchor="middle" if abs(cos) < 0.3 else "start" if cos > 0 else "end",
        share=share,
    )


def _directed(relations: Iterable[Relation], kind: str) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for relation in relations:
        if relation.kind == kind:
            found[relation.source, relation.target] += len(relation.turns)
    return found


def _pairs(relations: Iterable[Relation]) -> list[tuple[str, str, int, str]]:
    found = _directed(relations, "replies_to")
    names = sorted({name for pair in found for name in pair})
    return [
        (a, b, found[a, b] + found[b, a], f"{a} and {b}: {found[a, b]} + {found[b, a]} replies")
        for a, b in combinations(names, 2)
        if found[a, b] + found[b, a]
    ]


def _assigned(relations: Iterable[Relation]) -> list[tuple[str, str, int, str]]:
    found = _directed(relations, "assigns_to")
    return [
        (a, b, count, f"{a} gave {b} {count} thing{'' if count == 1 else 's'} to do")
        for (a, b), count in sorted(found.items())
        if a != b
    ]


def _ties(
    nodes: dict[str, Node],
    weighted: list[tuple[str, str, int, str]],
    *,
    bend: float,
    thickest: float,
) -> tuple[Tie, ...]:
    drawn = [w for w in weighted if w[0] in nodes and w[1] in nodes]
    most = max((count for _, _, count, _ in drawn), default=1)
    return tuple(
        Tie(
            path=_curve(nodes[a], nodes[b], bend),
            width=max(1.0, thickest * count / most),
            strength=count / most,
            title=title,
        )
        for a, b, count, title in sorted(drawn, key=lambda w: w[2])
    )


def _curve(a: Node, b: Node, bend: float) -> str:
    dx, dy = b.x - a.x, b.y - a.y
    middle = ((a.x + b.x) / 2 - dy * bend, (a.y + b.y) / 2 + dx * bend)
    start, end = _edge(a, middle, gap=1), _edge(b, middle, gap=5)
    return f"M{_at(start)} Q{_at(middle)} {_at(end)}"


def _edge(node: Node, towards: Point, gap: float) -> Point:
    dx, dy = towards[0] - node.x, towards[1] - node.y
    reach = (node.radius + gap) / math.hypot(dx, dy)
    return node.x + dx * reach, node.y + dy * reach


def _at(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
