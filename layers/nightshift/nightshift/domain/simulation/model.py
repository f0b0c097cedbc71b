"""What a simulation found, workload by workload."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from nightshift.domain.environment.assets import Kept
from nightshift.domain.prices import Price
from nightshift.domain.savings import Booking
from nightshift.domain.savings.booking import hours


class Kind(StrEnum):
    """What happens at an instant; what happens at the same one, in this order."""

    HOLIDAY = "holiday"  # a span does not begin
    WINDOW_STOP = "window-stop"
    OPENING_OVER = "opening-over"
    DATABASE_STARTED = "database-started"  # by AWS, after seven days
    DATABASE_STOPPED = "database-stopped"  # by us, again
    STOP = "stop"  # of the environment
    START = "start"
    WINDOW_START = "window-start"
    OPENING_LEAD = "opening-lead"  # capacity comes, before the doors open
    REFUSED = "refused"  # by the connection budget
    CAPPED = "capped"
    NOTICE = "notice"  # of a stop


EDGES = (Kind.WINDOW_START, Kind.WINDOW_STOP, Kind.OPENING_LEAD, Kind.OPENING_OVER)


class Gravity(StrEnum):
    """How much a conflict matters."""

    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant until another, which is not in it."""

    start: datetime
    end: datetime

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def meets(self, other: "Span") -> bool:
        """Whether they have an instant in common."""
        return self.start < other.end and other.start < self.end

    def within(self, other: "Span") -> "Span":
        """Return what of it is in another that it meets."""
        return Span(max(self.start, other.start), min(self.end, other.end))


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that would be done, or that happens, at an instant."""

    at: datetime  # UTC
    kind: Kind
    what: str  # a service's name, environment, database
    text: str  # 2 tasks to 4
    reason: str  # window office-hours
    fix: str = ""  # what to do about it, of what is refused or capped
    asked: int = 0  # how many were, of what is refused or capped


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span in which a value stays."""

    span: Span
    value: int
    reason: str


@dataclass(frozen=True, slots=True)
class Course:
    """How many of a service run over time, at least."""

    service: str
    unit: str  # task, instance
    baseline: int  # what would run without windows
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Doors:
    """An opening: capacity is there over the span, and the doors open in it."""

    service: str
    name: str
    at: datetime
    span: Span


@dataclass(frozen=True, slots=True)
class Sleep:
    """A span in which an environment is asleep; it may begin before what is played."""

    span: Span
    reason: str
    woken: tuple[Span, ...] = ()  # AWS started the database, until it was stopped again


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that will not be as its author meant it."""

    gravity: Gravity
    what: str  # a service's name, database, cache, environment
    message: str
    fix: str
    at: tuple[datetime, ...] = ()  # when it happens; none: all the time
    of: int | None = None  # of how many times that it could; None: that means nothing here


@dataclass(frozen=True, slots=True)
class Account:
    """The hours of one thing, and what they cost."""

    what: str
    thing: str  # of prices.keys
    ran_hours: Decimal  # of all its units together
    slept_hours: Decimal
    scaled_hours: Decimal  # that windows avoided
    ran_usd: Decimal | None  # None: nobody quotes a price
    price: Price | None
    bookings: tuple[Booking, ...]

    @property
    def saved_hours(self) -> Decimal:
        """Hours that were avoided."""
        return self.slept_hours + self.scaled_hours

    @property
    def saved_usd(self) -> Decimal | None:
        """Dollars that were avoided; None: nobody quotes a price."""
        amounts = [booking.usd for booking in self.bookings if booking.usd is not None]
        return None if self.ran_usd is None else sum(amounts, Decimal(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """One workload's span of time."""

    workload: str
    environment: str  # dev, staging, prod
    zone: ZoneInfo
    span: Span
    sleeps: tuple[Sleep, ...]  # all that meet the span, in order
    sleepless: bool  # never asleep by its manifest
    goes_on: tuple[Kept, ...]  # what runs while the environment sleeps
    courses: tuple[Course, ...]
    actions: tuple[Action, ...]  # in order
    conflicts: tuple[Conflict, ...]
    accounts: tuple[Account, ...]
    openings: tuple[Doors, ...]  # those that meet the span
    holidays: tuple[tuple[date, str], ...]

    @property
    def scheduled(self) -> bool:
        """Whether anything happens at all."""
        return bool(self.actions or self.sleeps)

    @property
    def hours(self) -> Decimal:
        """How long the span is."""
        return hours(self.span.end - self.span.start)

    @property
    def asleep_hours(self) -> Decimal:
        """How much of the span the environment is asleep."""
        found = (sleep.span.within(self.span) for sleep in self.sleeps)
        return sum((hours(span.end - span.start) for span in found), Decimal(0))

    @property
    def saved_usd(self) -> Decimal:
        """What was avoided, of what has a price."""
        return sum((a.saved_usd or Decimal(0) for a in self.accounts), Decimal(0))

    @property
    def whole_usd(self) -> Decimal:
        """What the same things would cost if nothing was avoided."""
        ran = sum((a.ran_usd or Decimal(0) for a in self.accounts), Decimal(0))
        return ran + self.saved_usd

    @property
    def saved_hours(self) -> Decimal:
        """Hours of tasks, instances and nodes that were avoided."""
        return sum((a.saved_hours for a in self.accounts), Decimal(0))

    @property
    def unpriced(self) -> tuple[Account, ...]:
        """What was avoided and nobody quotes a price of."""
        return tuple(a for a in self.accounts if a.ran_usd is None and a.saved_hours)


@dataclass(frozen=True, slots=True)
class Simulation:
    """All of them."""

    plays: tuple[Play, ...]

    @property
    def saved_usd(self) -> Decimal:
        """What was avoided, of what has a price."""
        return sum((play.saved_usd for play in self.plays), Decimal(0))

    @property
    def whole_usd(self) -> Decimal:
        """What the same things would cost if nothing was avoided."""
        return sum((play.whole_usd for play in self.plays), Decimal(0))

    @property
    def saved_hours(self) -> Decimal:
        """Hours of tasks, instances and nodes that were avoided."""
        return sum((play.saved_hours for play in self.plays), Decimal(0))
