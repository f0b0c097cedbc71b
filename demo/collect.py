"""Ask the cloud what the night left behind, with plain boto3 and the control API."""

import math
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

from demo.cloud import REGION, Cloud
from demo.record import BusEvent, CallCount, Email, Execution, FunctionUse, Message

ADMINISTRATOR = "admin"  # how the cloud's journal names a key that is no role's: the demo itself
LOG_EVENT_OVERHEAD = (
    26  # bytes per event; API_PutLogEvents, "calculated as the sum of all event messages"
)


def bus_events(cloud: Cloud) -> tuple[BusEvent, ...]:
    """Return the bus history in the order of the events' own times."""
    found = [
        BusEvent(_instant(e["time"]), e["source"], e["detail-type"], e["detail"])
        for e in cloud.get("events")
    ]
    return tuple(sorted(found, key=lambda event: event.at))


def emails(cloud: Cloud) -> tuple[Email, ...]:
    """Return the e-mails that would have left the account."""
    sent = [message for message in cloud.get("outbox") if message["channel"] == "email"]
    return tuple(
        Email(
            at=_instant(m["at"]),
            sender=m.get("from", ""),
            to=(m["to"],) if isinstance(m["to"], str) else tuple(m["to"]),
            subject=m.get("subject", ""),
            body=m.get("html") or m["body"],  # what a mail program would show
        )
        for m in sent
    )


def messages(cloud: Cloud) -> tuple[Message, ...]:
    """Return what reached people in chat and as a page."""
    sent = [m for m in cloud.get("outbox") if m["channel"] in ("slack", "pagerduty")]
    # PagerDuty drops what resolves no open incident: nobody sees that.
    seen = [m for m in sent if (m.get("incident") or {}).get("outcome") != "dropped"]
    return tuple(_message(message) for message in seen)


def _message(message: dict[str, Any]) -> Message:
    body = message["body"]
    page = body.get("payload", {}) if message["channel"] == "pagerduty" else {}
    return Message(
        at=_instant(message["at"]),
        channel=message["channel"],
        to=message["to"],
        text=body.get("text") or page.get("summary") or body.get("dedup_key", ""),
        severity=page.get("severity", ""),
        action=body.get("event_action", ""),
    )


def calls(cloud: Cloud) -> tuple[CallCount, ...]:
    """Return how often each role made each call; the demo's own calls are left out."""
    made = Counter(
        (c["role"], c["service"], c.get("operation", c["action"]), c["outcome"])
        for c in cloud.get("calls")
        if c["role"] != ADMINISTRATOR
    )
    return tuple(CallCount(*key, count=count) for key, count in sorted(made.items()))


def function_use(cloud: Cloud, executions: tuple[Execution, ...]) -> tuple[FunctionUse, ...]:
    """Return what the machines' Lambda tasks add up to; a duration is what the machine waited."""
    durations: dict[str, list[int]] = defaultdict(list)
    for execution in executions:
        for state in execution.states:
            for attempt in state.attempts:
                if attempt.function:
                    lasted = (attempt.ended - attempt.started).total_seconds()
                    durations[attempt.function].append(math.ceil(lasted * 1000))
    client = cloud.client("lambda")
    return tuple(
        FunctionUse(
            name=name,
            memory_mb=client.get_function_configuration(FunctionName=name)["MemorySize"],
            invocations=len(milliseconds),
            milliseconds=sum(milliseconds),
        )
        for name, milliseconds in sorted(durations.items())
    )


def log_bytes(cloud: Cloud) -> int:
    """Return what CloudWatch Logs took in from the functions."""
    client = cloud.client("logs")
    groups = client.get_paginator("describe_log_groups").paginate(logGroupNamePrefix="/nightshift/")
    names = [group["logGroupName"] for page in groups for group in page["logGroups"]]
    return sum(_group_bytes(client, name) for name in names)


def _group_bytes(client: Any, name: str) -> int:
    pages = client.get_paginator("filter_log_events").paginate(logGroupName=name)
    return sum(
        len(event["message"].encode()) + LOG_EVENT_OVERHEAD
        for page in pages
        for event in page["events"]
    )


def ensure_bucket(cloud: Cloud, bucket: str) -> None:
    """Create the bucket where it is not there yet."""
    client = cloud.client("s3")
    if bucket not in {found["Name"] for found in client.list_buckets()["Buckets"]}:
        client.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
        )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
