"""One workload on the page: its picture, conflicts, accounts and actions."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from nightshift.domain.simulation import words
from nightshift.domain.simulation.model import Account, Action, Conflict, Kind, Play
from nightshift.domain.simulation.page import chart
from nightshift.domain.simulation.page.pieces import fill

RUNS = "runs; nothing to save"
FEW = 6  # holidays that are listed without being asked for


def draw(play: Play) -> str:
    """Return the section of a workload on which something happens."""
    saved = bool(play.saved_hours)
    return fill(
        "card",
        workload=play.workload,
        environment=play.environment,
        zone=play.zone.key,
        asleep="never asleep" if play.sleepless else f"asleep {words.asleep(play)}",
        amount=words.usd(play.saved_usd if saved else play.whole_usd),
        look="amount good" if saved else "amount",
        of=_of(play) if saved else RUNS,
        raw_chart=chart.draw(play),
        raw_legend="".join(fill("key", look=look, text=text) for look, text in legend(play)),
        raw_remarks=_remarks(play),
        raw_conflicts=_conflicts(play),
        raw_accounts=_accounts(play),
        raw_actions=_actions(play),
    )


def quiet(plays: Sequence[Play]) -> str:
    """Return the section of the workloads on which nothing happens."""
    return fill("quiet", raw_plays="".join(_quiet(play) for play in plays))


def legend(play: Play) -> Iterator[tuple[str, str]]:
    """Yield what the picture's colours mean, of those that are in it."""
    kinds = {action.kind for action in play.actions}
    if not play.sleepless:
        yield "awake", "awake"
        yield "asleep", "asleep"
    yield "runs", "runs"
    if play.saved_hours:
        yield "saved", "need not run"
    if kinds & {Kind.REFUSED, Kind.CAPPED}:
        yield "refused", "asked for, refused by the connection budget"
    if play.openings:
        yield "doors", "an opening"
    if Kind.DATABASE_STARTED in kinds:
        yield "woken", "database started by AWS"


def _of(play: Play) -> str:
    percent = words.share(play.saved_usd, play.whole_usd)
    return f"saved of {words.usd(play.whole_usd)}, {percent}"


def _quiet(play: Play) -> str:
    return fill(
        "quiet_play",
        workload=play.workload,
        environment=play.environment,
        zone=play.zone.key,
        costs=words.usd(play.whole_usd),
        of=RUNS,
        raw_accounts=_accounts(play),
        raw_conflicts=_conflicts(play),
    )


def _remarks(play: Play) -> str:
    told = (f"Goes on: {kept.label}, because {kept.reason}." for kept in play.goes_on)
    return "".join(fill("remark", text=text) for text in told) + _holidays(play)


def _holidays(play: Play) -> str:
    names = ", ".join(f"{day:%a} {day.day} {day:%b} {name}" for day, name in play.holidays)
    if len(play.holidays) > FEW:
        remark = fill("remark", text=f"{names}.")
        return fill("folded", summary=f"{len(play.holidays)} holidays", raw_table=remark)
    return fill("remark", text=f"Holidays: {names}.") if names else ""


def _conflicts(play: Play) -> str:
    rows = "".join(_conflict(found, play) for found in play.conflicts)
    return fill("conflicts", raw_rows=rows) if rows else ""


def _conflict(found: Conflict, play: Play) -> str:
    times = words.occurrences(found, play.zone)
    return fill(
        "conflict",
        gravity=str(found.gravity),
        what=found.what,
        message=found.message,
        raw_times=fill("times", text=times) if times else "",
        fix=found.fix,
    )


def _accounts(play: Play) -> str:
    """Return the table of hours and money; folded where nothing is saved."""
    table = fill(
        "accounts",
        raw_rows="".join(_account(account, play) for account in play.accounts),
        ran=words.usd(play.whole_usd - play.saved_usd),
        ran_hours=words.whole(sum((a.ran_hours for a in play.accounts), Decimal(0))),
        saved=words.usd(play.saved_usd),
        saved_hours=words.whole(play.saved_hours),
    )
    return table if play.saved_hours else fill("folded", summary="Hours and money", raw_table=table)


def _account(account: Account, play: Play) -> str:
    whole = account.ran_hours + account.saved_hours
    return fill(
        "account",
        what=account.what,
        price=words.price(account).replace(f" of {play.workload}", ""),
        look="n good" if account.saved_usd else "n none",
        width=f"{account.saved_hours / whole * 100:.1f}" if whole else "0",
        ran=_amount(account.ran_usd),
        ran_hours=words.whole(account.ran_hours),
        saved=_amount(account.saved_usd),
        saved_hours=words.whole(account.saved_hours),
    )


def _amount(usd: Decimal | None) -> str:
    return "unpriced" if usd is None else words.usd(usd)


def _actions(play: Play) -> str:
    days = groupby(play.actions, key=lambda action: action.at.astimezone(play.zone).date())
    bodies = (
        fill(
            "day",
            day=f"{day:%A} {day.day} {day:%B}",
            raw_rows="".join(_action(action, play) for action in actions),
        )
        for day, actions in days
    )
    table = fill("actions", raw_days="".join(bodies))
    count = words.counted(len(play.actions), "action")
    return fill("folded", summary=f"{count}, with their reasons", raw_table=table)


def _action(action: Action, play: Play) -> str:
    return fill(
        "action",
        at=f"{action.at.astimezone(play.zone):%H:%M}",
        kind=str(action.kind),
        word=words.EDGE_WORDS[action.kind],
        what=action.what,
        text=action.text,
        reason=action.reason,
    )
