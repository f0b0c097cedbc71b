"""The two errors that leave a function: what a state machine retries, and what it reports.

    Exception
    ├── TransientError  worth another try: throttled, timed out, in transition (ASL: Retry)
    └── RefusedError    another try gives the same answer: bad input, denied (ASL: Catch)

Their names are the error names in `statemachines/*.asl.yaml`; renaming one changes the machines.
"""


class TransientError(Exception):
    """Worth another try: throttling, a timeout, a resource in transition."""


class RefusedError(Exception):
    """Another try gives the same answer. The message names the field and says how to fix it."""
