"""Log events into CloudWatch Logs, under the function's role, off the way of the invocation.

One thread sends; what waits for the same stream goes in one call. Waiting events are counted as
activity, so the logs are there when the clock has settled. A role that may not write loses its
logs, as on AWS; the journal shows the denied call.
"""

import queue
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from localcloud.lambdas.functions import Function
from localcloud.lambdas.log_lines import LogEvent

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

EVENTS_LIMIT = 10_000  # events a call; API_PutLogEvents
SIZE_LIMIT = 1_048_576  # bytes a call, 26 more for each event; API_PutLogEvents
ATTEMPTS = 3  # where a call fails for another reason than permissions
Stream = tuple[str, str, str, str]  # role ARN, region, group, stream


class LogDelivery:
    """The sender of one cloud."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._queue: queue.SimpleQueue[tuple[Stream, list[LogEvent]] | None] = queue.SimpleQueue()
        self._known: set[Stream] = set()
        self._thread = threading.Thread(target=self._run, name="lambda-logs", daemon=True)
        self._thread.start()

    def deliver(self, function: Function, stream: str, events: list[LogEvent]) -> None:
        """Send these events soon."""
        if events:
            self._cloud.activity.begin()
            key = (function.role, function.region, function.log_group, stream)
            self._queue.put((key, events))

    def close(self) -> None:
        """Send what waits, then stop."""
        self._queue.put(None)
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while (item := self._queue.get()) is not None:
            waiting: dict[Stream, list[LogEvent]] = {}
            count = 0
            while item is not None:
                waiting.setdefault(item[0], []).extend(item[1])
                count += 1
                if self._queue.empty():
                    break
                item = self._queue.get()
            try:
                for stream, events in waiting.items():
                    self._send(stream, sorted(events, key=lambda event: event.at))
            finally:
                self._cloud.activity.end(count)
            if item is None:
                return

    def _send(self, stream: Stream, events: list[LogEvent]) -> None:
        for batch in _batches(events):
            for _ in range(ATTEMPTS):
                try:
                    self._put(stream, batch)
                    break
                except (ClientError, BotoCoreError) as problem:
                    self._known.discard(stream)
                    if "AccessDenied" in str(problem):
                        break  # these are lost

    def _put(self, stream: Stream, batch: list[dict[str, Any]]) -> None:
        role, region, group, name = stream
        client = self._cloud.client("logs", region=region, role_arn=role)
        if stream not in self._known:
            _create(client, group, name)
            self._known.add(stream)
        client.put_log_events(logGroupName=group, logStreamName=name, logEvents=batch)


def _create(client: Any, group: str, stream: str) -> None:
    with suppress(client.exceptions.ResourceAlreadyExistsException):
        try:
            client.create_log_stream(logGroupName=group, logStreamName=stream)
        except client.exceptions.ResourceNotFoundException:
            with suppress(client.exceptions.ResourceAlreadyExistsException):
                client.create_log_group(logGroupName=group)
            client.create_log_stream(logGroupName=group, logStreamName=stream)


def _batches(events: list[LogEvent]) -> list[list[dict[str, Any]]]:
    batches: list[list[dict[str, Any]]] = [[]]
    size = 0
    for event in events:
        length = len(event.message.encode()) + 26
        if len(batches[-1]) >= EVENTS_LIMIT or size + length > SIZE_LIMIT:
            batches.append([])
            size = 0
        size += length
        batches[-1].append({"timestamp": event.at, "message": event.message})
    return batches
