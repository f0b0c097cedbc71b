"""Map states: as many workers as AWS runs at once, and tolerance of failed items.

"A Map Run fails with States.ExceedToleratedFailureThreshold when the number of failed items exceeds
the threshold" (Developer Guide, "Setting failure thresholds for Distributed Map states").
"""

from typing import Any

from moto.stepfunctions.parser.api import ExecutionFailedEventDetails, HistoryEventType
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import (
    distributed_iteration_component as distributed,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration import (
    inline_iteration_component as inline,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_map.iteration.job import JobPool
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

# "up to 40 iterations concurrently" (Developer Guide, "Using Map state in Inline mode"). AWS runs
# up to 10,000 of a distributed Map; one laptop does not, and the results are the same.
CONCURRENT = 40


class _TolerantPool(JobPool):  # type: ignore[misc]
    """Jobs of which some may fail."""

    def __init__(self, env: Any, record: Any, **jobs: Any) -> None:
        super().__init__(**jobs)
        self._env = env
        self._record = record

    def close_job(self, job: Any) -> None:
        """Close a job; the one failure too many ends the run."""
        if self._exceeded():
            job.job_output = FailureEventException(_too_many_failures(self._env))
        super().close_job(job)

    def _exceeded(self) -> bool:
        counted = self._record.item_counter
        failed = counted.failed.get() + counted.timed_out.get() + counted.aborted.get()
        count = self._record.tolerated_failure_count
        percentage = self._record.tolerated_failure_percentage
        if not count and not percentage:
            return bool(failed)
        over_percentage = bool(percentage) and failed * 100 > percentage * self._jobs_number
        return (bool(count) and failed > count) or over_percentage


def install() -> None:
    """Replace how workers are launched."""
    inline.InlineIterationComponent._eval_body = _inline
    distributed.DistributedIterationComponent._map_run = _distributed


def _inline(self: Any, env: Any) -> None:
    asked = env.stack.pop()
    pool = JobPool(job_program=self._get_iteration_program(), job_inputs=asked.input_items)
    _work(self, env, asked, pool)


def _distributed(self: Any, env: Any, eval_input: Any) -> None:
    record = eval_input.map_run_record
    pool = _TolerantPool(
        env,
        record,
        job_program=self._get_iteration_program(),
        job_inputs=env.stack.pop(),
    )
    _work(self, env, eval_input, pool)


def _work(self: Any, env: Any, eval_input: Any, pool: Any) -> None:
    max_concurrency = eval_input.max_concurrency
    for _ in range(min(pool._jobs_number, max_concurrency or CONCURRENT, CONCURRENT)):
        self._launch_worker(env=env, eval_input=eval_input, job_pool=pool)
    pool.await_jobs()
    problem = pool.get_worker_exception()
    if problem is not None:
        raise problem
    env.stack.append([closed.job_output for closed in pool.get_closed_jobs()])


def _too_many_failures(env: Any) -> FailureEvent:
    error = StatesErrorName(typ=StatesErrorNameType.StatesExceedToleratedFailureThreshold)
    return FailureEvent(
        env=env,
        error_name=error,
        event_type=HistoryEventType.MapRunFailed,
        event_details=EventDetails(
            executionFailedEventDetails=ExecutionFailedEventDetails(
                error=error.error_name,
                cause="The specified tolerated failure threshold was exceeded",
            )
        ),
    )
