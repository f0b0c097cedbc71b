"""One invocation, and how it can end."""

import json
from dataclasses import dataclass, field
from typing import Literal

from localcloud.lambdas.log_lines import LogEvent

Status = Literal["success", "error", "timeout"]
RESPONSE_LIMIT = 6_291_556  # bytes; "Lambda quotas", invocation payload (6 MB), and its error text


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a worker is asked to do."""

    request_id: str
    payload: bytes
    trace_id: str
    client_context: str | None = None  # JSON


@dataclass(slots=True)
class Outcome:
    """How it ended; durations in milliseconds, `error_type` None for success."""

    payload: bytes
    status: Status = "success"
    error_type: str | None = None
    duration: float = 0.0
    init_duration: float | None = None  # of a cold start
    memory: int = 0  # MB, the most so far
    logs: list[LogEvent] = field(default_factory=list)
    usable: bool = True  # whether the worker can take another invocation


def answered(payload: bytes) -> Outcome:
    """Return the outcome of a handler that returned."""
    if len(payload) <= RESPONSE_LIMIT:
        return Outcome(payload)
    message = (
        f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)."
    )
    return failed("Function.ResponseSizeTooLarge", message)


def raised(payload: bytes) -> Outcome:
    """Return the outcome of a handler that raised: the runtime client's own account of it."""
    return Outcome(payload, "error", str(json.loads(payload).get("errorType", "")))


def failed(error_type: str, message: str, status: Status = "error") -> Outcome:
    """Return the outcome the platform reports when the runtime could not."""
    payload = json.dumps({"errorType": error_type, "errorMessage": message}).encode()
    return Outcome(payload, status, error_type)


def timed_out(request_id: str, seconds: int) -> Outcome:
    """Return the outcome of an invocation that took too long."""
    message = f"RequestId: {request_id} Error: Task timed out after {seconds:.2f} seconds"
    return failed("Sandbox.Timedout", message, "timeout")


def exited(request_id: str, code: int) -> Outcome:
    """Return the outcome of a process that ended: its exit code, or minus its signal."""
    if code == 0:
        reason = "Runtime exited without providing a reason"
    elif code < 0:
        reason = f"Runtime exited with error: signal: {SIGNALS.get(-code, str(-code))}"
    else:
        reason = f"Runtime exited with error: exit status {code}"
    return failed("Runtime.ExitError", f"RequestId: {request_id} Error: {reason}")


SIGNALS = {6: "aborted", 9: "killed", 11: "segmentation fault", 15: "terminated"}
