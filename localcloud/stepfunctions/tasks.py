"""Run a Task state: on a thread of its own, so that a timeout or a stop can leave it behind."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from moto.stepfunctions.parser.asl.component.common.timeouts.timeout import EvalTimeoutError
from moto.stepfunctions.parser.asl.component.state.exec.execute_state import ExecutionState
from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task import StateTask

from localcloud.stepfunctions import results
from localcloud.stepfunctions.plain_copy import deepcopy

if TYPE_CHECKING:
    from localcloud.cloud import Cloud


class LeftBehind(Exception):  # noqa: N818 - it is no error, only the end of a forgotten thread
    """Raised in a task's thread when nobody waits for it any more."""


class _Run:
    """What came of one evaluation."""

    def __init__(self, evaluate: Callable[[Any], None], frame: Any) -> None:
        self._evaluate = evaluate
        self._frame = frame
        self.problem: Exception | None = None
        self.output: Any = None
        self.finished = False

    def __call__(self) -> None:
        try:
            self._evaluate(self._frame)
            self.output = self._frame.stack[-1]
        except LeftBehind:
            return
        except Exception as problem:  # for the state's Retry and Catch
            self.problem = problem
        self.finished = True
        self._frame.program_state_event.set()


def install(cloud: "Cloud") -> None:
    """Replace the evaluation with a timeout."""
    ExecutionState._evaluate_with_timeout = _with_timeout(cloud)


def _with_timeout(cloud: "Cloud") -> Callable[[Any, Any], None]:
    def evaluate(self: Any, env: Any) -> None:
        frame = _open_frame(env)
        run = _Run(self._eval_execution, frame)
        if isinstance(self, StateTask):
            seconds = _timeout(self, env)
            cloud.activity.spawn(run, name=f"task {self.name}")
            frame.program_state_event.wait(seconds)
        else:  # Map and Parallel have no timeout, and end when their branches do
            run()
        frame.set_ended()
        env.close_frame(frame)
        if not env.is_running():
            _leave_behind(frame)
            return
        if run.problem is not None:
            raise run.problem
        if not run.finished:
            _leave_behind(frame)
            raise EvalTimeoutError
        _take_result(self, env, run.output)

    return evaluate


def _open_frame(env: Any) -> Any:
    frame = env.open_frame()
    context = env.states.context_object.context_object_data
    if "Map" in context:
        frame.states.context_object.context_object_data["Map"] = context["Map"]
    frame.states.reset(input_value=env.states.get_input())
    frame.stack = deepcopy(env.stack)
    return frame


def _timeout(self: Any, env: Any) -> float | None:
    if self.timeout.is_default_value():
        return None
    self.timeout.eval(env=env)
    seconds: float = env.stack.pop()
    return seconds


def _leave_behind(frame: Any) -> None:
    on_abandon = getattr(frame, "on_abandon", None)
    if on_abandon is not None:
        on_abandon()


def _take_result(self: Any, env: Any, output: Any) -> None:
    env.stack.append(output)
    if not self._is_language_query_jsonpath():
        env.states.set_result(output)
    if self.assign_decl:
        self.assign_decl.eval(env=env)
    if self.output:
        results.make_output(self, env)
    if self._is_language_query_jsonpath():
        if self.result_selector:
            self.result_selector.eval(env=env)
        self.result_path.eval(env)
