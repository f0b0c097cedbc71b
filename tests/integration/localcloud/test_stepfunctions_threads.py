"""Expressions are evaluated by any number of threads, and no thread stays behind."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from localcloud.stepfunctions import jsonata_engine
from tests.cloud_process import CloudProcess
from tests.state_machines import StateMachines, passing, task

EXPRESSION = (
    "($twice := function($x) { $x * 2 }; $map($states.input.xs, $twice) ~> $append($own) ~> $sum())"
)


def evaluated(number: int) -> int:
    bindings = {"states": {"input": {"xs": [number, number + 1]}}, "own": number}
    found: int = jsonata_engine.evaluate(EXPRESSION, bindings)
    return found


def test_one_expression_serves_many_threads() -> None:
    numbers = list(range(800))

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(evaluated, numbers))

    assert found == [5 * number + 2 for number in numbers]


def test_executions_leave_no_threads_behind(cloud: CloudProcess) -> None:
    machines = StateMachines(cloud)
    branches = [{"StartAt": name, "States": {name: passing()}} for name in ("One", "Two")]
    ask = task("states:startExecution.waitForTaskToken", {"StateMachineArn": "x"}, TimeoutSeconds=9)
    ask["Arguments"] = {
        "StateMachineArn": machines.create({"Done": passing()}),
        "Input": {"token": "{% $states.context.Task.Token %}"},
    }
    both = {"Type": "Parallel", "Branches": branches, "Next": "Ask"}
    machine = machines.create({"Both": both, "Ask": ask})
    machines.start(machine)
    cloud.advance(10)
    before = threads(cloud)

    for _ in range(30):
        execution = machines.start(machine)
    machines.client.stop_execution(executionArn=execution)
    cloud.advance(10)

    assert threads(cloud) <= before + 2  # the gateway may have opened a connection


def threads(cloud: CloudProcess) -> int:
    """Return how many threads the cloud has, once the ones that ended are gone."""
    folder, deadline = Path(f"/proc/{cloud.process.pid}/task"), time.monotonic() + 2
    count = len(list(folder.iterdir()))
    while time.monotonic() < deadline:
        again = len(list(folder.iterdir()))
        if again == count:
            break
        count = again
    return count
