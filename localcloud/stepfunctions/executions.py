"""Executions: started once per name, found by ARN, ended exactly once, and heard about."""

import copy
import json
import random
import threading
import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from localcloud.answers import AwsError
from localcloud.stepfunctions import log_delivery
from localcloud.stepfunctions.execution import LocalExecution

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

RETENTION = timedelta(days=90)  # of a closed execution; API reference, StartExecution
INPUT_LIMIT = 262_144  # characters; API reference, StartExecution


class Executions:
    """All executions of one cloud."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self._by_arn: dict[str, LocalExecution] = {}
        self._starting = threading.Lock()

    def backend(self, region: str) -> Any:
        """Return moto's state machines of a region."""
        return stepfunctions_parser_backends[self._cloud.account][region]

    def start(self, region: str, machine_arn: str, name: str | None, text: str) -> LocalExecution:
        """Start an execution; the running one of the same name and input is returned as it is.

        Raises:
            AwsError: unknown machine, wrong name or input, or the name is taken.
        """
        backend = self.backend(region)
        machine, instance = _resolved(backend, machine_arn)
        name = name or str(uuid.uuid4())
        backend._validate_name(name)
        _check_input(text)
        with self._starting:
            running = self._running(machine, name, text)
            if running is not None:
                return running
            execution = self._make(region, instance, name, text)
            machine.executions.append(execution)
            self._by_arn[execution.exec_arn] = execution
        execution.start()
        return execution

    def find(self, arn: str) -> LocalExecution:
        """Return an execution.

        Raises:
            AwsError: there is none, or it was closed more than 90 days ago.
        """
        execution = self._by_arn.get(arn)
        if execution is None or self._is_forgotten(execution):
            raise AwsError("ExecutionDoesNotExist", f"Execution Does Not Exist: '{arn}'")
        return execution

    def of_machine(self, region: str, machine_arn: str) -> list[LocalExecution]:
        """Return a machine's executions, the latest start first.

        Raises:
            AwsError: there is no such machine.
        """
        machine, _ = _resolved(self.backend(region), machine_arn)
        kept = [e for e in machine.executions if not self._is_forgotten(e)]
        return sorted(kept, key=lambda e: e.start_date, reverse=True)

    def wait_for_child(self, arn: str, env: Any) -> None:
        """Wait until the execution has ended; end it when the waiting task is left behind."""
        child = self.find(arn)
        env.on_abandon = lambda: child.stop(datetime.now(UTC), None, None)
        child.finished.wait()

    def _running(self, machine: Any, name: str, text: str) -> LocalExecution | None:
        arn = machine.arn.replace(":stateMachine:", ":execution:") + f":{name}"
        known = self._by_arn.get(arn)
        if known is None or known not in machine.executions:
            return None
        if self._is_forgotten(known):
            machine.executions.remove(known)
            return None
        if known.status == "RUNNING" and json.loads(text) == known.input_data:
            return known
        raise AwsError("ExecutionAlreadyExists", f"Execution Already Exists: '{arn}'")

    def _is_forgotten(self, execution: Any) -> bool:
        stopped = execution.stop_date
        return stopped is not None and self._cloud.clock.now() - stopped > RETENTION

    def _make(self, region: str, instance: Any, name: str, text: str) -> LocalExecution:
        source_arn = getattr(instance, "source_arn", instance.arn)
        arn = source_arn.replace(":stateMachine:", ":execution:") + f":{name}"
        return LocalExecution(
            cloud=self._cloud,
            name=name,
            sm_type=instance.sm_type,
            role_arn=instance.roleArn,
            exec_arn=arn,
            account_id=self._cloud.account,
            region_name=region,
            state_machine=copy.copy(instance),  # as it is now: an update does not touch it
            start_date=self._cloud.clock.now(),
            cloud_watch_logging_session=log_delivery.session(arn, instance),
            input_data=text,
            trace_header=None,
            activity_store={},
        )


def _check_input(text: str) -> None:
    if len(text) > INPUT_LIMIT:
        raise AwsError(
            "ValidationException",
            f"1 validation error detected: Value at 'input' failed to satisfy constraint: "
            f"Member must have length less than or equal to {INPUT_LIMIT}",
        )
    try:
        json.loads(text)
    except ValueError as problem:
        message = f"Invalid State Machine Execution Input: '{problem}'"
        raise AwsError("InvalidExecutionInput", message) from problem


def _resolved(backend: Any, arn: str) -> tuple[Any, Any]:
    """Return (machine, the revision to run) of a machine, version or alias ARN."""
    backend._validate_machine_arn(arn)
    for machine in backend.state_machines:
        if machine.arn == arn:
            return machine, machine
        if arn.startswith(f"{machine.arn}:"):
            revision = _revision(machine, arn.removeprefix(f"{machine.arn}:"))
            if revision is not None:
                return machine, revision
    raise AwsError("StateMachineDoesNotExist", f"State Machine Does Not Exist: '{arn}'")


def _revision(machine: Any, qualifier: str) -> Any:
    if qualifier.isdigit():
        return machine.versions.get(int(qualifier))
    alias = machine.aliases.get(qualifier)
    if alias is None:
        return None
    routes = alias.routing_configuration
    chosen = random.choices(routes, weights=[route["weight"] for route in routes])[0]
    return machine.versions.get(int(chosen["stateMachineVersionArn"].rpartition(":")[2]))
