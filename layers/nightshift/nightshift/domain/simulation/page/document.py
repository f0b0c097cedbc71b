"""The whole page: what it is about, the workloads at a glance, and each of them."""

from collections.abc import Sequence

from nightshift.domain.simulation import words
from nightshift.domain.simulation.model import Gravity, Play, Simulation
from nightshift.domain.simulation.page import cards, chart
from nightshift.domain.simulation.page.pieces import fill


def draw(simulation: Simulation) -> str:
    """Return the page."""
    plays = simulation.plays
    busy = [play for play in plays if play.scheduled]
    quiet = [play for play in plays if not play.scheduled]
    span = _span(plays)
    return fill(
        "document",
        title=f"Nightshift: {span}",
        span=span,
        raw_style=fill("style"),
        raw_lead=_lead(simulation),
        raw_figures=_figures(simulation),
        raw_rows="".join(_row(play) for play in plays),
        raw_cards="".join(cards.draw(play) for play in busy),
        raw_quiet=cards.quiet(quiet) if quiet else "",
    )


def _span(plays: Sequence[Play]) -> str:
    """Return the time, as the first workload's clocks have it; most have the same."""
    return words.span(plays[0].span, plays[0].zone) if plays else "no workloads"


def _lead(simulation: Simulation) -> str:
    zones = sorted({play.zone.key for play in simulation.plays})
    return fill("lead", zones=" and ".join(zones))


def _figures(simulation: Simulation) -> str:
    conflicts = [found for play in simulation.plays for found in play.conflicts]
    warnings = sum(found.gravity is Gravity.WARNING for found in conflicts)
    saved, of = simulation.saved_usd, simulation.whole_usd
    shown = [
        ("saved", words.usd(saved)),
        (f"of {words.usd(of)}", words.share(saved, of)),
        ("hours that need not run", words.whole(simulation.saved_hours)),
        ("actions", f"{sum(len(play.actions) for play in simulation.plays):,}"),
        ("warning" if warnings == 1 else "warnings", str(warnings)),
    ]
    return "".join(fill("figure", term=name, value=value) for name, value in shown)


def _row(play: Play) -> str:
    warnings = sum(found.gravity is Gravity.WARNING for found in play.conflicts)
    noted = words.counted(warnings, "warning") if warnings else ""
    return fill(
        "row",
        workload=play.workload,
        raw_strip=chart.strip(play),
        asleep="never asleep" if play.sleepless else f"asleep {_share(play)} of the time",
        look="sum" if play.saved_hours else "sum none",
        saved=words.usd(play.saved_usd) if play.saved_hours else "nothing",
        share=words.share(play.saved_usd, play.whole_usd) if play.saved_hours else "",
        raw_noted=fill("noted", text=noted) if noted else "",
    )


def _share(play: Play) -> str:
    return words.share(play.asleep_hours, play.hours)
