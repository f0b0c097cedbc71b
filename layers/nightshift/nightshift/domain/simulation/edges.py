"""The edges of a service's calendar as actions, in words."""

from nightshift.domain.manifest.services import Service
from nightshift.domain.simulation.model import Action, Kind
from nightshift.domain.windows.spans import Edge

WHILE_ASLEEP = "asleep, nothing to do"


def action(service: Service, edge: Edge, counts: tuple[int, int], *, asleep: bool) -> Action:
    """Return what an edge does; `counts` is how many ran before and run after it."""
    before, after = counts
    if asleep:
        text = WHILE_ASLEEP
    elif before == after:
        text = f"stays at {counted(service, after)}"
    else:
        text = f"{counted(service, before)} to {after}"
    kind, called = _kind(service, edge)
    reason = called if edge.kind == "start" else f"{called} is over"
    return Action(edge.at, kind, service.name, text, reason)


def counted(service: Service, count: int) -> str:
    """Return `1 task`, `2 instances`."""
    return f"{count} {unit(service)}{'' if count == 1 else 's'}"


def unit(service: Service) -> str:
    """Return what one of a service is."""
    return "task" if service.runtime == "ecs" else "instance"


def _kind(service: Service, edge: Edge) -> tuple[Kind, str]:
    """Return what kind of edge it is, and how its span is called."""
    starts = edge.kind == "start"
    if edge.name in {opening.name for opening in service.openings}:
        return (Kind.OPENING_LEAD if starts else Kind.OPENING_OVER), f"opening {edge.name}"
    dated = edge.name in {span.name for span in service.dated}
    called = f"{'dated window' if dated else 'window'} {edge.name}"
    return (Kind.WINDOW_START if starts else Kind.WINDOW_STOP), called
