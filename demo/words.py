"""Numbers and times as a person reads them; shared by the terminal and the page."""

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

SEOUL = ZoneInfo("Asia/Seoul")
LANGUAGES = {"en": "English", "ko": "Korean"}


def clock(instant: datetime) -> str:
    """Return the time of day in Seoul, e.g. `17:32:05`."""
    return f"{instant.astimezone(SEOUL):%H:%M:%S}"


def day(instant: datetime) -> str:
    """Return the date in Seoul, e.g. `Thursday, 15 January 2026`."""
    local = instant.astimezone(SEOUL)
    return f"{local:%A}, {local.day} {local:%B %Y}"


def lasting(seconds: float | timedelta | None) -> str:
    """Return a duration in the unit that fits it, e.g. `41 ms`, `2.3 s`, `6 h 5 min`."""
    if seconds is None:
        return "not ended"
    value = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
    if value < 0.001:
        return "< 1 ms"
    if value < 1:
        return f"{value * 1000:.0f} ms"
    if value < 60:
        return f"{value:.1f} s"
    minutes = round(value / 60)
    hours, rest = divmod(minutes, 60)
    return " ".join(
        part for part in (f"{hours} h" * bool(hours), f"{rest} min" * bool(rest)) if part
    )


def position(seconds: float | None) -> str:
    """Return a position in a recording, e.g. `3:07`."""
    return "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def usd(amount: Decimal) -> str:
    """Return money with as many digits as it takes to see it, e.g. `$0.00087`, `$1.20`."""
    if not amount:
        return "$0"
    digits = 2 if amount >= 1 else 1 - amount.adjusted()
    return f"${amount:.{digits}f}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, e.g. `1 e-mail`, `2 e-mails`, `no e-mails`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else f"no {noun}s"


def quantity(number: Decimal) -> str:
    """Return a quantity without zeros that say nothing, e.g. `41`, `0.083`."""
    return f"{number:,.6f}".rstrip("0").rstrip(".")
