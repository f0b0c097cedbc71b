"""Worker processes: killed on request, gone with the cloud, apart from another cloud's."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess, running
from tests.integration.localcloud.lambda_scene import call, failing_call, function, role

TELLS = """
import os, subprocess, sys

import boto3

helper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
topics = boto3.client("sns")


def handler(event, context):
    if event:
        topics.list_topics()
    return [os.getpid(), os.getppid(), helper.pid, os.environ["TMPDIR"]]
"""


def alive(pid: int) -> bool:
    """Tell whether a process runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def gone(pids: list[int], seconds: float = 5) -> bool:
    """Wait until none of these processes runs any more."""
    limit = time.monotonic() + seconds
    while any(alive(pid) for pid in pids):
        if time.monotonic() > limit:
            return False
        time.sleep(0.02)  # the kernel's own time, nothing of the cloud's
    return True


@pytest.fixture
def second() -> Iterator[CloudProcess]:
    """A cloud of its own that a test may end."""
    with running("--empty", "--start", "2026-02-01T00:00:00+00:00") as process:
        yield process


def test_a_planned_kill_ends_the_worker_of_the_call(cloud: CloudProcess) -> None:
    """A killed runtime: "Runtime.ExitError ... RequestId: ... Error: Runtime exited with error:
    signal: killed" (Troubleshoot execution issues in Lambda).
    """
    arn = role(cloud, "logs:*", "sns:ListTopics")
    name = function(cloud, TELLS, Role=arn)
    before = call(cloud, name)
    cloud.post(
        "faults",
        {"service": "sns", "action": "ListTopics", "kind": "kill", "role": arn.split("/")[1]},
    )

    error = failing_call(cloud, name, {"list": True})

    assert error["errorType"] == "Runtime.ExitError"
    assert error["errorMessage"].endswith("Runtime exited with error: signal: killed")
    after = call(cloud, name, {"list": True})
    assert after[0] != before[0]
    assert gone([before[0], before[2]])


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_every_process_ends_with_the_cloud(second: CloudProcess, how: signal.Signals) -> None:
    """Every process and temporary folder is gone at the end, also after a crash."""
    name = function(second, TELLS)
    worker, zygote, helper, folder = call(second, name)

    second.process.send_signal(how)
    second.process.wait(timeout=20)

    assert gone([worker, zygote, helper])
    assert not Path(folder).parents[1].exists()  # the cloud's temporary folder


def test_two_clouds_do_not_disturb_each_other(cloud: CloudProcess, second: CloudProcess) -> None:
    """Two clouds at once on one machine: own functions, own workers, own clocks."""
    name = function(cloud, TELLS)
    mine = call(cloud, name)

    with pytest.raises(ClientError) as unknown:
        second.client("lambda").invoke(FunctionName=name)
    other = function(second, TELLS)
    theirs = call(second, other)
    second.process.send_signal(signal.SIGTERM)
    second.process.wait(timeout=20)

    assert unknown.value.response["Error"]["Code"] == "ResourceNotFoundException"
    assert mine[0] != theirs[0]
    assert mine[1] != theirs[1]
    assert call(cloud, name) == mine


def test_a_worker_that_died_while_idle_is_replaced(cloud: CloudProcess) -> None:
    """An environment that is gone is not used: the next invocation is a cold start."""
    name = function(cloud, TELLS)
    before = call(cloud, name)

    os.kill(before[0], signal.SIGKILL)
    gone([before[0]])

    assert call(cloud, name)[0] != before[0]
