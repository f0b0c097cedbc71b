"""One execution: its thread is counted, and its end is complete before anybody sees it."""

import threading
from datetime import datetime
from typing import TYPE_CHECKING, Any

from moto.stepfunctions.parser.api import (
    ExecutionStartedEventDetails,
    ExecutionStatus,
    HistoryEventExecutionDataDetails,
    HistoryEventType,
)
from moto.stepfunctions.parser.asl.eval.evaluation_details import (
    EvaluationDetails,
    ExecutionDetails,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.eval.program_state import (
    ProgramEnded,
    ProgramError,
    ProgramStopped,
    ProgramTimedOut,
)
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from moto.stepfunctions.parser.backend.execution import Execution
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker

from localcloud.activity import Event
from localcloud.stepfunctions import status_events
from localcloud.stepfunctions.shapes import instant

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

STATUSES = {
    ProgramEnded: ExecutionStatus.SUCCEEDED,
    ProgramError: ExecutionStatus.FAILED,
    ProgramStopped: ExecutionStatus.ABORTED,
    ProgramTimedOut: ExecutionStatus.TIMED_OUT,
}
STOP_SECONDS = 5  # real; how long StopExecution waits for the end to be written down


class LocalExecution(Execution):  # type: ignore[misc]
    """moto's execution on a counted thread."""

    def __init__(self, cloud: "Cloud", **details: Any) -> None:
        super().__init__(**details)
        self._cloud = cloud
        self.finished = Event(cloud.activity, cloud.clock.after)  # for counted threads
        self.ended = threading.Event()  # for the others

    def get_start_execution_details(self) -> ExecutionDetails:
        """Return what the context object shows: times are text there."""
        return ExecutionDetails(
            arn=self.exec_arn,
            name=self.name,
            role_arn=self.role_arn,
            inpt=self.input_data,
            start_time=instant(self.start_date),
        )

    def start(self) -> None:
        """Run on a counted thread."""
        self.exec_worker = _Worker(
            evaluation_details=EvaluationDetails(
                aws_execution_details=self._get_start_aws_execution_details(),
                execution_details=self.get_start_execution_details(),
                state_machine_details=self.get_start_state_machine_details(),
            ),
            exec_comm=None,
            cloud_watch_logging_session=self._cloud_watch_logging_session,
            activity_store=self._activity_store,
        )
        self.exec_status = ExecutionStatus.RUNNING
        program = self.exec_worker.prepare()
        status_events.emit(self._cloud, self)
        self._cloud.activity.spawn(self._run, program, name=f"execution {self.name}")

    def stop(self, stop_date: datetime, error: str | None, cause: str | None) -> None:
        """End it now; returns when the end is written down."""
        self.exec_worker.stop(stop_date=stop_date, error=error, cause=cause)
        self.ended.wait(STOP_SECONDS)

    def _run(self, program: Any) -> None:
        program.eval(self.exec_worker.env)
        self._take_end()
        status_events.emit(self._cloud, self)
        self.finished.set()
        self.ended.set()

    def _take_end(self) -> None:
        env = self.exec_worker.env
        state = env.program_state()
        if isinstance(state, ProgramEnded):
            self.output = env.states.get_input()
        elif isinstance(state, ProgramError):
            self.error, self.cause = (
                (state.error or {}).get("error"),
                (state.error or {}).get("cause"),
            )
        elif isinstance(state, ProgramStopped):
            self.error, self.cause = state.error, state.cause
        self.stop_date = self._cloud.clock.now()
        self.exec_status = STATUSES[type(state)]


class _Worker(ExecutionWorker):  # type: ignore[misc]
    def prepare(self) -> Any:
        """Write the first event and return the program; from now on it can be stopped."""
        program = self._get_evaluation_entrypoint()
        details = self._evaluation_details
        self.env = self._get_evaluation_environment()
        self.env.next_state_name = program.start_at.start_at_name
        self.env.states.context_object.context_object_data["Execution"]["RedriveCount"] = 0
        self.env.event_manager.add_event(
            context=self.env.event_history_context,
            event_type=HistoryEventType.ExecutionStarted,
            event_details=EventDetails(
                executionStartedEventDetails=ExecutionStartedEventDetails(
                    input=to_json_str(details.execution_details.inpt),
                    inputDetails=HistoryEventExecutionDataDetails(truncated=False),
                    roleArn=details.aws_execution_details.role_arn,
                )
            ),
            update_source_event_id=False,
        )
        return program
