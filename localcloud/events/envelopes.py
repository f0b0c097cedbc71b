"""PutEvents entries and the envelopes EventBridge makes of them.

Sizes and required members: EventBridge API reference "PutEvents" and User Guide "Calculating
PutEvents event entry size", read 2026-11-20.
"""

import json
import uuid
from datetime import UTC, datetime
from typing import Any

from localcloud.answers import AwsError

MAX_ENTRIES = 10  # per request
MAX_BYTES = 256 * 1024  # all entries of a request together
REQUIRED = ("Source", "DetailType", "Detail")
Envelope = dict[str, Any]


def check_request(entries: list[dict[str, Any]]) -> None:
    """Refuse a request as a whole.

    Raises:
        AwsError: ValidationException, too many entries or too many bytes.
    """
    if not 1 <= len(entries) <= MAX_ENTRIES:
        raise AwsError(
            "ValidationException",
            "1 validation error detected: Value at 'entries' failed to satisfy constraint: "
            f"Member must have length between 1 and {MAX_ENTRIES}, inclusive",
        )
    if sum(map(entry_size, entries)) >= MAX_BYTES:
        raise AwsError(
            "ValidationException", "Total size of the entries in the request is over the limit."
        )


def entry_size(entry: dict[str, Any]) -> int:
    """Return the bytes EventBridge counts for one entry."""
    texts = [entry.get(name) or "" for name in REQUIRED] + list(entry.get("Resources") or ())
    return sum(len(text.encode()) for text in texts) + (14 if entry.get("Time") else 0)


def entry_error(entry: dict[str, Any]) -> dict[str, str] | None:
    """Return the `ErrorCode` and `ErrorMessage` of an entry that is not accepted."""
    for name in REQUIRED:
        if not entry.get(name):
            reason = f"Parameter {name} is not valid. Reason: {name} is a required argument."
            return {"ErrorCode": "InvalidArgument", "ErrorMessage": reason}
    if entry["Source"].startswith("aws."):
        reason = "Not authorized for the source."
        return {"ErrorCode": "NotAuthorizedForSourceException", "ErrorMessage": reason}
    try:
        detail = json.loads(entry["Detail"])
    except ValueError:
        detail = None
    if not isinstance(detail, dict):
        return {"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}
    return None


def of_entry(entry: dict[str, Any], now: datetime, account: str, region: str) -> Envelope:
    """Return the envelope of an accepted entry."""
    return envelope(
        entry["Source"],
        entry["DetailType"],
        json.loads(entry["Detail"]),
        resources=list(entry.get("Resources") or ()),
        time=_instant(entry["Time"]) if entry.get("Time") else now,
        account=account,
        region=region,
    )


def envelope(  # noqa: PLR0913 - the members of an envelope
    source: str,
    detail_type: str,
    detail: Any,
    *,
    resources: list[str],
    time: datetime,
    account: str,
    region: str,
) -> Envelope:
    """Return an event as EventBridge delivers it; members in AWS's order."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": account,
        "time": stamp(time),
        "region": region,
        "resources": resources,
        "detail": detail,
    }


def stamp(time: datetime) -> str:
    """Return a time as events carry it: UTC, whole seconds, `Z`."""
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _instant(value: Any) -> datetime:
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, UTC)
    return datetime.fromisoformat(str(value))
