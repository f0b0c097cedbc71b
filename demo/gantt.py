"""When each state of an execution ran, as bars on the execution's own time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.record import Attempt, Execution, State


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch of time; left and width in percent of the execution."""

    left: float
    width: float
    title: str
    look: str  # ok | failed | frame


@dataclass(frozen=True, slots=True)
class Row:
    """One state with its bars."""

    name: str
    kind: str
    depth: int
    bars: tuple[Bar, ...]
    lasted: timedelta | None
    attempts: int


def rows(execution: Execution) -> list[Row]:
    """Return one row per state visited, in the order they were entered."""
    end = execution.stopped or max(
        (s.exited or s.entered for s in execution.states), default=execution.started
    )
    span = _Span(execution.started, end)
    return [_row(state, span) for state in execution.states]


@dataclass(frozen=True, slots=True)
class _Span:
    start: datetime
    end: datetime

    def bar(self, began: datetime, ended: datetime, *, title: str, look: str) -> Bar:
        """Return a stretch as percentages, kept inside the picture."""
        whole = (self.end - self.start) / timedelta(microseconds=1) or 1.0
        left = (began - self.start) / timedelta(microseconds=1) / whole * 100
        width = (ended - began) / timedelta(microseconds=1) / whole * 100
        left = min(max(left, 0.0), 99.6)
        return Bar(left, min(max(width, 0.4), 100 - left), title, look)


def _row(state: State, span: _Span) -> Row:
    ended = state.exited or span.end
    if state.attempts:
        bars = tuple(_attempt(state, attempt, span) for attempt in state.attempts)
    else:
        look = "failed" if state.exited is None else "frame" if _holds_states(state) else "ok"
        bars = (span.bar(state.entered, ended, title=state.kind, look=look),)
    return Row(
        name=state.name,
        kind=state.kind,
        depth=state.depth,
        bars=bars,
        lasted=None if state.exited is None else state.exited - state.entered,
        attempts=len(state.attempts),
    )


def _attempt(state: State, attempt: Attempt, span: _Span) -> Bar:
    what = attempt.function or state.kind
    title = f"{what}: {attempt.outcome}" + (f", {attempt.error}" if attempt.error else "")
    look = "ok" if attempt.outcome == "succeeded" else "failed"
    return span.bar(attempt.started, attempt.ended, title=title, look=look)


def _holds_states(state: State) -> bool:
    return state.kind in ("Parallel", "Map")
