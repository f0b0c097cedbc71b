"""Shipped manifests with a passage changed, played."""

from datetime import datetime

from nightshift.adapters import manifests
from nightshift.domain.manifest import Manifest
from nightshift.domain.simulation.model import Action, Kind, Play
from nightshift.domain.simulation.play import one

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in manifests.paths()}
# A Tuesday, and two weeks on; local to each workload.
FIRST, SECOND = map(datetime.fromisoformat, ("2026-12-01", "2026-12-15"))
HOURS = 'awake: {days: [mon, tue, wed, thu, fri], start: "08:00", stop: "20:00"}'
OFFICE = '        start: "09:00"\n        end: "18:00"\n'


def changed(name: str, *passages: tuple[str, str]) -> Manifest:
    """Return a shipped manifest in which each passage, which stands there once, is another one."""
    text = TEXTS[name]
    for old, new in passages:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        text = text.replace(old, new)
    return manifests.read(text, f"{name}.yaml")


def played(name: str, *passages: tuple[str, str], start: str = "", end: str = "") -> Play:
    """Return what happens in two weeks, or from `start` until `end`, in the workload's zone."""
    first = datetime.fromisoformat(start) if start else FIRST
    last = datetime.fromisoformat(end) if end else SECOND
    return one(changed(name, *passages), first, last)


def told(play: Play, *kinds: Kind) -> list[str]:
    """Return what happens, in the workload's local time."""
    return [_line(action, play) for action in play.actions if action.kind in kinds]


def messages(play: Play) -> list[str]:
    """Return the conflicts, as `gravity what: message (n)`, n being how often."""
    return [f"{c.gravity} {c.what}: {c.message} ({len(c.at)})" for c in play.conflicts]


def excepting(exception: str) -> tuple[str, str]:
    """Return the change that gives an environment an exception of its hours."""
    return HOURS, HOURS.replace("}", f", exceptions: [{{{exception}}}]}}")


def _line(action: Action, play: Play) -> str:
    local = action.at.astimezone(play.zone)
    return f"{local:%m-%d %H:%M} {action.what}: {action.text} ({action.reason})"
