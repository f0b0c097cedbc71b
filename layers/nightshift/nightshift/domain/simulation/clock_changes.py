"""Spans that a change of the clocks swallows: both edges are at one instant."""

from collections.abc import Iterator, Mapping

from nightshift.domain.simulation.model import Conflict, Gravity, Span
from nightshift.domain.windows.timeline import Timeline


def swallowed(timelines: Mapping[str, Timeline], span: Span) -> Iterator[Conflict]:
    """Yield each span of a calendar that lasts no time on some day."""
    for what, timeline in timelines.items():
        starts: dict[str, object] = {}
        for edge in timeline.edges(span.start, span.end):
            if edge.kind == "start":
                starts[edge.name] = edge.at
            elif starts.get(edge.name) == edge.at:
                message = f"{edge.name} lasts no time: the clocks go forward over it"
                fix = "move it by an hour, or accept it"
                yield Conflict(Gravity.INFO, what, message, fix, (edge.at,))
