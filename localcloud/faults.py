"""Make any API call go wrong on request: throttled, failed, timed out, answer lost, worker killed.

`POST /_localcloud/faults {"service", "action", "kind", "times", "after"?, "role"?}`: the next
`times` calls that fit (after letting `after` of them pass) get the fault. Only calls of functions
and machines are touched, so a test's own administrator calls work as usual.
"""

import threading
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from localcloud.answers import AwsError
from localcloud.call_names import require_call

Kind = Literal["throttle", "error", "timeout", "lost-answer", "kill"]

# How each service says "slow down" (code, HTTP status); every other says ThrottlingException.
# Read from the services' API references ("Common errors"), 2026-11-20.
THROTTLES = {
    "dynamodb": ("ThrottlingException", 400),
    "ec2": ("RequestLimitExceeded", 503),
    "lambda": ("TooManyRequestsException", 429),
    "s3": ("SlowDown", 503),
    "ses": ("TooManyRequestsException", 429),
    "sns": ("Throttling", 400),
    "sqs": ("RequestThrottled", 403),
}
FAILURES = {"s3": ("InternalError", 500), "dynamodb": ("InternalServerError", 500)}


@dataclass(slots=True)
class Fault:
    """One planned fault; `hits` counts how often it struck."""

    service: str
    action: str
    kind: Kind
    times: int = 1
    after: int = 0  # calls to let pass first
    role: str | None = None
    hits: int = 0


class Faults:
    """The planned faults of one cloud."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, request: dict[str, Any]) -> Fault:
        """Plan a fault.

        Raises:
            ValueError: a field is missing, unknown or out of range; the message names it.
        """
        unknown = set(request) - {"service", "action", "kind", "times", "after", "role"}
        if unknown:
            raise ValueError(
                f"{sorted(unknown)[0]}: unknown field; "
                "known: service, action, kind, times, after, role"
            )
        for name in ("service", "action", "kind"):
            if not request.get(name):
                raise ValueError(
                    f"{name}: required, e.g. "
                    '{"service": "s3", "action": "GetObject", "kind": "throttle"}'
                )
        if request["kind"] not in get_args(Kind):
            raise ValueError(f"kind: {request['kind']!r} is not one of {', '.join(get_args(Kind))}")
        service = str(request["service"]).lower()
        action = str(request["action"]).rpartition(":")[2].lower()
        require_call(service, action)
        fault = Fault(
            service,
            action,
            request["kind"],
            _count(request, "times", least=1),
            _count(request, "after", least=0),
            request.get("role"),
        )
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Plan nothing any more."""
        with self._lock:
            self._faults.clear()

    def planned(self) -> list[dict[str, Any]]:
        """Return every fault with the number of times it struck."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]

    def take(self, role: str, services: set[str], actions: set[str]) -> Kind | None:
        """Return the fault this call gets, and count it; None for nothing planned.

        `services` and `actions` are every name the call goes by, in lower case.
        """
        with self._lock:
            for fault in self._faults:
                if (
                    fault.service in services
                    and fault.action in actions
                    and fault.role in (None, role)
                ):
                    if fault.after > 0:
                        fault.after -= 1
                    elif fault.hits < fault.times:
                        fault.hits += 1
                        return fault.kind
        return None


def _count(request: dict[str, Any], name: str, *, least: int) -> int:
    given = request.get(name, least)
    if isinstance(given, bool) or not isinstance(given, int) or given < least:
        raise ValueError(f"{name}: {given!r} is not a whole number of calls from {least} up")
    return given


def throttled(service: str) -> AwsError:
    """Return the error a service answers when it is called too often."""
    code, status = THROTTLES.get(service, ("ThrottlingException", 400))
    return AwsError(code, "Rate exceeded (planned fault)", status)


def failed(service: str) -> AwsError:
    """Return the error a service answers when it fails itself."""
    code, status = FAILURES.get(service, ("InternalFailure", 500))
    return AwsError(code, "We encountered an internal error (planned fault)", status)
