"""Remove SQS messages whose retention period is over.

moto keeps them, counts them, and one at the head of a queue hides every later one. A jump of the
clock makes that happen at once. SQS API reference "SetQueueAttributes", MessageRetentionPeriod.
"""

from typing import Any

from moto.core.utils import unix_time_millis
from moto.sqs.models import Queue, SQSBackend


def patch_moto() -> None:
    """Remove expired messages whenever a queue is looked up."""
    original = SQSBackend.get_queue

    def get_queue(self: Any, queue_name: str) -> Queue:
        queue = original(self, queue_name)
        oldest = unix_time_millis() - int(queue.message_retention_period) * 1000
        while queue._messages and queue._messages[0].sent_timestamp < oldest:
            queue._messages.pop(0)
        return queue

    SQSBackend.get_queue = get_queue
    # moto asks for each message that is received, and counts the whole queue several times for it;
    # one that is over is not there any more.
    SQSBackend.is_message_valid_based_on_retention_period = lambda *_: True
