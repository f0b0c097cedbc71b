"""The platform's own log lines: START, END, REPORT, or their JSON forms by system log level.

Which level each has: Lambda Developer Guide, "System log level event mapping".
"""

import json
import math
from datetime import UTC, datetime
from typing import Any

from localcloud.lambdas.functions import Function
from localcloud.lambdas.invocation import Invocation, Outcome
from localcloud.lambdas.log_lines import LogEvent

LEVELS = {"DEBUG": 0, "INFO": 1, "WARN": 2}


def start(function: Function, invocation: Invocation, at: int) -> list[LogEvent]:
    """Return what stands before the function's lines; `at` in ms since the epoch."""
    if function.json_logs:
        record = {"requestId": invocation.request_id, "version": function.version}
        return _json(function, "INFO", "platform.start", record, at=at)
    text = f"START RequestId: {invocation.request_id} Version: {function.version}\n"
    return [LogEvent(at, text)]


def end(function: Function, invocation: Invocation, outcome: Outcome, at: int) -> list[LogEvent]:
    """Return what stands after the function's lines."""
    if function.json_logs:
        return _json_end(function, invocation, outcome, at)
    events = [LogEvent(at, f"END RequestId: {invocation.request_id}\n")]
    if outcome.status == "timeout":
        text = f"Task timed out after {function.timeout:.2f} seconds"
        events.insert(0, LogEvent(at, f"{_iso(at)} {invocation.request_id} {text}\n\n"))
    elif outcome.error_type in ("Runtime.ExitError", "Function.ResponseSizeTooLarge"):
        message = json.loads(outcome.payload)["errorMessage"]
        events.insert(0, LogEvent(at, f"{message}\n{outcome.error_type}\n"))
    return [*events, LogEvent(at, _report(function, invocation, outcome))]


def _report(function: Function, invocation: Invocation, outcome: Outcome) -> str:
    parts = [
        f"REPORT RequestId: {invocation.request_id}",
        f"Duration: {outcome.duration:.2f} ms",
        f"Billed Duration: {billed(outcome)} ms",
        f"Memory Size: {function.memory} MB",
        f"Max Memory Used: {outcome.memory} MB",
    ]
    if outcome.init_duration is not None:
        parts.append(f"Init Duration: {outcome.init_duration:.2f} ms")
    if outcome.status == "timeout":
        parts.append("Status: timeout")
    elif outcome.error_type is not None and not outcome.usable:
        parts.append(f"Status: error\tError Type: {outcome.error_type}")
    return "\t".join(parts) + "\t\n"


def billed(outcome: Outcome) -> int:
    """Return the billed milliseconds: since August 2025 the initialisation counts."""
    return math.ceil(outcome.duration + (outcome.init_duration or 0.0))


def _json_end(
    function: Function, invocation: Invocation, outcome: Outcome, at: int
) -> list[LogEvent]:
    ok = outcome.status == "success"
    metrics: dict[str, Any] = {
        "durationMs": round(outcome.duration, 3),
        "billedDurationMs": billed(outcome),
        "memorySizeMB": function.memory,
        "maxMemoryUsedMB": outcome.memory,
    }
    if outcome.init_duration is not None:
        metrics["initDurationMs"] = round(outcome.init_duration, 3)
    record: dict[str, Any] = {"requestId": invocation.request_id, "status": outcome.status}
    if outcome.error_type is not None:
        record["errorType"] = outcome.error_type
    done = _json(function, "DEBUG" if ok else "WARN", "platform.runtimeDone", record, at=at)
    report = {**record, "metrics": metrics}
    return done + _json(function, "INFO" if ok else "WARN", "platform.report", report, at=at)


def _json(
    function: Function, level: str, kind: str, record: dict[str, Any], *, at: int
) -> list[LogEvent]:
    if LEVELS[level] < LEVELS[function.log_levels[1]]:
        return []
    line = json.dumps({"time": _iso(at), "type": kind, "record": record})
    return [LogEvent(at, line + "\n")]


def _iso(at: int) -> str:
    instant = datetime.fromtimestamp(at / 1000, UTC)
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
