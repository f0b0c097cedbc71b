"""Invoke functions: find, throttle, take a worker, run, deliver the logs."""

import base64
import json
import threading
import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localcloud.answers import AwsError
from localcloud.lambdas import functions
from localcloud.lambdas.asynchronous import AsyncQueue
from localcloud.lambdas.functions import Function
from localcloud.lambdas.invocation import Invocation, Outcome
from localcloud.lambdas.log_delivery import LogDelivery
from localcloud.lambdas.pool import Pool
from localcloud.lambdas.starter import Starter

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

SYNC_LIMIT = 6_291_456  # bytes; API_Invoke: 6 MB for synchronous invocations
ASYNC_LIMIT = 1_048_576  # bytes; API_Invoke: 1 MB for asynchronous invocations
TAIL = 4096  # bytes; API_Invoke, LogResult: the last 4 KB


@dataclass(frozen=True, slots=True)
class InvokeResult:
    """The answer to an invocation; `error` is Unhandled when the function failed, else None."""

    status: int  # 200 run, 202 queued
    payload: bytes
    error: str | None = None
    log_tail: str = ""  # base64
    executed_version: str = ""
    request_id: str = ""


class LambdaHost:
    """The functions of one cloud, running."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._starter = Starter(cloud)
        self._pool = Pool(self._starter)
        self._logs = LogDelivery(cloud)
        self._queue = AsyncQueue(cloud, self)
        self._lock = threading.Lock()
        self._in_flight: Counter[str] = Counter()  # ARN -> invocations

    def find(self, name: str, qualifier: str | None = None, region: str | None = None) -> Function:
        """Return a function by name or ARN.

        Raises:
            AwsError: ResourceNotFoundException.
        """
        return functions.find(name, qualifier, self._cloud.account, region or self._cloud.region)

    def invoke(
        self,
        function: str,
        payload: bytes,
        *,
        asynchronous: bool = False,
        region: str | None = None,
    ) -> InvokeResult:
        """Return what a function answers, or 202 with nothing when it is only queued.

        Raises:
            AwsError: no such function, payload too large or no JSON, throttled.
        """
        found = self.find(function, region=region)
        invocation = prepare(payload, asynchronous=asynchronous)
        if asynchronous:
            self.submit(found, invocation)
            return InvokeResult(202, b"", request_id=invocation.request_id)
        return self.run(found, invocation)[0]

    def submit(self, function: Function, invocation: Invocation) -> None:
        """Queue an asynchronous invocation."""
        self._queue.put(function, invocation)

    def run(
        self, function: Function, invocation: Invocation, *, caller_key: str = ""
    ) -> tuple[InvokeResult, Outcome]:
        """Run one invocation and return its answer; `caller_key` is the caller's access key.

        Raises:
            AwsError: throttled by reserved concurrency, or no worker can be started.
        """
        with self._cloud.activity.work(), self._slot(function):
            exempt = self._pool.by_access_key(caller_key) is not None
            worker = self._pool.take(function, exempt=exempt)
            usable = False
            try:
                outcome = worker.invoke(invocation, self._starter.server)
                usable = outcome.usable
            finally:
                self._pool.give(worker, usable=usable)
            self._logs.deliver(function, worker.log_stream, outcome.logs)
        return _result(function, invocation, outcome), outcome

    def warm_up(self) -> None:
        """Start the process that forks workers, ahead of the first invocation."""
        self._starter.server.start()

    def drop(self, name: str, region: str) -> None:
        """End the idle workers of a function that was deleted."""
        self._pool.drop(name.rpartition("function:")[2].split(":")[0], region)

    def kill_worker(self, access_key: str) -> None:
        """Kill -9 the worker that holds these credentials; its invocation ends with an error."""
        worker = self._pool.by_access_key(access_key)
        if worker is not None:
            worker.kill()

    def close(self) -> None:
        """End every process and remove what they left."""
        self._pool.close()
        self._logs.close()
        self._starter.server.close()

    @contextmanager
    def _slot(self, function: Function) -> Iterator[None]:
        with self._lock:
            reserved = function.reserved
            if reserved is not None and self._in_flight[function.arn] >= reserved:
                raise AwsError("TooManyRequestsException", "Rate Exceeded.", 429)
            self._in_flight[function.arn] += 1
        try:
            yield
        finally:
            with self._lock:
                self._in_flight[function.arn] -= 1


def prepare(
    payload: bytes,
    *,
    asynchronous: bool = False,
    trace_id: str | None = None,
    client_context: str | None = None,
) -> Invocation:
    """Return the invocation for a payload.

    Raises:
        AwsError: RequestTooLargeException, or InvalidRequestContentException where it is no JSON.
    """
    limit = ASYNC_LIMIT if asynchronous else SYNC_LIMIT
    if len(payload) > limit:
        raise AwsError(
            "RequestTooLargeException",
            f"Request must be smaller than {limit} bytes for the InvokeFunction operation",
            413,
        )
    try:
        json.loads(payload or b"{}")
    except ValueError as problem:
        raise AwsError(
            "InvalidRequestContentException", f"Could not parse request body into json: {problem}"
        ) from problem
    return Invocation(
        str(uuid.uuid4()), payload or b"{}", trace_id or new_trace_id(), client_context
    )


def new_trace_id() -> str:
    """Return a trace header for a request that came without one."""
    root, parent = uuid.uuid4().hex, uuid.uuid4().hex[:16]
    return f"Root=1-{root[:8]}-{root[8:]};Parent={parent};Sampled=0"


def _result(function: Function, invocation: Invocation, outcome: Outcome) -> InvokeResult:
    tail = "".join(event.message for event in outcome.logs).encode()[-TAIL:]
    return InvokeResult(
        200,
        outcome.payload,
        None if outcome.error_type is None else "Unhandled",
        base64.b64encode(tail).decode(),
        function.version,
        invocation.request_id,
    )
