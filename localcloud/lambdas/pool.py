"""Warm workers: the last one used is used next; too many invocations at once queue for one.

The limits are this machine's, not AWS's: an invocation beyond them waits, it is not refused.
An invocation that a worker itself makes is exempt, because the worker that waits for it holds one.
"""

import os
import threading
from collections import deque
from dataclasses import dataclass, field

from localcloud.answers import AwsError
from localcloud.lambdas.functions import Function
from localcloud.lambdas.starter import Starter
from localcloud.lambdas.worker import Worker

# Forked workers share most of their memory; room for ten busy functions keeps all of them warm.
PER_FUNCTION = int(os.environ.get("LOCALCLOUD_WORKERS_PER_FUNCTION", "4"))
IN_ALL = int(os.environ.get("LOCALCLOUD_WORKERS", "40"))


@dataclass(eq=False)
class _Waiter:
    function: Function
    woken: threading.Event = field(default_factory=threading.Event)
    worker: Worker | None = None  # None when woken: start one, the place is taken


class Pool:
    """The workers of one cloud."""

    def __init__(self, starter: Starter) -> None:
        self._starter = starter
        self._lock = threading.Lock()
        self._idle: list[Worker] = []  # the last used at the end
        self._places: dict[str, int] = {}  # ARN with version -> processes, starting ones included
        self._waiters: deque[_Waiter] = deque()
        self._workers: dict[str, Worker] = {}  # access key -> worker
        self._closed = False

    def take(self, function: Function, *, exempt: bool = False) -> Worker:
        """Return a worker of a function for one invocation; waits when all are busy.

        Raises:
            AwsError: a new worker is needed and cannot be started.
        """
        with self._lock:
            worker, old = self._idle_worker(function)
            waiter = None
            if worker is None and not self._reserve(function, old, exempt=exempt):
                waiter = _Waiter(function)
                self._waiters.append(waiter)
        self._end(old)
        if waiter is not None:
            waiter.woken.wait()
            worker = waiter.worker
        return worker or self._start(function)

    def give(self, worker: Worker, *, usable: bool) -> None:
        """Take a worker back; one that is not usable any more is ended."""
        old: list[Worker] = []
        with self._lock:
            waiter = self._waiter_for(worker.function) if usable else None
            if waiter is not None:
                waiter.worker = worker
                waiter.woken.set()
            elif usable and self._may_stay():
                self._idle.append(worker)
            else:
                old.append(worker)
                self._forget(worker)
                self._admit()
        self._end(old)

    def by_access_key(self, access_key: str) -> Worker | None:
        """Return the worker that holds these credentials."""
        return self._workers.get(access_key)

    def drop(self, name: str, region: str) -> None:
        """End the idle workers of a function that was deleted."""
        with self._lock:
            owner = (name, region)
            old = [w for w in self._idle if (w.function.name, w.function.region) == owner]
            self._discard(old)
        self._end(old)

    def close(self) -> None:
        """End every worker, busy ones too."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
            busy = [worker for worker in self._workers.values() if worker not in idle]
        for worker in busy:
            worker.kill()  # whoever waits for it ends it
        self._end(idle)

    def _idle_worker(self, function: Function) -> tuple[Worker | None, list[Worker]]:
        old: list[Worker] = []
        for worker in reversed(self._idle):
            if worker.function.versioned_arn != function.versioned_arn:
                continue
            if worker.function == function and worker.alive():
                self._idle.remove(worker)
                worker.function = function
                self._discard(old)
                return worker, old
            old.append(worker)  # code or configuration changed, or the process died
        self._discard(old)
        return None, old

    def _reserve(self, function: Function, old: list[Worker], *, exempt: bool) -> bool:
        key = function.versioned_arn
        mine, total = self._places.get(key, 0), sum(self._places.values())
        if not exempt and mine >= PER_FUNCTION:
            return False
        if not exempt and total >= IN_ALL:
            if not self._idle:
                return False
            old.append(self._idle[0])
            self._discard([self._idle[0]])
        self._places[key] = mine + 1
        return True

    def _may_stay(self) -> bool:
        # A waiter whose function has all its workers waits for one of those: ending this one would
        # not help it. Exempt invocations may have started more than the limit.
        place_wanted = any(
            self._places.get(waiter.function.versioned_arn, 0) < PER_FUNCTION
            for waiter in self._waiters
        )
        over = sum(self._places.values()) > IN_ALL
        return not (place_wanted or over or self._closed)

    def _admit(self) -> None:
        # A place became free: the first waiter that may have it starts a worker of its own.
        for waiter in self._waiters:
            if self._reserve(waiter.function, [], exempt=False):
                self._waiters.remove(waiter)
                waiter.woken.set()
                return

    def _waiter_for(self, function: Function) -> _Waiter | None:
        for waiter in self._waiters:
            if waiter.function == function:
                self._waiters.remove(waiter)
                return waiter
        return None

    def _discard(self, workers: list[Worker]) -> None:
        for worker in workers:
            if worker in self._idle:
                self._idle.remove(worker)
                self._forget(worker)

    def _forget(self, worker: Worker) -> None:
        self._workers.pop(worker.access_key, None)
        self._leave(worker.function)

    def _leave(self, function: Function) -> None:
        key = function.versioned_arn
        self._places[key] -= 1
        if not self._places[key]:
            del self._places[key]

    def _end(self, workers: list[Worker]) -> None:
        for worker in workers:
            self._starter.end(worker)

    def _start(self, function: Function) -> Worker:
        try:
            worker = self._starter.start(function)
        except (AwsError, OSError):
            with self._lock:
                self._leave(function)
                self._admit()
            raise
        with self._lock:
            self._workers[worker.access_key] = worker
        return worker
