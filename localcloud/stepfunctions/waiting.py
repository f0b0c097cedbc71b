"""Wait states and retry intervals on the virtual clock; both end when the execution does."""

import re
from datetime import UTC, datetime
from typing import Any

from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import (
    CustomErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.error_equals_decl import (
    ErrorEqualsDecl,
)
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.retry.max_attempts_decl import (
    MaxAttemptsOutcome,
)
from moto.stepfunctions.parser.asl.component.common.retry.retrier_decl import RetrierDecl
from moto.stepfunctions.parser.asl.component.common.retry.retrier_outcome import RetrierOutcome
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.timestamp import Timestamp
from moto.stepfunctions.parser.asl.component.state.wait.wait_function.wait_function import (
    WaitFunction,
)

# "States.ALL ... can't catch the States.DataLimitExceeded terminal error or Runtime error types."
# (Developer Guide, "Handling errors in Step Functions workflows")
TERMINAL = frozenset({"States.DataLimitExceeded", "States.Runtime"})
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def install() -> None:
    """Replace moto's sleeps and its reading of timestamps."""
    WaitFunction._wait_interval = lambda _, env, wait_seconds: pause(env, wait_seconds)
    Timestamp._from_timestamp_string = staticmethod(parsed_instant)
    Timestamp._get_wait_seconds = _seconds_until
    RetrierDecl._eval_body = _retry
    ErrorEqualsDecl._eval_body = _matches
    # A branch or an item may well have failed with a name that begins with "States.".
    CustomErrorName.__init__ = ErrorName.__init__


def pause(env: Any, seconds: float) -> None:
    """Wait that many virtual seconds, or until the execution ends."""
    if seconds > 0:
        env.program_state_event.wait(seconds)


def parsed_instant(text: Any) -> datetime | None:
    """Return the time of an RFC 3339 timestamp; None where `text` is none."""
    if not isinstance(text, str) or not INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _seconds_until(self: Any, env: Any) -> float:
    self.string.eval(env=env)
    text = env.stack.pop()
    due = parsed_instant(text)
    if due is None:
        raise FailureEventException(self._create_failure_event(env, text))
    return (due - datetime.now(UTC)).total_seconds()


def _retry(self: Any, env: Any) -> None:
    self.error_equals.eval(env)
    if not env.stack.pop():
        env.stack.append(RetrierOutcome.Skipped)
        return
    self.max_attempts.eval(env=env)
    if env.stack.pop() == MaxAttemptsOutcome.EXHAUSTED:
        env.stack.append(RetrierOutcome.Failed)
        return
    for part in ("interval_seconds", "backoff_rate", "max_delay_seconds", "jitter_strategy"):
        getattr(self, part).eval(env=env)
    pause(env, env.stack.pop())
    env.stack.append(RetrierOutcome.Executed)


def _matches(self: Any, env: Any) -> None:
    error = env.stack.pop()
    name = error.error_name if error is not None else None
    listed = {listed.error_name for listed in self.error_names}
    env.stack.append(name in listed or bool(listed & _wildcards(error, name)))


def _wildcards(error: Any, name: str | None) -> set[str]:
    """Return the wildcards (and second names) that match this error."""
    if name in TERMINAL:
        return set()
    if name == "States.Timeout":
        heartbeat = getattr(error, "heartbeat", False)
        return {"States.ALL", "States.HeartbeatTimeout"} if heartbeat else {"States.ALL"}
    return {"States.ALL", "States.TaskFailed"}
