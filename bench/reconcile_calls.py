"""How many API calls `reconcile` makes, against the fewest with which it can be done.

    python -m bench.reconcile_calls

The floor is one call per page of each listing at its largest page, one per dashboard and one per
rule (no listing has the bodies or the targets), and one call per change. Then 1,000 workloads go
through the machine.
"""

import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.figures import line
from nightshift.adapters import manifests
from nightshift.domain.reconcile.desired import desired
from nightshift.domain.reconcile.difference import difference
from nightshift.domain.reconcile.loads import loads
from nightshift.domain.reconcile.request import PlaceInput, Run, hub_of
from tests.cloud_process import REGION, CloudProcess, running
from tests.e2e import tree
from tests.integration.reconcile.workload import TEXT

ACCOUNT = "123456789012"
START = "2026-01-15T00:00:00+00:00"
MACHINE = f"arn:aws:states:{REGION}:{ACCOUNT}:stateMachine:nightshift-reconcile"
GOAL = "<= 1.10x"
READS = ("Describe", "Get", "List", "Query")
LOGGING = ("CreateLogStream", "PutLogEvents")  # the Lambda service's own
WORKLOADS = (100, 1000)
STATE_LIMIT = 256 * 1024  # bytes; Step Functions quotas, read 2026-11-21
TIME_LIMIT = 900  # s; of a function
MEMORY = 1024  # MB; template.yaml, SurveyPlaceFunction
# Listings of one region, of the account, and of the hub; each is one page of the shipped manifests.
# Tags, topics, subscriptions, log groups, metric filters, saved queries, alarms; and the load
# balancers and target groups, which manifests of every region name in their alarms.
REGIONAL = 9
OF_ACCOUNT = 2  # dashboards and their tags
OF_HUB = 1  # schedules
ELSEWHERE = 1  # rules of a region without the stack


def main() -> None:
    """Print calls of a first, a second and a one-edit run, then of many workloads."""
    with running("--start", START) as cloud:
        _shipped(cloud)
    for count in WORKLOADS:
        _many(count)
    _memory(WORKLOADS[-1])


def _shipped(cloud: CloudProcess) -> None:
    regions = {manifest.region for manifest in manifests.every()} | {REGION}
    elsewhere = ELSEWHERE * (len(regions) - 1)
    listings = len(regions) * REGIONAL + OF_ACCOUNT + OF_HUB + elsewhere
    first = _calls(cloud)
    changes = sum(number for name, number in first.items() if not name.startswith(READS))
    _print("first run", first, listings + changes, f"{listings} listings + {changes} changes")
    second = _run(cloud)
    each = second["GetDashboard"] + second["ListTargetsByRule"]
    floor, of = listings + each, f"{listings} listings + {each} of a dashboard or a rule"
    _print("second run", second, floor, of)
    watch = cloud.client("cloudwatch")
    alarm = watch.describe_alarms(AlarmNamePrefix="nightshift-onno-prod-")["MetricAlarms"][0]
    watch.delete_alarms(AlarmNames=[alarm["AlarmName"]])
    _print("one edit", _run(cloud), floor + 1, f"{of} + 1 change")


def _print(name: str, calls: Counter[str], floor: int, of: str) -> None:
    line(name, sum(calls.values()), "calls", floor=floor, of=of, goal=GOAL)


def _run(cloud: CloudProcess) -> Counter[str]:
    cloud.delete("calls")
    cloud.client("lambda").invoke(FunctionName="nightshift-reconcile", Payload=b"{}")
    return _calls(cloud)


def _calls(cloud: CloudProcess) -> Counter[str]:
    """Return how often the functions of reconcile called each operation of AWS."""
    roles = ("-ReconcileFunctionRole", "-SurveyPlaceFunctionRole", "-ApplyChangesFunctionRole")
    return Counter(
        call["operation"]
        for call in cloud.get("calls")
        if any(role in call["role"] for role in roles)
        and call["operation"] not in LOGGING
        and call["action"] == call["operation"]  # a call that needs two grants is one call
    )


