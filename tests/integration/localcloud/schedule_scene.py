"""Schedules for the scheduler tests."""

from datetime import datetime
from typing import Any

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.events_scene import (
    ACCOUNT,
    Inbox,
    role,
    unique,
)

SCHEDULER = "scheduler.amazonaws.com"
AT = '{"at": "<aws.scheduler.scheduled-time>"}'


def now(cloud: CloudProcess) -> datetime:
    """Return the cloud's time."""
    return datetime.fromisoformat(cloud.get("clock")["now"])


def schedule(
    cloud: CloudProcess, expression: str, target: dict[str, Any], **more: Any
) -> dict[str, Any]:
    """Create a schedule; return its parameters."""
    wanted = {
        "Name": unique("schedule"),
        "ScheduleExpression": expression,
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": target,
    } | more
    cloud.client("scheduler").create_schedule(**wanted)
    return wanted


def to(box: Inbox, text: str | None = AT, *extra: tuple[str, str]) -> dict[str, Any]:
    """Return a target that sends to a queue, under a role that may."""
    arn = role(box.cloud, SCHEDULER, ("sqs:SendMessage", box.arn), *extra)
    return {"Arn": box.arn, "RoleArn": arn, **({"Input": text} if text else {})}


def to_bus(cloud: CloudProcess, source: str) -> dict[str, Any]:
    """Return a target that puts an event on the default bus."""
    bus = f"arn:aws:events:{REGION}:{ACCOUNT}:event-bus/default"
    return {
        "Arn": bus,
        "RoleArn": role(cloud, SCHEDULER, ("events:PutEvents", bus)),
        "Input": AT,
        "EventBridgeParameters": {"DetailType": "Due", "Source": source},
    }
