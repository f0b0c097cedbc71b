"""Read an instant that a person or a test wrote: ISO 8601 with its offset."""

from datetime import datetime


def read(text: str) -> datetime:
    """Return the instant.

    Raises:
        ValueError: not ISO 8601, or without an offset; the message quotes it and says how.
    """
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as problem:
        raise ValueError(f"{text!r} is not ISO 8601") from problem
    if instant.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write e.g. 2026-01-15T09:00:00+09:00")
    return instant
