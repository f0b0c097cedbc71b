"""Facts of ours on the bus."""

import json
from collections.abc import Mapping
from typing import Any

from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.errors import TransientError

ACTIONS: Actions = {"announce": frozenset({"events:PutEvents"})}
SOURCE = "nightshift"


def announce(bus: str, detail_type: str, detail: Mapping[str, Any]) -> None:
    """Put one event on the bus.

    Raises:
        TransientError: throttled, no answer, or the bus did not take it.
        RefusedError: no such bus, or access denied.
    """
    entry = {
        "EventBusName": bus,
        "Source": SOURCE,
        "DetailType": detail_type,
        "Detail": json.dumps(detail, ensure_ascii=False),
    }
    with translated(f"event {detail_type}"):
        answer = client("events").put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        code = answer["Entries"][0].get("ErrorCode")
        raise TransientError(f"event {detail_type}: not taken: {code}")
