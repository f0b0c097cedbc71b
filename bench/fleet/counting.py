"""What a process cost: its API calls by operation, its CPU and its memory.

Standard library and botocore only: the peer's own virtualenv uses it too.
"""

import json
import resource
from collections import Counter
from pathlib import Path

from botocore.handlers import BUILTIN_HANDLERS

STATUS = Path("/proc/self/status")
KILOBYTES = 1024  # in a MB


def counted() -> "Counter[str]":
    """Return what counts, from now on, every request that goes out of this process."""
    calls: Counter[str] = Counter()

    def sent(event_name: str, **_: object) -> None:
        calls[event_name.rpartition(".")[2]] += 1

    BUILTIN_HANDLERS.append(("before-send", sent))
    return calls


def tell(calls: "Counter[str]") -> None:
    """Print it as the last line, JSON."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cost = {
        "calls": dict(calls),
        "cpu": used.ru_utime + used.ru_stime,  # s
        "memory": _peak() / KILOBYTES,  # MB
    }
    print(json.dumps(cost), flush=True)


def _peak() -> int:
    """Return the largest memory of this process, kB; `ru_maxrss` would begin with its parent's."""
    if not STATUS.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    peak = next(line for line in STATUS.read_text().splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1])
