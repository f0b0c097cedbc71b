"""What `nightshift simulate` found: for a person, and for a program."""

import json
from collections.abc import Iterator
from typing import Any

from nightshift.cli.terminal import Colour, coloured
from nightshift.domain.simulation import words
from nightshift.domain.simulation.model import (
    Account,
    Action,
    Conflict,
    Course,
    Gravity,
    Kind,
    Play,
    Simulation,
)

COLOURS = {Gravity.WARNING: Colour.YELLOW, Gravity.INFO: Colour.DIM}
STANDS_OUT = {
    Kind.REFUSED: Colour.RED,
    Kind.CAPPED: Colour.YELLOW,
    Kind.OPENING_LEAD: Colour.GREEN,
    Kind.NOTICE: Colour.DIM,
    Kind.HOLIDAY: Colour.DIM,
}
SHOWN = 5  # actions of a workload
LABEL = 9  # characters


def text(found: Simulation, *, every: bool) -> Iterator[str]:
    """Yield a paragraph per workload, and the total last, where a terminal shows it."""
    for play in found.plays:
        yield from _paragraph(play, every=every)
        yield ""
    yield _total(found)


def as_json(found: Simulation, *, every: bool) -> Iterator[str]:
    """Yield one JSON document; it has every action, whatever is asked of the text."""
    del every
    document = {
        "saved_usd": str(found.saved_usd),
        "whole_usd": str(found.whole_usd),
        "saved_hours": str(found.saved_hours),
        "workloads": [_object(play) for play in found.plays],
    }
    yield json.dumps(document, indent=2, ensure_ascii=False)


def _paragraph(play: Play, *, every: bool) -> Iterator[str]:
    where = f"{play.environment}, {play.zone.key}"
    yield f"{play.workload}  {coloured(where, Colour.DIM)}"
    yield _line("time", words.span(play.span, play.zone))
    yield _line("asleep", "never" if play.sleepless else words.asleep(play))
    for kept in play.goes_on:
        yield _line("goes on", f"{kept.label}: {kept.reason}")
    yield _line("saved", _saved(play))
    for source in words.sources(play.accounts):
        yield _line("prices", coloured(source, Colour.DIM))
    for account in play.unpriced:
        hours = words.whole(account.saved_hours)
        yield _line("unpriced", f"{hours} hours of {account.what}; {words.price(account)}")
    for conflict in play.conflicts:
        yield _line(str(conflict.gravity), _told(conflict, play), COLOURS[conflict.gravity])
        yield _line("", coloured(f"Fix: {conflict.fix}", Colour.DIM))
    shown = play.actions if every else play.actions[:SHOWN]
    for number, action in enumerate(shown):
        yield _line("next" if number == 0 else "", _row(action, play))
    if len(play.actions) > len(shown):
        more = (
            f"and {words.counted(len(play.actions) - len(shown), 'more action')}; --all shows them"
        )
        yield _line("", coloured(more, Colour.DIM))


def _line(label: str, said: str, colour: Colour | None = None) -> str:
    padded = f"{label:{LABEL}}"
    return f"  {coloured(padded, colour) if colour else padded} {said}".rstrip()


def _saved(play: Play) -> str:
    if not play.saved_hours:
        return "nothing"
    part = f"{words.usd(play.saved_usd)} of {words.usd(play.whole_usd)}"
    percent = words.share(play.saved_usd, play.whole_usd)
    return f"{part} ({percent}): {words.whole(play.saved_hours)} hours that do not run"


def _told(conflict: Conflict, play: Play) -> str:
    times = words.occurrences(conflict, play.zone)
    when = f" ({times})" if times else ""
    return f"{conflict.what}: {conflict.message}{when}"


def _row(action: Action, play: Play) -> str:
    colour = STANDS_OUT.get(action.kind)
    word = f"{words.EDGE_WORDS[action.kind]:14}"
    reason = coloured(f"({words.reason(action)})", Colour.DIM)
    at = words.moment(action.at, play.zone)
    said = words.sentence(action)
    return f"{at:16}  {coloured(word, colour) if colour else word} {said} {reason}"


def _total(found: Simulation) -> str:
    warnings = sum(
        conflict.gravity is Gravity.WARNING for play in found.plays for conflict in play.conflicts
    )
    actions = sum(len(play.actions) for play in found.plays)
    saved = coloured(f"{words.usd(found.saved_usd)} saved", Colour.GREEN)
    return (
        f"{words.counted(len(found.plays), 'workload')}: {saved} of {words.usd(found.whole_usd)}, "
        f"{words.counted(actions, 'action')}, {words.counted(warnings, 'warning')}; "
        "nothing was touched"
    )


def _object(play: Play) -> dict[str, Any]:
    return {
        "workload": play.workload,
        "environment": play.environment,
        "timezone": play.zone.key,
        "from": _iso(play.span.start),
        "to": _iso(play.span.end),
        "asleep_hours": str(play.asleep_hours),
        "sleeps": [
            {"from": _iso(s.span.start), "to": _iso(s.span.end), "reason": s.reason}
            for s in play.sleeps
        ],
        "goes_on": {kept.label: kept.reason for kept in play.goes_on},
        "saved_usd": str(play.saved_usd),
        "whole_usd": str(play.whole_usd),
        "saved_hours": str(play.saved_hours),
        "accounts": [_account(account) for account in play.accounts],
        "services": [_course(course) for course in play.courses],
        "actions": [_action(action) for action in play.actions],
        "conflicts": [_conflict(conflict) for conflict in play.conflicts],
        "holidays": [{"date": day.isoformat(), "name": name} for day, name in play.holidays],
    }


def _account(account: Account) -> dict[str, Any]:
    price = account.price
    return {
        "what": account.what,
        "ran_hours": str(account.ran_hours),
        "slept_hours": str(account.slept_hours),
        "scaled_hours": str(account.scaled_hours),
        "ran_usd": None if account.ran_usd is None else str(account.ran_usd),
        "saved_usd": None if account.saved_usd is None else str(account.saved_usd),
        "price": price.key if price else f"{account.thing}-hour",
        "usd_per_hour": str(price.usd_per_hour) if price else None,
        "source": price.source if price else None,
        "as_of": price.as_of.isoformat() if price and price.as_of else None,
        "assumed": price.assumed if price else None,
    }


def _course(course: Course) -> dict[str, Any]:
    stretches = [
        {"from": _iso(s.span.start), "to": _iso(s.span.end), "count": s.value, "reason": s.reason}
        for s in course.stretches
    ]
    return {"name": course.service, "unit": course.unit, "stretches": stretches}


def _action(action: Action) -> dict[str, Any]:
    return {
        "at": _iso(action.at),
        "kind": str(action.kind),
        "what": action.what,
        "text": action.text,
        "reason": action.reason,
    }


def _conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "gravity": str(conflict.gravity),
        "what": conflict.what,
        "message": conflict.message,
        "fix": conflict.fix,
        "at": [_iso(at) for at in conflict.at],
    }


def _iso(at: Any) -> str:
    return str(at.isoformat())
