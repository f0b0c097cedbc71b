"""The cloud's clock: it runs like any clock, and can be moved ahead.

One heap of timers holds everything that waits for a time: schedules, Wait states, retries,
visibility timeouts, alarm periods. While nobody moves the clock, a driver thread fires timers as
their time comes. `advance_to` jumps from timer to timer: settle, move to the next one, fire,
settle, ... so a month passes as fast as its work can be done.

time-machine changes `datetime.now` and `time.time` for the whole process (moto included), and
leaves `time.monotonic` and lock timeouts alone. The clock keeps ticking between jumps on purpose:
frozen time would make a long poll spin for ever and no function would ever time out.
"""

import heapq
import itertools
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from localcloud.activity import Activity

# time-machine has a pytest plugin and imports pytest for it, which costs a tenth of a second here.
_in_tests = "pytest" in sys.modules
if not _in_tests:
    sys.modules["pytest"] = None  # type: ignore[assignment]
import time_machine  # noqa: E402

if not _in_tests:
    del sys.modules["pytest"]


@dataclass(order=True)
class Timer:
    """One thing to do at one time; `cancel` makes it nothing."""

    due: datetime
    order: int
    action: Callable[[], None] | None = field(compare=False)

    def cancel(self) -> None:
        """Do nothing when the time comes."""
        self.action = None


class Clock:
    """Virtual time for the whole process."""

    def __init__(self, activity: Activity, start: datetime | None = None) -> None:
        self.activity = activity
        self._timers: list[Timer] = []
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._advancing = threading.Lock()
        self._closed = False
        self.moved = False  # ever, by somebody
        self._travel = time_machine.travel(start or datetime.now(UTC), tick=True)
        self._traveller = self._travel.start()
        self._driver = threading.Thread(target=self._drive, name="clock", daemon=True)
        self._driver.start()

    def now(self) -> datetime:
        """Return the virtual time, UTC."""
        return datetime.now(UTC)

    def at(self, due: datetime, action: Callable[[], None]) -> Timer:
        """Run `action` on a counted thread when it is `due`; at once when that is past."""
        timer = Timer(due, next(self._order), action)
        with self._changed:
            heapq.heappush(self._timers, timer)
            self._changed.notify_all()
        return timer

    def after(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Run `action` after that many virtual seconds."""
        return self.at(self.now() + timedelta(seconds=seconds), action)

    def next_due(self) -> datetime | None:
        """Return when the next timer is due; None when there is none."""
        with self._changed:
            self._drop_cancelled()
            return self._timers[0].due if self._timers else None

    def advance_to(self, target: datetime) -> None:
        """Move to `target`; return when everything due by then has fired and finished.

        Raises:
            ValueError: `target` is in the past: time does not go back.
        """
        if target < self.now():
            raise ValueError(
                f"set: {target.isoformat()} is before the cloud's time {self.now().isoformat()}"
            )
        self._move(lambda: target)

    def _move(self, target_of: Callable[[], datetime]) -> None:
        with self._advancing:
            target = target_of()
            self.moved = self.moved or target > self.now()
            while True:
                self._settle()
                due = self.next_due()
                if due is None or due > target:
                    break
                if due > self.now():
                    self._traveller.move_to(due)
                self._fire_due()
            if target > self.now():
                self._traveller.move_to(target)
            self._wake_driver()

    def advance(self, seconds: float) -> None:
        """Move that many virtual seconds ahead; 0 waits until everything due has finished.

        Moves asked for at the same time add up.

        Raises:
            ValueError: negative: time does not go back.
        """
        if seconds < 0:
            raise ValueError(f"{seconds} seconds is in the past")
        self._move(lambda: self.now() + timedelta(seconds=seconds))

    def close(self) -> None:
        """Stop the driver and give the process its own time back."""
        self._closed = True
        self._wake_driver()
        self._driver.join(timeout=5)
        self._travel.stop()

    def _settle(self) -> None:
        # What runs may depend on a timer that comes due by itself (a function's timeout).
        while not self.activity.settle(timeout=0.05):
            self._fire_due()

    def _fire_due(self) -> None:
        for action in self._take_due():
            self.activity.spawn(action, name="timer")

    def _take_due(self) -> list[Callable[[], None]]:
        now = self.now()
        due: list[Callable[[], None]] = []
        with self._changed:
            while self._timers and self._timers[0].due <= now:
                action = heapq.heappop(self._timers).action
                if action is not None:
                    due.append(action)
        return due

    def _drop_cancelled(self) -> None:
        while self._timers and self._timers[0].action is None:
            heapq.heappop(self._timers)

    def _wake_driver(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _drive(self) -> None:
        while not self._closed:
            with self._advancing:
                self._fire_due()
            with self._changed:
                self._drop_cancelled()
                if self._closed:
                    return
                if not self._timers:
                    self._changed.wait()
                    continue
                remaining = (self._timers[0].due - self.now()).total_seconds()
                if remaining > 0:
                    self._changed.wait(min(remaining, 3600))
