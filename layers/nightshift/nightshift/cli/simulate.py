"""`nightshift simulate`: play a span of time, and say what would be done, saved and in the way."""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nightshift.adapters import manifests
from nightshift.cli import moments, plays
from nightshift.cli.terminal import EXIT_VALID, complain, say
from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest.findings import near
from nightshift.domain.simulation import page
from nightshift.domain.simulation.model import Play, Simulation
from nightshift.domain.simulation.play import one

QUIET_SECONDS = 2.0  # so often it is said how far it is
FORMATS: dict[str, Callable[..., Iterator[str]]] = {"text": plays.text, "json": plays.as_json}
EPILOG = """\
examples:
  nightshift simulate                                         the coming two weeks, every workload
  nightshift simulate --from 2026-12-01 --to 2027-01-01 --workload onno-staging
  nightshift simulate --from 2026-12-01 --html build/simulation.html
  nightshift simulate --from 2026-12-01T09:00+09:00 --to 2026-12-02 --json

Days and instants without an offset are of each workload's own zone. Nothing is called or changed,
and what people asked for by hand (keep awake, holds) is not known here: only the manifests are.

exit codes: 0 played (conflicts are allowed), 1 it could not be, or wrong usage
"""


def add(commands: Any) -> None:
    """Register the command."""
    parser = commands.add_parser(
        "simulate",
        help="play the schedules of a span of time",
        description="Play the schedules of a span of time: every action with its reason, hours "
        "and dollars saved, and conflicts. Nothing is touched.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--from", dest="start", help="a day, or an instant; default: today")
    parser.add_argument("--to", dest="end", help="until then; default: two weeks later")
    parser.add_argument(
        "--workload", action="append", default=[], help="only this one; may be given again"
    )
    parser.add_argument("--html", type=Path, metavar="FILE", help="draw it there, too")
    parser.add_argument("--all", action="store_true", help="every action, not the next few only")
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument(
        "--json",
        dest="format",
        action="store_const",
        const="json",
        help="the same as --format json",
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Play, print, and draw where it is asked for."""
    began = time.monotonic()
    names = _names(asked.workload)
    today = datetime.fromtimestamp(time.time(), UTC).astimezone()  # on this machine's clock
    start, end = moments.span(asked.start, asked.end, today)
    found = Simulation(tuple(_played(names, start, end, began)))
    for line in FORMATS[asked.format](found, every=asked.all):
        say(line)
    if asked.html is not None:
        _draw(found, asked.html)
    return EXIT_VALID


def _draw(found: Simulation, path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page.draw(found), encoding="utf-8")
    except OSError as problem:
        raise RefusedError(f"--html: {path}: {problem.strerror}; name another file") from problem
    complain(f"nightshift: drawn in {path}")


def _names(asked: Sequence[str]) -> list[str]:
    known = manifests.names()
    for name in asked:
        if name not in known:
            meant = near(name, known)
            fix = f"did you mean {meant}? " if meant else ""
            raise RefusedError(f"--workload: {name!r} is not known; {fix}known: {', '.join(known)}")
    return list(dict.fromkeys(asked)) or known


def _played(names: Sequence[str], start: datetime, end: datetime, began: float) -> Iterator[Play]:
    """Yield each workload's play; every two seconds, say how far it is."""
    said = began
    for number, name in enumerate(names):
        if time.monotonic() - said > QUIET_SECONDS:
            complain(f"nightshift: playing {name} ({number + 1} of {len(names)})")
            said = time.monotonic()
        manifest = manifests.get(name)
        moments.check(manifest, start, end)
        yield one(manifest, start, end)