def _texts(count: int) -> dict[str, str]:
    values = {"account": ACCOUNT, "retention": 14, "threshold": 10}
    return {
        f"{name}.yaml": TEXT.format(name=name, group=_group(name), **values)
        for name in (f"shop-{number}" for number in range(count))
    }


def _group(name: str) -> str:
    """Return a log group of its own: one takes 100 metric filters (CloudWatch Logs quotas)."""
    return f"/app/{name}"


def _many(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder, running("--empty", "--start", START) as cloud:
        for number in range(count):
            cloud.client("logs").create_log_group(logGroupName=_group(f"shop-{number}"))
        root = tree.copied(Path(folder) / "copy", _texts(count))
        began = time.perf_counter()
        status = tree.deploy(cloud, root)
        print(f"{count} workloads: stack {status} in {time.perf_counter() - began:.0f} s")
        first = _calls(cloud)
        cloud.delete("calls")
        states = cloud.client("stepfunctions")
        states.start_execution(stateMachineArn=MACHINE, input="{}")
        cloud.settle()
        second = _calls(cloud)
        _limits(cloud)
    changes = sum(number for name, number in first.items() if not name.startswith(READS))
    each, more = sum(first.values()) / count, sum(second.values()) / count
    line(f"first run of {count}", each, "calls each", floor=changes / count, of="changes")
    line(f"second run of {count}", more, "calls each", floor=1, of="one GetDashboard")


def _limits(cloud: CloudProcess) -> None:
    """Print the largest event of the executions, and their longest task, against the limits."""
    states = cloud.client("stepfunctions")
    pages = states.get_paginator("list_executions").paginate(stateMachineArn=MACHINE)
    largest, longest = 0, 0.0
    for execution in (each for page in pages for each in page["executions"]):
        history = states.get_paginator("get_execution_history").paginate(
            executionArn=execution["executionArn"]
        )
        events = [event for page in history for event in page["events"]]
        largest = max(largest, *(len(str(event).encode()) for event in events))
        longest = max(longest, *_seconds(events))
        ended = states.describe_execution(executionArn=execution["executionArn"])
        print(f"    {ended['status']} {ended.get('output', ended.get('cause'))[:200]}")
    line("largest event of an execution", largest, "bytes", floor=STATE_LIMIT, of="limit")
    line("longest task", longest, "s", floor=TIME_LIMIT, of="limit")


def _seconds(events: list[dict[str, Any]]) -> Iterator[float]:
    """Yield how long each task of an execution took."""
    began = {event["id"]: event["timestamp"] for event in events}
    for event in events:
        if event["type"] == "TaskSucceeded":
            yield (event["timestamp"] - began[event["previousEventId"]]).total_seconds()


def _memory(count: int) -> None:
    """Print the memory of a process that works out what this many workloads ask for."""
    code = (
        "import resource, sys; from bench.reconcile_calls import work_out;"
        f"work_out({count}); print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    line(f"survey of {count}", int(ran.stdout) / 1024, "MB", floor=MEMORY, of="configured")


def work_out(count: int) -> None:
    """Do what `survey_place` does in a place where nothing is yet."""
    role, queue = f"arn:aws:iam::{ACCOUNT}:role/r", f"arn:aws:sqs:{REGION}:{ACCOUNT}:q"
    hub = hub_of("nightshift", role, queue, forwarding_role_arn=role)
    read = (manifests.read(text, name) for name, text in _texts(count).items())
    wanted = desired(read, hub)
    plan = difference(hub.place, wanted.at(hub.place), ())
    run = Run(id="bench", at=datetime.fromisoformat(START))
    place = PlaceInput.of(hub.place)
    for _ in loads(run, place, ((hub.place, change) for change in plan.changes)):
        pass


if __name__ == "__main__":
    main()
