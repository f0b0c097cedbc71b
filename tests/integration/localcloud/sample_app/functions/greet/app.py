"""Say hello to one name."""

import os
from typing import Any

from words import polite


def handler(event: dict[str, Any], context: Any) -> dict[str, str]:
    name = str(event.get("name") or event.get("detail", {}).get("name", "nobody"))
    return {"greeting": polite(f"{os.environ['GREETING']}, {name}")}
