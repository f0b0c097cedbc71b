"""Make moto's interpreter accountable, quick and right about how an execution ends.

Its threads count as activity, its waits are on the virtual clock, a program is parsed once, and
whatever ends an execution first is what ended it.
"""

import json
import threading
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from jsonpath_ng.ext import parser as jsonpath
from moto.stepfunctions.parser.asl.component import eval_component
from moto.stepfunctions.parser.asl.component.common.path import result_path
from moto.stepfunctions.parser.asl.component.program import program
from moto.stepfunctions.parser.asl.component.state import state
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import (
    inline_iteration_component,
    job,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.itemprocessor import (
    map_run_record,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel import (
    branch_worker,
    branches_decl,
    state_parallel,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service import (
    state_task_service,
)
from moto.stepfunctions.parser.asl.eval import environment, states
from moto.stepfunctions.parser.asl.eval.callback import callback
from moto.stepfunctions.parser.asl.eval.program_state import ProgramRunning
from moto.stepfunctions.parser.asl.utils import encoding, json_path

from localcloud import activity
from localcloud.stepfunctions import plain_copy
from localcloud.stepfunctions.shapes import instant

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

THREADED = (
    branch_worker,
    branches_decl,
    environment,
    inline_iteration_component,
    job,
    map_run_record,
)
COPYING = (states, state_parallel, state_task_service)


class HaltEvent(activity.Event):
    """What a state machine's environment waits on: once it has ended it stays ended.

    moto sets and clears it at once, and whoever is about to wait misses it.
    """

    def clear(self) -> None:
        """Stay set."""


class _Forgetful(list[Any]):
    """moto's list of every thread ever started, without the threads."""

    def append(self, _: Any) -> None:
        """Keep nothing."""


def install(cloud: "Cloud") -> None:
    """Replace threads, events, copies and the ways an execution ends."""
    _account_for_threads(cloud)
    for module in COPYING:
        module.copy = SimpleNamespace(deepcopy=plain_copy.deepcopy)
    result_path.parse = json_path.parse = lru_cache(1024)(jsonpath.parse)
    encoding.json = SimpleNamespace(dumps=_dumps)
    eval_component.EvalComponent.eval = _evaluate
    eval_component.EvalComponent.heap_key = property(lambda self: str(id(self)))
    program.Program.eval = _run(cloud)
    state.StateData = _state_data
    environment.Environment.program_state = lambda self: self._program_state
    for name in ("set_error", "set_timed_out"):
        setattr(environment.Environment, name, _first_end_wins(name))


def _account_for_threads(cloud: "Cloud") -> None:
    def thread(*args: Any, **options: Any) -> activity.Thread:
        return activity.Thread(cloud.activity, *args, **options)

    def event() -> activity.Event:
        return activity.Event(cloud.activity, cloud.clock.after)

    def halt_event() -> HaltEvent:
        return HaltEvent(cloud.activity, cloud.clock.after)

    counted = {**vars(threading), "Thread": thread, "Event": event}
    for module in THREADED:
        module.threading = SimpleNamespace(**counted)
        module.TMP_THREADS = _Forgetful()
    environment.threading.Event = halt_event
    callback.Event = event


def _dumps(value: Any, cls: Any = None, separators: Any = None) -> str:
    # AWS counts and returns UTF-8; escapes would double what Korean text weighs.
    return json.dumps(value, cls=cls, separators=separators, ensure_ascii=False)


def _evaluate(self: Any, env: Any) -> None:
    # Without moto's log lines, which write out the whole program at each level of a failure.
    if env.is_running():
        field = self._field_name()
        if field is not None:
            env.next_field_name = field
        self._eval_body(env)


def _run(cloud: "Cloud") -> Callable[[Any, Any], None]:
    def run(self: Any, env: Any) -> None:
        env.next_state_name = self.start_at.start_at_name
        seconds = self.timeout_seconds.timeout_seconds if self.timeout_seconds else None
        timer = cloud.clock.after(seconds, env.set_timed_out) if seconds else None
        _evaluate(self, env)
        if timer is not None:
            timer.cancel()

    return run


def _state_data(**fields: Any) -> dict[str, Any]:
    fields["EnteredTime"] = instant(datetime.fromisoformat(fields["EnteredTime"]))
    return {"RetryCount": 0, **fields}


def _first_end_wins(name: str) -> Callable[..., None]:
    original = getattr(environment.Environment, name)
    original = getattr(original, "original", original)

    def end(self: Any, *args: Any, **options: Any) -> None:
        with self._state_mutex:
            if self._program_state is None or isinstance(self._program_state, ProgramRunning):
                original(self, *args, **options)

    end.original = original  # type: ignore[attr-defined]
    return end
