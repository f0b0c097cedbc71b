"""Count the messages of a batch."""

from typing import Any


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    return {"messages": len(event.get("Records", []))}
