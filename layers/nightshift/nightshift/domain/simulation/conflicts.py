"""What will not be as its author meant it."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from nightshift.domain.capacity import connections
from nightshift.domain.capacity.connections import Load
from nightshift.domain.manifest import Manifest
from nightshift.domain.simulation.edges import WHILE_ASLEEP
from nightshift.domain.simulation.model import Action, Conflict, Gravity, Kind, Sleep, Span
from nightshift.domain.windows.of_manifest import opened


def refused(actions: Sequence[Action]) -> Iterator[Conflict]:
    """Yield what the connection budget refused or capped, once per service and arithmetic."""
    found: dict[tuple[str, str, str], list[Action]] = {}
    for action in actions:
        if action.kind in (Kind.REFUSED, Kind.CAPPED):
            found.setdefault((action.what, action.text, action.reason), []).append(action)
    for (what, text, reason), those in found.items():
        times = tuple(action.at for action in those)
        yield Conflict(Gravity.WARNING, what, f"{text}: {reason}", those[0].fix, times)


def declared(manifest: Manifest) -> Iterator[Conflict]:
    """Yield that the sizes the manifest declares do not fit into the database."""
    database = manifest.database
    if database is None:
        return
    found = [Load(s, s.capacity.desired) for s in manifest.services if s.uses_database]
    if connections.total(found) > connections.free(database):
        sums = f"{connections.arithmetic(found)} of {connections.bounds(database)}"
        message = f"the declared sizes need {sums} connections"
        fix = "lower the pools or the desired counts, or raise max_connections"
        yield Conflict(Gravity.WARNING, "database", message, fix)


def openings(manifest: Manifest, sleeps: Sequence[Sleep], span: Span) -> Iterator[Conflict]:
    """Yield openings that are over, asleep, or at the same time as another one."""
    for service in manifest.services:
        raised = [opened(opening) for opening in service.openings]
        spans = {dated.name: Span(dated.start, dated.end) for dated in raised}
        for name, found in spans.items():
            called = f"opening {name}"
            if found.end <= span.start:
                message = f"{called} is over before the simulation begins"
                yield Conflict(Gravity.INFO, service.name, message, "remove it", (found.start,))
            elif any(sleep.span.meets(found) for sleep in sleeps):
                message = f"{called} is while the environment is asleep"
                fix = "keep it awake: add an exception under awake"
                yield Conflict(Gravity.WARNING, service.name, message, fix, (found.start,))
        for (one, first), (other, second) in combinations(spans.items(), 2):
            if first.meets(second):
                message = f"openings {one} and {other} overlap; the greater capacity holds"
                at = (max(first.start, second.start),)
                yield Conflict(Gravity.INFO, service.name, message, "none needed", at)


def windows(manifest: Manifest, actions: Sequence[Action]) -> Iterator[Conflict]:
    """Yield windows that change nothing: by what they ask for, or because all sleep then."""
    for service in manifest.services:
        for window in service.windows:
            starts = [
                action
                for action in actions
                if action.kind is Kind.WINDOW_START
                and (action.what, action.reason) == (service.name, f"window {window.name}")
            ]
            if window.minimum == service.capacity.minimum:
                message = (
                    f"window {window.name} changes nothing: it asks for {window.minimum}, "
                    "which is the minimum anyway"
                )
                fix = "raise its minimum, lower capacity.minimum, or remove it"
                yield Conflict(Gravity.INFO, service.name, message, fix)
            elif starts and all(action.text == WHILE_ASLEEP for action in starts):
                message = f"window {window.name} begins only while the environment is asleep"
                times = tuple(action.at for action in starts)
                fix = "move it into the awake hours"
                yield Conflict(Gravity.WARNING, service.name, message, fix, times)


def production(manifest: Manifest) -> Iterator[Conflict]:
    """Yield that production would be stopped."""
    if manifest.environment == "prod" and manifest.awake is not None:
        message = "is production, and environment-stop refuses to stop it"
        yield Conflict(Gravity.WARNING, "environment", message, "remove `awake`")
