"""Put what could not be delivered into its dead-letter queue, with the attributes AWS documents.

EventBridge User Guide "Using dead-letter queues to process undelivered events", Scheduler User
Guide "Configuring a schedule's dead-letter queue", read 2026-11-20.
"""

import logging
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, HTTPClientError

from localcloud.events import permissions
from localcloud.events.failures import DeliveryError
from localcloud.events.retries import GivenUp
from localcloud.events.targets import Parcel, queue_url

if TYPE_CHECKING:
    from localcloud.cloud import Cloud
    from localcloud.events.schedule_targets import Firing

logger = logging.getLogger(__name__)


def of_rule(cloud: "Cloud", failed: Parcel, given_up: GivenUp) -> None:
    """Send an undelivered event to the target's queue; without one it is dropped, and logged."""
    queue = (failed.target.get("DeadLetterConfig") or {}).get("Arn")
    rule_arn = failed.sender.source_arn
    _explain(rule_arn, failed.arn, given_up, queue)
    if queue is None:
        return
    attributes = {
        "RULE_ARN": rule_arn,
        "TARGET_ARN": failed.arn,
        "ERROR_CODE": given_up.error.code,
        **_common(given_up),
    }
    try:
        permissions.require(failed.sender, "sqs:SendMessage", queue)
        _send(cloud, queue, failed.payload, attributes=attributes, role=None)
    except (DeliveryError, ClientError, HTTPClientError) as problem:
        logger.warning("dead-letter queue of %s: %s", rule_arn, problem)


def of_schedule(cloud: "Cloud", firing: "Firing", payload: str, given_up: GivenUp) -> None:
    """Send an undelivered invocation to the schedule's queue, under the schedule's role."""
    target = firing.target
    queue = (target.get("DeadLetterConfig") or {}).get("Arn")
    _explain(firing.schedule_arn, target["Arn"], given_up, queue)
    if queue is None:
        return
    attributes = {
        "SCHEDULE_ARN": firing.schedule_arn,
        "TARGET_ARN": target["Arn"],
        "SCHEDULED_TIME": firing.scheduled,
        "EXECUTION_ID": firing.execution,
        "IS_PAYLOAD_TRUNCATED": "false",
        "ERROR_CODE": given_up.error.service_code,
        **_common(given_up),
    }
    try:
        _send(cloud, queue, payload, attributes=attributes, role=target["RoleArn"])
    except (ClientError, HTTPClientError) as problem:
        logger.warning("dead-letter queue of %s: %s", firing.schedule_arn, problem)


def _common(given_up: GivenUp) -> dict[str, str]:
    condition = given_up.condition
    return {
        "ERROR_MESSAGE": given_up.error.message or given_up.error.code,
        "RETRY_ATTEMPTS": str(given_up.retries),
        **({"EXHAUSTED_RETRY_CONDITION": condition} if condition else {}),
    }


def _send(
    cloud: "Cloud", queue: str, payload: str, *, attributes: dict[str, str], role: str | None
) -> None:
    cloud.client("sqs", queue.split(":")[3], role).send_message(
        QueueUrl=queue_url(queue),
        MessageBody=payload,
        MessageAttributes={
            name: {"DataType": "String", "StringValue": value} for name, value in attributes.items()
        },
    )


def _explain(source: str, target: str, given_up: GivenUp, queue: str | None) -> None:
    logger.warning(
        "%s could not reach %s after %d retries: %s%s",
        source,
        target,
        given_up.retries,
        given_up.error,
        "" if queue else " (no dead-letter queue: dropped)",
    )
