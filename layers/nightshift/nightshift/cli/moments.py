"""`--from` and `--to`: days or instants, read and refused by the name of their flag."""

from datetime import date, datetime, time, timedelta

from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest import Manifest
from nightshift.domain.simulation.play import instant

LONGEST = timedelta(days=400)
USUAL = timedelta(days=14)
EXAMPLES = "write a day (2026-12-01) or an instant (2026-12-01T09:00, 2026-12-01T09:00+09:00)"


def read(flag: str, text: str) -> datetime:
    """Return a day's beginning, or an instant; naive where it names no offset.

    Raises:
        RefusedError: it is neither.
    """
    try:
        return datetime.combine(date.fromisoformat(text), time())
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError as problem:
        raise RefusedError(f"{flag}: {text!r} is no date; {EXAMPLES}") from problem


def span(start: str | None, end: str | None, now: datetime) -> tuple[datetime, datetime]:
    """Return from when until when: from the day of `now`, for two weeks, where nothing is given.

    Raises:
        RefusedError: one of them is no date.
    """
    first = read("--from", now.date().isoformat() if start is None else start)
    return first, read("--to", end) if end is not None else first + USUAL


def check(manifest: Manifest, start: datetime, end: datetime) -> None:
    """Refuse what is no span for a workload: backwards, or longer than is played at once.

    Raises:
        RefusedError: it is not.
    """
    length = instant(end, manifest) - instant(start, manifest)
    if length <= timedelta():
        raise RefusedError(
            f"--to: {_said(end)} is not after --from, {_said(start)}; write a later one"
        )
    if length > LONGEST:
        raise RefusedError(
            f"--to: {_said(end)} is {length.days} days after --from; write one within "
            f"{LONGEST.days} days, {_said(start + LONGEST)} at the latest"
        )


def _said(at: datetime) -> str:
    midnight = at.tzinfo is None and at.time() == time()
    return at.date().isoformat() if midnight else at.isoformat(timespec="minutes")
