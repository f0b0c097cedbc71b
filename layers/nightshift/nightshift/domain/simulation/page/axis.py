"""Time across a picture: where an instant is, the days, and which of them have a label."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from nightshift.domain.simulation.model import Play, Span
from nightshift.domain.windows.instants import resolve

DAY = timedelta(days=1)
MONDAY, SATURDAY, WEEK_DAYS = 0, 5, 7
# Days of a span up to which each day, or each Monday, has a label; beyond it each month has one.
DAILY, WEEKLY = 22, 100


@dataclass(frozen=True, slots=True)
class Tick:
    """A labelled day."""

    x: str
    wide: str  # Tue 1
    narrow: str  # for a phone: 1
    holiday: str | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """A span of time, drawn from 0 to 100 percent."""

    span: Span
    zone: ZoneInfo
    holidays: dict[date, str]

    @classmethod
    def of(cls, play: Play) -> "Axis":
        """Return the axis of a workload's picture."""
        return cls(play.span, play.zone, dict(play.holidays))

    def x(self, at: datetime) -> str:
        """Return where an instant is."""
        return f"{self._percent(at):.3f}%"

    def across(self, span: Span) -> tuple[str, str]:
        """Return where a span begins, and how wide it is; only what is in the picture."""
        start, end = self._percent(span.start), self._percent(span.end)
        return f"{start:.3f}%", f"{end - start:.3f}%"

    def days(self) -> Iterator[tuple[date, Span]]:
        """Yield the local days, each with its span."""
        day = self.span.start.astimezone(self.zone).date()
        while (begins := self._midnight(day)) < self.span.end:
            yield day, Span(begins, self._midnight(day + DAY))
            day += DAY

    def free_days(self) -> Iterator[tuple[Span, str]]:
        """Yield weekends and holidays, with what they are."""
        for day, found in self.days():
            name = self.holidays.get(day)
            if name is not None or day.weekday() >= SATURDAY:
                yield found, name or f"{day:%A}"

    def midnights(self) -> Iterator[str]:
        """Yield where the days begin that have a line; none where they would be a grey area."""
        if (self.span.end - self.span.start) <= WEEKLY * DAY:
            for _, found in self.days():
                if found.start > self.span.start:
                    yield self.x(found.start)

    def ticks(self) -> Iterator[Tick]:
        """Yield the days that have a label."""
        length = (self.span.end - self.span.start) / DAY
        for day, found in self.days():
            x = self.x(max(found.start, self.span.start))
            if length <= DAILY:
                name = self.holidays.get(day)
                yield Tick(x, f"{day:%a} {day.day}", str(day.day), name)
            elif length <= WEEKLY and day.weekday() == MONDAY:
                first = day.day <= WEEK_DAYS  # of its month, which a phone has no room to repeat
                narrow = f"{day.day} {day:%b}" if first else str(day.day)
                yield Tick(x, f"Mon {day.day} {day:%b}", narrow)
            elif length > WEEKLY and day.day == 1:
                yield Tick(x, f"{day:%b %Y}", f"{day:%b}"[0])

    def _midnight(self, day: date) -> datetime:
        return resolve(datetime.combine(day, time()), self.zone).astimezone(UTC)

    def _percent(self, at: datetime) -> float:
        whole = self.span.end - self.span.start
        return min(100.0, max(0.0, (at - self.span.start) / whole * 100))
