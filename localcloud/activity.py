"""Know when nothing can happen any more unless the clock moves.

Everything that runs inside the cloud is counted: a thread while it runs, an invocation while it is
in flight, a delivery until it is made. A thread that waits for another one is not counted while it
waits; whoever wakes it counts it again under the same lock. So `running == 0` means: only a timer
of the virtual clock can cause the next thing. Moving the clock then is exact: no polling, no
guessed sleep.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Activity:
    """Count what runs, and let others wait until nothing does."""

    def __init__(self) -> None:
        self.condition = threading.Condition(threading.RLock())
        self.running = 0

    def begin(self, count: int = 1) -> None:
        """Count `count` more running things."""
        with self.condition:
            self.running += count

    def end(self, count: int = 1) -> None:
        """Count `count` things as finished; the last one wakes whoever waits in `settle`."""
        with self.condition:
            self.running -= count
            if self.running <= 0:
                self.condition.notify_all()

    @contextmanager
    def work(self) -> Iterator[None]:
        """Count the body of the `with` as running."""
        self.begin()
        try:
            yield
        finally:
            self.end()

    def settle(self, timeout: float | None = None) -> bool:
        """Wait until nothing runs; False when `timeout` real seconds passed first."""
        with self.condition:
            return self.condition.wait_for(lambda: self.running <= 0, timeout)

    def spawn(self, target: Callable[..., Any], *args: Any, name: str | None = None) -> None:
        """Run `target(*args)` on a thread of its own, counted from now until it ends."""
        thread = Thread(self, target=target, args=args, name=name, daemon=True)
        thread.start()


class Thread(threading.Thread):
    """A thread that counts as running from `start` until it ends."""

    def __init__(self, activity: Activity, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._activity = activity

    def start(self) -> None:
        """Start, counted before the new thread has run its first instruction."""
        self._activity.begin()
        try:
            super().start()
        except RuntimeError:
            self._activity.end()
            raise

    def run(self) -> None:
        """Run, and stop counting however it ends."""
        try:
            super().run()
        finally:
            self._activity.end()


class Event:
    """A `threading.Event` whose waiting threads do not count as running.

    `wait(timeout)` takes virtual seconds: the timer is the clock's (`after`), so a wait of six
    hours ends when the clock is moved six hours.
    """

    def __init__(
        self, activity: Activity, after: Callable[[float, Callable[[], None]], Any]
    ) -> None:
        self._activity = activity
        self._after = after
        self._set = False
        self._waiters: list[threading.Event] = []

    def is_set(self) -> bool:
        """Tell whether `set` was called since the last `clear`."""
        return self._set

    def clear(self) -> None:
        """Make the next `wait` block again."""
        with self._activity.condition:
            self._set = False

    def set(self) -> None:
        """Wake every waiting thread and count it as running again."""
        with self._activity.condition:
            self._set = True
            waiters, self._waiters = self._waiters, []
            self._activity.begin(len(waiters))
        for waiter in waiters:
            waiter.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until `set`, at most `timeout` virtual seconds; True when it was set."""
        waiter = threading.Event()
        with self._activity.condition:
            if self._set:
                return True
            if timeout is not None and timeout <= 0:
                return False
            self._waiters.append(waiter)
        timer = self._after(timeout, lambda: self._give_up(waiter)) if timeout is not None else None
        self._activity.end()
        waiter.wait()
        if timer is not None:
            timer.cancel()
        return self._set

    def _give_up(self, waiter: threading.Event) -> None:
        with self._activity.condition:
            if waiter not in self._waiters:
                return
            self._waiters.remove(waiter)
            self._activity.begin()
        waiter.set()
