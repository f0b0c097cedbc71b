"""Amounts and instants as a person reads them, the same in the terminal and on the page."""

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from nightshift.domain.prices import Price
from nightshift.domain.savings.booking import CENT_OF_A_CENT
from nightshift.domain.simulation.model import Account, Action, Conflict, Course, Kind, Play, Span

CENT = Decimal("0.01")
EDGE_WORDS = {
    Kind.HOLIDAY: "holiday",
    Kind.WINDOW_START: "starts",
    Kind.WINDOW_STOP: "ends",
    Kind.OPENING_LEAD: "opening",
    Kind.OPENING_OVER: "over",
    Kind.DATABASE_STARTED: "started",
    Kind.DATABASE_STOPPED: "stopped",
    Kind.STOP: "stop",
    Kind.START: "start",
    Kind.REFUSED: "refused",
    Kind.CAPPED: "capped",
    Kind.NOTICE: "notice",
}


def usd(amount: Decimal) -> str:
    """Return `$1,234.50`."""
    return f"${amount.quantize(CENT, ROUND_HALF_UP):,}"


def whole(amount: Decimal) -> str:
    """Return hours without their fraction; of less than ten, one digit of it."""
    small = 0 < amount < 10 and amount != amount.to_integral_value()  # noqa: PLR2004 - digits
    return f"{amount:,.1f}" if small else f"{amount:,.0f}"


def share(part: Decimal, of: Decimal) -> str:
    """Return `57 %`."""
    return f"{part / of * 100:.0f} %" if of else "0 %"


def moment(at: datetime, zone: ZoneInfo) -> str:
    """Return `Tue 1 Dec 09:00`, in the zone."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def day(at: datetime, zone: ZoneInfo) -> str:
    """Return `1 December 2026`."""
    local = at.astimezone(zone)
    return f"{local.day} {local:%B %Y}"


def span(found: Span, zone: ZoneInfo) -> str:
    """Return a span from day to day, with the time where it is not midnight."""
    return f"{_end(found.start, zone)} until {_end(found.end, zone)}"


def counted(number: int, word: str) -> str:
    """Return `1 warning`, `2 warnings`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def occurrences(conflict: Conflict, zone: ZoneInfo) -> str:
    """Return when a conflict happens, briefly; nothing where that is all the time."""
    if not conflict.at:
        return ""
    first, times = moment(conflict.at[0], zone), len(conflict.at)
    if conflict.of is not None:
        often = f"all {times} times" if times == conflict.of else f"{times} of {conflict.of} times"
        return f"{often}, first {first}"
    return first if times == 1 else f"{times} times, first {first}"


def many(count: int, course: Course) -> str:
    """Return `2 tasks`, `1 instance`."""
    return counted(count, course.unit)


def range_of(course: Course) -> str:
    """Return between how many and how many run: `1 to 4 tasks`."""
    values = [stretch.value for stretch in course.stretches]
    least, greatest = min(values), max(values)
    return many(greatest, course) if least == greatest else f"{least} to {many(greatest, course)}"


def price(account: Account) -> str:
    """Return what an hour costs, by whom and when; or which price is missing."""
    found = account.price
    if found is None:
        return f"no price: add {account.thing}-hour under costs.prices.usd"
    assumed = "; assumed" if found.assumed else ""
    hour = found.usd_per_hour.quantize(CENT_OF_A_CENT, ROUND_HALF_UP)
    return f"${hour} an hour: {found.key}, {found.source}, {dated(found)}{assumed}"


def dated(found: Price) -> str:
    """Return the date of a price: `1 Jan 2025`."""
    return f"{found.as_of.day} {found.as_of:%b %Y}" if found.as_of else "undated"


def sources(accounts: Sequence[Account]) -> list[str]:
    """Return whose prices were taken, with their dates, and for what that is an assumption."""
    found: dict[str, list[str]] = {}
    for account in accounts:
        if account.price and account.saved_hours:
            source = f"{account.price.source}, {dated(account.price)}"
            assumed = found.setdefault(source, [])
            assumed += [account.what] if account.price.assumed else []
    return [
        f"{source} (assumed for {', '.join(assumed)})" if assumed else source
        for source, assumed in found.items()
    ]


def reason(action: Action) -> str:
    """Return why, briefly: the arithmetic of what is refused stands among the conflicts."""
    against = action.kind in (Kind.REFUSED, Kind.CAPPED)
    return "connections, see above" if against else action.reason


def sentence(action: Action) -> str:
    """Return what an action does, with whom: `api: 2 tasks to 4`."""
    return f"{action.what}: {action.text}"


def asleep(play: Play) -> str:
    """Return how much of its time an environment is asleep."""
    hours = play.asleep_hours
    return f"{whole(hours)} of {whole(play.hours)} hours ({share(hours, play.hours)})"


def _end(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    clock = "" if (local.hour, local.minute) == (0, 0) else f", {local:%H:%M}"
    return f"{day(at, zone)}{clock}"
