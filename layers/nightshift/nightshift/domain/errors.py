"""The two errors that leave a function: what a state machine retries, and what it reports.

    Exception
    ├── TransientError  worth another try: throttled, timed out, in transition (ASL: Retry)
    └── RefusedError    another try gives the same answer: bad input, denied (ASL: Catch)

Their names are the error names in `statemachines/*.asl.yaml`; renaming one changes the machines.
"""

import json

CAUSE_SHOWN = 500  # characters; a cause travels in the event, four of them beside each other


class TransientError(Exception):
    """Worth another try: throttling, a timeout, a resource in transition."""


class RefusedError(Exception):
    """Another try gives the same answer. The message names the field and says how to fix it."""


def told(cause: str | None) -> str:
    """Return what a failed task's cause says to a person, at most `CAUSE_SHOWN` characters.

    Lambda's cause is a JSON object {errorMessage, errorType, stackTrace}; other services write
    plain text, and a timeout may say nothing.
    """
    text = cause or "no cause was given"
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if isinstance(found, dict) and found.get("errorMessage"):
        text = str(found["errorMessage"])
    return text[:CAUSE_SHOWN]
