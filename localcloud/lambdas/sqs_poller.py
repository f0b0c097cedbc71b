"""One SQS event source mapping at work: receive, invoke, delete, wait for what is invisible.

It receives and deletes under the function's role. Failed messages are left to the queue's
visibility timeout and redrive policy.
"""

import logging
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from moto.awslambda.models import EventSourceMapping, lambda_backends
from moto.sqs.models import Queue, sqs_backends

from localcloud.answers import AwsError
from localcloud.lambdas import sqs_records
from localcloud.lambdas.host import prepare
from localcloud.lambdas.sqs_records import Message

if TYPE_CHECKING:
    from localcloud.cloud import Cloud
    from localcloud.lambdas.host import LambdaHost

logger = logging.getLogger(__name__)
GATHERING = 0.02  # s; messages sent together arrive together
PAUSE = 30.0  # s after a call that failed
POLLERS = 5  # concurrent batches of a standard queue; "Scaling and processing": initially five
RECEIVE_LIMIT = 10  # messages; API_ReceiveMessage


class Poller:
    """One mapping at work."""

    def __init__(self, cloud: "Cloud", host: "LambdaHost", mapping: EventSourceMapping) -> None:
        self._cloud, self._host, self._mapping = cloud, host, mapping
        self._lock = threading.Lock()
        self._running = 0
        self._again = False  # something arrived while all pollers were busy
        self._due: datetime | None = None  # of the timer that is set

    def wake(self) -> None:
        """Poll after the time in which a batch is gathered."""
        window = float(self._mapping.max_batch_window or GATHERING)
        if len(queue_of(self._mapping).messages) >= self._mapping.batch_size:
            window = GATHERING
        self._poll_in(window)

    def _poll_in(self, seconds: float) -> None:
        self._poll_at(self._cloud.clock.now().timestamp() + seconds)

    def _poll_at(self, seconds: float) -> None:
        due = datetime.fromtimestamp(seconds, UTC)
        with self._lock:
            if self._due is not None and self._due <= due:
                return
            self._due = due
        self._cloud.clock.at(due, self._start)

    def _start(self) -> None:
        with self._lock:
            self._due = None
            if self._running >= self._limit():
                self._again = True
                return
            self._running += 1
        self._cloud.activity.spawn(self._work, name="lambda-sqs")

    def _limit(self) -> int:
        if self._mapping.event_source_arn.endswith(".fifo"):
            return 1
        configured = (self._mapping.scaling_config or {}).get("MaximumConcurrency")
        return int(configured or POLLERS)

    def _work(self) -> None:
        try:
            while self._active() and (batch := self._receive()):
                if len(batch) >= self._mapping.batch_size:
                    self._poll_in(0)  # there may be more
                self._process(batch)
        except (ClientError, BotoCoreError, AwsError) as problem:
            logger.warning("event source mapping %s: %s", self._mapping.uuid, problem)
            if "AccessDenied" not in str(problem):  # a new message or permission is needed then
                self._poll_in(PAUSE)
        finally:
            with self._lock:
                self._running -= 1
                again, self._again = self._again, False
            if again:
                self._poll_in(0)
            else:
                self._wait_for_the_invisible()

    def _active(self) -> bool:
        account, region = self._cloud.account, self._mapping.region
        known = self._mapping.uuid in lambda_backends[account][region]._event_source_mappings
        there = _queue_name(self._mapping) in sqs_backends[account][region].queues
        return known and there and bool(self._mapping.enabled)

    def _client(self) -> Any:
        function = self._host.find(self._mapping.function_arn)
        return self._cloud.client("sqs", region=self._mapping.region, role_arn=function.role)

    def _receive(self) -> list[Message]:
        batch: list[Message] = []
        while (missing := self._mapping.batch_size - len(batch)) > 0:
            found = self._client().receive_message(
                QueueUrl=_url(self._mapping),
                MaxNumberOfMessages=min(missing, RECEIVE_LIMIT),
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
                WaitTimeSeconds=0,
            )
            if not found.get("Messages"):
                break
            batch += found["Messages"]
        return batch

    def _process(self, batch: list[Message]) -> None:
        function = self._host.find(self._mapping.function_arn)
        invocation = prepare(sqs_records.event(batch, self._mapping.event_source_arn))
        result, _ = self._host.run(function, invocation)
        if result.error:
            return
        failed: set[str] = set()
        if "ReportBatchItemFailures" in (self._mapping.function_response_types or []):
            failed = sqs_records.failures(result.payload, batch)
        self._delete([message for message in batch if message["MessageId"] not in failed])

    def _delete(self, messages: list[Message]) -> None:
        url = _url(self._mapping)
        for start in range(0, len(messages), RECEIVE_LIMIT):
            entries = [
                {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                for number, message in enumerate(messages[start : start + RECEIVE_LIMIT])
            ]
            self._client().delete_message_batch(QueueUrl=url, Entries=entries)

    def _wait_for_the_invisible(self) -> None:
        if not self._active():
            return
        times = [
            max(m.visible_at, m.delayed_until) for m in list(queue_of(self._mapping)._messages)
        ]
        now = self._cloud.clock.now().timestamp()
        later = [time / 1000 for time in times if time / 1000 > now]
        if later:
            self._poll_at(min(later) + 0.002)  # visible after that millisecond, not in it


def queue_of(mapping: EventSourceMapping) -> Queue:
    """Return moto's queue of a mapping."""
    return sqs_backends[mapping.account_id][mapping.region].queues[_queue_name(mapping)]


def _queue_name(mapping: EventSourceMapping) -> str:
    return str(mapping.event_source_arn.split(":")[5])


def _url(mapping: EventSourceMapping) -> str:
    _, _, _, region, account, name = mapping.event_source_arn.split(":")
    return f"https://sqs.{region}.amazonaws.com/{account}/{name}"
