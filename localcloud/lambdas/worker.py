"""One warm worker process, and one invocation on it at a time.

The thread that invokes does everything itself: it hands over the event, reads the log pipe and the
Runtime API until the answer is there, and notices the end of the process (its end of a pipe closes)
or that the time is over. The time is real seconds; virtual time cannot jump meanwhile, because an
invocation in flight is counted as activity.
"""

import contextlib
import os
import select
import signal
import threading
import time
from pathlib import Path

from localcloud.lambdas import fork_server, platform_lines
from localcloud.lambdas.fork_server import ForkServer
from localcloud.lambdas.functions import Function
from localcloud.lambdas.invocation import Invocation, Outcome, answered, exited, raised, timed_out
from localcloud.lambdas.log_lines import LogEvent, LogReader
from localcloud.lambdas.runtime_api import Request, RuntimeApi

INIT_LIMIT = 10  # s; "Lambda execution environment lifecycle": the Init phase is limited to 10 s


class EndedError(Exception):
    """The process is gone."""


class Worker:
    """A process of a function; made by `Starter.start`."""

    def __init__(
        self, function: Function, *, pid: int, api: RuntimeApi, pipes: tuple[int, int]
    ) -> None:
        self.function = function
        self.pid = pid
        self.access_key = ""
        self.log_stream = ""
        self.temporary = Path()  # its TMPDIR
        self._api = api
        self._log, self._life = pipes
        self._reader = LogReader()
        self._logs: list[LogEvent] = []
        self._memory = 0  # KB
        self._fresh = time.perf_counter()
        self._cold = True
        self._dying = threading.Lock()
        self._code: int | None = None  # how it ended; its pid is its own until then
        for descriptor in pipes:
            os.set_blocking(descriptor, False)

    def invoke(self, invocation: Invocation, server: ForkServer) -> Outcome:
        """Return how one invocation ended; `usable` is False when the process is gone."""
        init_duration = None
        begun = time.perf_counter()
        try:
            outcome = self._initialise(invocation)
            init_duration, self._cold = self._init_duration(), False
            if outcome is None:
                begun = time.perf_counter()
                outcome = self._run(invocation)
        except TimeoutError:
            outcome = self._ended(timed_out(invocation.request_id, self.function.timeout), server)
        except (EndedError, OSError):
            outcome = self._ended(None, server, invocation.request_id)
        outcome.duration = (time.perf_counter() - begun) * 1000
        outcome.init_duration = init_duration
        outcome.memory = max(1, self._memory // 1024)
        self._finish(invocation, outcome)
        return outcome

    def kill(self) -> None:
        """Kill the process; whoever waits for it notices."""
        with self._dying:
            if self._code is None:
                fork_server.kill(self.pid)

    def alive(self) -> bool:
        """Tell whether the process has not ended while it was idle."""
        return self._read_life()

    def end(self, server: ForkServer) -> None:
        """Kill the process and free everything."""
        self.kill()
        self._reap(server)
        self._api.close()
        os.close(self._log)
        os.close(self._life)

    def _reap(self, server: ForkServer) -> int:
        with self._dying:
            if self._code is None:
                try:
                    self._code = server.reap(self.pid)
                except OSError:  # the zygote is gone, and its workers with it
                    self._code = -signal.SIGKILL
            return self._code

    def _init_duration(self) -> float | None:
        return (time.perf_counter() - self._fresh) * 1000 if self._cold else None

    def _initialise(self, invocation: Invocation) -> Outcome | None:
        limit = time.monotonic() + max(INIT_LIMIT, self.function.timeout)
        try:
            request = self._receive(limit)
        finally:
            self._logs += platform_lines.start(self.function, invocation, _now())
        if request.is_next:
            return None
        self._api.respond(202, {})  # an error of the initialisation: the process ends by itself
        outcome = raised(request.body)
        outcome.usable = False
        return outcome

    def _run(self, invocation: Invocation) -> Outcome:
        self._api.respond(200, self._headers(invocation), invocation.payload)
        request = self._receive(time.monotonic() + self.function.timeout)
        self._api.respond(202, {})
        return raised(request.body) if request.is_error else answered(request.body)

    def _headers(self, invocation: Invocation) -> dict[str, str]:
        deadline = _now() + self.function.timeout * 1000
        headers = {
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": invocation.request_id,
            "Lambda-Runtime-Deadline-Ms": str(deadline),
            "Lambda-Runtime-Invoked-Function-Arn": self.function.invoked_arn,
            "Lambda-Runtime-Trace-Id": invocation.trace_id,
        }
        if invocation.client_context:
            headers["Lambda-Runtime-Client-Context"] = invocation.client_context
        return headers

    def _receive(self, limit: float) -> Request:
        while True:
            remaining = limit - time.monotonic()
            if remaining <= 0:
                raise TimeoutError
            request = self._wait(remaining)
            if request is not None:
                self._drain()
                self._read_life()
                return request

    def _wait(self, seconds: float) -> Request | None:
        poll = select.poll()
        for descriptor in (self._log, self._life, *self._api.descriptors()):
            poll.register(descriptor, select.POLLIN)
        ended, request = False, None
        for descriptor, _ in poll.poll(seconds * 1000):
            if descriptor == self._log:
                self._drain()
            elif descriptor == self._life:
                ended = not self._read_life()
            else:
                request = self._api.read(descriptor) or request
        if ended and request is None:
            raise EndedError
        return request

    def _read_life(self) -> bool:
        # It reports its memory before each answer; the end of the pipe is the end of the process.
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self._life, 4096):
                self._memory = int.from_bytes(data[-8:], "big")
            return False
        return True

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while data := os.read(self._log, 1 << 16):
                self._logs += self._reader.feed(data, _now())

    def _ended(self, outcome: Outcome | None, server: ForkServer, request_id: str = "") -> Outcome:
        if outcome is not None:
            self.kill()
        code = self._reap(server)
        self._drain()
        outcome = outcome or exited(request_id, code)
        outcome.usable = False
        return outcome

    def _finish(self, invocation: Invocation, outcome: Outcome) -> None:
        logs, self._logs = [*self._logs, *self._reader.rest(_now())], []
        outcome.logs = logs + platform_lines.end(self.function, invocation, outcome, _now())


def _now() -> int:
    return int(time.time() * 1000)  # time-machine makes it virtual time
