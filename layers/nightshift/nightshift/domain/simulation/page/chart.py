"""One workload's picture: its days, when it is awake, and how many of each service run."""

from collections.abc import Iterator

from nightshift.domain.simulation import words
from nightshift.domain.simulation.model import Play
from nightshift.domain.simulation.page.axis import Axis
from nightshift.domain.simulation.page.lanes import Lane, lane_of
from nightshift.domain.simulation.page.pieces import fill, label, line, rect

TICKS = 22  # pixels that the days' names take
BAND = 16  # pixels of the band that is awake or asleep
GAP = 12  # pixels below it
WAKE_WIDTH = "2"  # pixels: half an hour is less than one


def draw(play: Play) -> str:
    """Return the picture."""
    axis = Axis.of(play)
    top: float = TICKS if play.sleepless else TICKS + BAND + GAP
    lanes: list[Lane] = []
    for course in play.courses:
        lanes.append(lane_of(play, course, axis, top))
        top = lanes[-1].bottom
    return fill(
        "chart",
        workload=play.workload,
        height=top,
        about=about(play),
        raw_days="".join(_days(axis, top)),
        raw_band="" if play.sleepless else "".join(_band(play, axis, TICKS)),
        raw_lanes="".join(lane.drawn for lane in lanes),
    )


def strip(play: Play) -> str:
    """Return the small picture of the overview: the band alone, or the busiest service."""
    band = _always() if play.sleepless else "".join(_band(play, Axis.of(play), 0))
    return fill("strip", raw_band=band)


def about(play: Play) -> str:
    """Return in words what the picture shows."""
    awake = "Never asleep." if play.sleepless else f"Asleep {words.asleep(play)}."
    return " ".join([awake, *(f"{c.service}: {words.range_of(c)}." for c in play.courses)])


def _always() -> str:
    return rect("awake", ("0%", "100%"), (0, BAND), "always awake")


def _days(axis: Axis, bottom: float) -> Iterator[str]:
    for span, name in axis.free_days():
        yield rect("free", axis.across(span), (0, bottom), name)
    for x in axis.midnights():
        yield line("midnight", x, 0, bottom)
    for tick in axis.ticks():
        look = "tick holiday" if tick.holiday else "tick"
        yield label(f"{look} wide", tick.x, TICKS - 9, tick.wide, after=4)
        yield label(f"{look} narrow", tick.x, TICKS - 9, tick.narrow, after=2)


def _band(play: Play, axis: Axis, top: float) -> Iterator[str]:
    yield rect("awake", ("0%", "100%"), (top, BAND), "awake")
    for sleep in play.sleeps:
        span = sleep.span
        said = (
            f"asleep {words.moment(span.start, play.zone)} to "
            f"{words.moment(span.end, play.zone)}: {sleep.reason}"
        )
        yield rect("asleep", axis.across(span), (top, BAND), said)
        for woken in sleep.woken:
            at = words.moment(woken.start, play.zone)
            said = f"{at}: AWS starts the database, and it is stopped again"
            yield rect("woken", (axis.x(woken.start), WAKE_WIDTH), (top, BAND), said)
