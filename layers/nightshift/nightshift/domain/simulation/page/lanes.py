"""One service's lane: what runs, what need not run, what was refused, and when doors open."""

from collections.abc import Iterator
from dataclasses import dataclass

from nightshift.domain.simulation import words
from nightshift.domain.simulation.model import EDGES, Action, Course, Kind, Play, Span
from nightshift.domain.simulation.page.axis import Axis
from nightshift.domain.simulation.page.pieces import fill, label, line, rect

LABEL = 20  # pixels
TALLEST, STEP = 60, 16  # pixels: of a lane, and of one task where there is room
GAP = 14  # pixels below a lane
GRIDDED = 6  # of more tasks, not each has a line


@dataclass(frozen=True, slots=True)
class Lane:
    """What is drawn, and where it ends."""

    drawn: str
    bottom: float


def lane_of(play: Play, course: Course, axis: Axis, top: float) -> Lane:
    """Return a service's lane, from `top` downwards."""
    highest = _highest(play, course)
    step = min(STEP, TALLEST / highest)
    scale = _Scale(axis, top + LABEL + step * highest, step)
    parts = [
        label("name", "0%", top + LABEL - 7, course.service),
        label("range", "100%", top + LABEL - 7, words.range_of(course)),
        *_grid(scale, highest),
        *_saved(play, course, scale),
        *_refused(play, course, scale),
        *_running(play, course, scale),
        *_doors(play, course, scale, top + LABEL),
        rect("floor", ("0%", "100%"), (scale.floor, 1)),
    ]
    return Lane(fill("group", raw_parts="".join(parts)), scale.floor + GAP)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where so many tasks of a span are."""

    axis: Axis
    floor: float  # pixels
    step: float  # pixels of one task

    def box(self, look: str, span: Span, counts: tuple[int, int], title: str = "") -> str:
        """Return a box over a span, from one number of tasks to another."""
        low, high = counts
        down = (self.floor - high * self.step, (high - low) * self.step)
        return rect(look, self.axis.across(span), down, title)


def _highest(play: Play, course: Course) -> int:
    asked = (action.asked for action in play.actions if action.what == course.service)
    running = (stretch.value for stretch in course.stretches)
    account = next(one for one in play.accounts if one.what == course.service)
    booked = (booking.units for booking in account.bookings if booking.kind == "sleep")
    return max(1, course.baseline, *asked, *running, *booked)


def _grid(scale: _Scale, highest: int) -> Iterator[str]:
    for count in range(1, highest + 1) if highest <= GRIDDED else (highest,):
        yield rect("grid", ("0%", "100%"), (scale.floor - count * scale.step, 1))


def _running(play: Play, course: Course, scale: _Scale) -> Iterator[str]:
    for stretch in course.stretches:
        if stretch.value:
            when = words.moment(stretch.span.start, play.zone)
            said = f"{words.many(stretch.value, course)} from {when}: {stretch.reason}"
            yield scale.box("runs", stretch.span, (0, stretch.value), said)
            top = scale.floor - stretch.value * scale.step
            yield rect("crest", scale.axis.across(stretch.span), (top, 2))


def _saved(play: Play, course: Course, scale: _Scale) -> Iterator[str]:
    """Yield what was booked as avoided, above what runs."""
    account = next(one for one in play.accounts if one.what == course.service)
    for booking in account.bookings:
        span = Span(booking.start, booking.end)
        for stretch in course.stretches:
            if stretch.span.meets(span):
                low = stretch.value
                said = f"{words.many(booking.units, course)} need not run: {booking.reason}"
                yield scale.box(
                    "saved", stretch.span.within(span), (low, low + booking.units), said
                )


def _refused(play: Play, course: Course, scale: _Scale) -> Iterator[str]:
    """Yield what was asked for and not given, until the service's next edge."""
    own = [action for action in play.actions if action.what == course.service]
    edges = [action.at for action in own if action.kind in EDGES]
    for action in own:
        if action.kind in (Kind.REFUSED, Kind.CAPPED):
            end = min((at for at in edges if at > action.at), default=play.span.end)
            span = Span(action.at, end)
            said = f"{action.text}: {action.reason}"
            yield scale.box("refused", span, (_value(course, action), action.asked), said)


def _value(course: Course, action: Action) -> int:
    return next(s.value for s in course.stretches if action.at in s.span)


def _doors(play: Play, course: Course, scale: _Scale, top: float) -> Iterator[str]:
    for doors in play.openings:
        if doors.service == course.service and doors.at in play.span:
            x = scale.axis.x(doors.at)
            yield line("doors", x, top - 4, scale.floor)
            said = f"opening {doors.name}, {words.moment(doors.at, play.zone)}"
            yield fill("doors", x=x, y=f"{top - 4:g}", text=said)
            yield label("doors", x, top - 6, doors.name, after=7)
