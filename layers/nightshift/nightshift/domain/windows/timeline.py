"""A calendar's value at any instant, and the instants at which its spans start and stop.

The days around an instant are laid out once (layout.py); asking again is a search in a list. A
single question lays out one block of days.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from nightshift.domain.windows.layout import (
    EPOCH,
    Block,
    Placed,
    instant,
    laid_out,
    placed,
    seconds,
    skipped,
    weekly,
    within,
)
from nightshift.domain.windows.spans import Calendar, Dated, Edge, State, Weekly

BLOCK = 16 * 86_400  # seconds laid out together
HORIZON = timedelta(days=400)  # further no change is looked for
STOPS, STARTS, SWALLOWED = range(3)  # edges of one instant, in their order

Holder = Weekly | Dated | None


class Timeline:
    """The answers of one calendar. Every instant that goes in is aware."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._holding = placed((*calendar.dated, *calendar.overrides))
        self._raising = placed(calendar.openings)
        self._blocks: dict[int, Block] = {}

    def value_at(self, at: datetime) -> int:
        """Return what holds at an instant."""
        second = (at - EPOCH).total_seconds()
        block = self._blocks.get(int(second // BLOCK)) or self._block(int(second // BLOCK))
        return block.values[bisect_right(block.instants, second) - 1]

    def state_at(self, at: datetime) -> State:
        """Return what holds at an instant, why, and until when."""
        value, holder = self._held(at)
        name = _name(holder)
        until = self._change(at, lambda other, by: (other, _name(by)) != (value, name))
        return State(value, name, self._reason(at, holder), until)

    def next_change(self, after: datetime) -> datetime | None:
        """Return the next instant at which the value is another; None: not within 400 days."""
        value = self.value_at(after)
        return self._change(after, lambda other, _: other != value)

    def edges(self, start: datetime, end: datetime) -> Iterator[Edge]:
        """Yield the edges from `start` on and before `end`, in their order.

        At one instant spans stop before others start.
        """
        first, last = -int(-(start - EPOCH).total_seconds() // 1), seconds(end)
        if instant(last) < end:
            last += 1
        for number in range(first // BLOCK, -(-last // BLOCK)):
            ends = max(first, number * BLOCK), min(last, (number + 1) * BLOCK)
            for second, rank, name in sorted(self._edges(*ends)):
                at = instant(second)
                yield Edge(at, name, "start" if rank == STARTS else "stop", self.value_at(at))

    def _edges(self, first: int, last: int) -> Iterator[tuple[int, int, str]]:
        for start, stop, span in (*self._spans(first, last), *within(self._raising, first, last)):
            if first <= start < last:
                yield start, STARTS, span.name
            if first <= stop < last:
                yield stop, STOPS if start < stop else SWALLOWED, span.name

    def _spans(self, first: int, last: int) -> list[Placed]:
        """Return what holds, the last of two wins."""
        return [*weekly(self.calendar, first, last), *within(self._holding, first, last)]

    def _block(self, number: int) -> Block:
        first, last = ends = number * BLOCK, (number + 1) * BLOCK
        raising = within(self._raising, first, last)
        block = laid_out(self.calendar.base, self._spans(first, last), raising, ends)
        return self._blocks.setdefault(number, block)

    def _held(self, at: datetime) -> tuple[int, Holder]:
        second = seconds(at)
        block = self._blocks.get(second // BLOCK) or self._block(second // BLOCK)
        place = bisect_right(block.instants, second) - 1
        return block.values[place], block.holders[place]

    def _change(self, after: datetime, differs: Callable[[int, Holder], bool]) -> datetime | None:
        second = seconds(after)
        last = second + int(HORIZON.total_seconds())
        for number in range(second // BLOCK, last // BLOCK + 1):
            block = self._blocks.get(number) or self._block(number)
            for at, value, holder in zip(block.instants, block.values, block.holders, strict=True):
                if second < at <= last and differs(value, holder):
                    return instant(at)
        return None

    def _reason(self, at: datetime, holder: Holder) -> str:
        if holder is not None:
            return holder.reason or f"window {holder.name}"
        holiday = skipped(self.calendar, seconds(at))
        return self.calendar.outside if holiday is None else f"holiday {holiday}"


def _name(holder: Holder) -> str | None:
    return None if holder is None else holder.name
