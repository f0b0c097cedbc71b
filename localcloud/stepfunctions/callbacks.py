"""Task tokens, heartbeats and `.sync`: waits that end by a call, by the clock or with the task."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from moto.stepfunctions.parser.api import HistoryEventType, TaskTimedOutEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_callback import (  # noqa: E501
    StateTaskServiceCallback,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_sfn import (  # noqa: E501
    StateTaskServiceSfn,
)
from moto.stepfunctions.parser.asl.eval.callback import callback
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from localcloud.answers import AwsError

if TYPE_CHECKING:
    from localcloud.stepfunctions.executions import Executions

POLL_SECONDS = 5  # virtual; for `.sync` jobs of other services, which AWS polls too


class Tokens:
    """Every task token that was given out, and what became of it."""

    def __init__(self) -> None:
        self._endpoints: dict[str, Any] = {}

    def add(self, endpoint: Any) -> None:
        """Remember the token of a task that waits."""
        self._endpoints[endpoint.callback_id] = endpoint

    def answer(self, token: str, outcome: Any) -> None:
        """Give a waiting task its outcome.

        Raises:
            AwsError: InvalidToken, or TaskTimedOut for a task that waits no more.
        """
        self._waiting(token).notify(outcome=outcome)

    def heartbeat(self, token: str) -> None:
        """Let a waiting task wait for another HeartbeatSeconds; see `answer`."""
        self._waiting(token).notify_heartbeat()

    def _waiting(self, token: str) -> Any:
        endpoint = self._endpoints.get(token)
        if endpoint is None:
            raise AwsError("InvalidToken", "Invalid Token: 'Invalid token'")
        if endpoint.consumer_error is not None or endpoint.get_outcome() is not None:
            raise AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'")
        return endpoint


def install(executions: "Executions", tokens: Tokens) -> None:
    """Replace the waits, and register every token."""
    callback.CallbackPoolManager.add = _add_to(tokens)
    StateTaskServiceCallback._wait_for_task_token_heartbeat = _wait_with_heartbeat
    StateTaskServiceCallback._eval_wait_for_task_token = _wait_for_token
    StateTaskServiceCallback._eval_sync = _sync(executions)
    for name in ("_build_sync_resolver", "_build_sync2_resolver"):
        setattr(StateTaskServiceSfn, name, _with_child(name))


def _add_to(tokens: Tokens) -> Callable[[Any, str], Any]:
    def add(self: Any, callback_id: str) -> Any:
        endpoint = callback.CallbackEndpoint(callback_id=callback_id)
        self._pool[callback_id] = endpoint
        tokens.add(endpoint)
        return endpoint

    return add


def _wait_for_token(
    self: Any,
    env: Any,
    *,
    timeout_seconds: int,  # noqa: ARG001 - the state's own timeout ends the wait
    callback_endpoint: Any,
    heartbeat_endpoint: Any | None,
) -> Any:
    def abandon() -> None:
        callback_endpoint.report(callback.CallbackConsumerTimeout())
        callback_endpoint.interrupt_all()

    env.on_abandon = abandon
    if heartbeat_endpoint is None:
        outcome = callback_endpoint.wait()
    else:
        outcome = self._wait_for_task_token_heartbeat(env, callback_endpoint, heartbeat_endpoint)
    if outcome is None or isinstance(outcome, callback.HeartbeatTimedOut):
        callback_endpoint.report(callback.CallbackConsumerTimeout())
    return outcome or callback.CallbackOutcomeTimedOut(callback_id=callback_endpoint.callback_id)


def _wait_with_heartbeat(
    self: Any,  # noqa: ARG001
    env: Any,
    callback_endpoint: Any,
    heartbeat_endpoint: Any,
) -> Any:
    while env.is_running():
        outcome = callback_endpoint.get_outcome()
        if outcome is not None:  # it may have come before anybody waited
            return outcome
        if not heartbeat_endpoint.clear_and_wait() and env.is_running():
            return callback_endpoint.get_outcome() or callback.HeartbeatTimedOut()
    return None


def timed_out(self: Any, env: Any, ex: Exception) -> FailureEvent:
    """Return the failure of a task that took too long, or sent no heartbeat."""
    error = StatesErrorName(typ=StatesErrorNameType.StatesTimeout)
    error.heartbeat = isinstance(ex, callback.HeartbeatTimeoutError)
    return FailureEvent(
        env=env,
        error_name=error,
        event_type=HistoryEventType.TaskTimedOut,
        event_details=EventDetails(
            taskTimedOutEventDetails=TaskTimedOutEventDetails(
                resourceType=self._get_sfn_resource_type(),
                resource=self._get_sfn_resource(),
                error=error.error_name,
            )
        ),
    )


def _with_child(name: str) -> Callable[..., Any]:
    """Return moto's builder that also notes which execution the task waits for."""
    original = getattr(StateTaskServiceSfn, name)
    original = getattr(original, "original", original)

    def build(self: Any, env: Any, **options: Any) -> Any:
        env.child_arn = env.stack[-1]["ExecutionArn"]
        return original(self, env=env, **options)

    build.original = original  # type: ignore[attr-defined]
    return build


def _sync(executions: "Executions") -> Callable[..., Any]:
    def wait(_self: Any, env: Any, sync_resolver: Callable[[], Any], **_: Any) -> Any:
        arn = getattr(env, "child_arn", None)
        if arn is not None:
            executions.wait_for_child(arn, env)
        while env.is_running():
            result = sync_resolver()
            if result:
                return result
            env.program_state_event.wait(POLL_SECONDS)
        return None

    return wait
