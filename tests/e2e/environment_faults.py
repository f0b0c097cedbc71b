"""One fault at one call of a stop or a start, and what an environment must look like after it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.e2e.environment_scene import Environment

KINDS = ("kill", "lost-answer", "throttle", "error", "timeout")
# Whose calls are counted: the machines' and the functions' they call.
ROLES = ("EnvironmentStop", "EnvironmentStart", "Prepare", "ChangeWave", "CheckHealth", "Conclude")
# Of Lambda's own making, in the function's name.
LOGS = frozenset({"CreateLogStream", "PutLogEvents", "CreateLogGroup"})
QUICK = {  # virtual seconds: one look later everything is settled
    "rds-stop": 20,
    "rds-start": 20,
    "ec2-start": 20,
    "ec2-stop": 20,
    "ecs-task-start": 20,
    "ecs-task-stop": 20,
    "group-launch": 20,
    "group-terminate": 20,
    "cache-create": 20,
    "cache-restore": 20,
    "cache-snapshot": 10,
    "cache-delete": 10,
}


@dataclass(frozen=True, slots=True)
class Point:
    """One call of a role: its n-th of that action (from 0)."""

    role: str
    service: str
    action: str
    nth: int

    def __str__(self) -> str:
        return f"{self.role.split('-')[1]} {self.service}:{self.action} {self.nth + 1}"


@dataclass(frozen=True, slots=True)
class Run:
    """What one execution did."""

    points: tuple[Point, ...]
    mutations: Counter[tuple[str, str]]


def run(env: Environment, machine: str) -> Run:
    """Run a machine to its end and return its calls, in order."""
    env.cloud.delete("calls")
    env.run(machine)
    return Run(tuple(_points(env.cloud.get("calls"))), Counter(env.mutations()))


def strike(env: Environment, machine: str, point: Point, kind: str) -> Run:
    """Run a machine while one call goes wrong once, and see that it did."""
    fault: dict[str, Any] = {
        "service": point.service,
        "action": point.action,
        "role": point.role,
        "kind": kind,
        "times": 1,
        "after": point.nth,
    }
    env.cloud.delete("faults")
    env.cloud.post("faults", fault)
    found = run(env, machine)
    (planned,) = env.cloud.get("faults")
    assert planned["hits"] == 1, f"{point}: the call was not made"
    return found


def _points(calls: list[dict[str, str]]) -> Iterator[Point]:
    seen: Counter[tuple[str, str, str]] = Counter()
    last = None
    for call in calls:
        mine = any(f"-{role}" in call["role"] for role in ROLES)
        if not mine or call["operation"] in LOGS or call["outcome"] == "denied":
            continue
        key = (call["role"], call["model"], call["operation"])
        if key == last and call["operation"] in SEVERAL:
            continue  # one call on several resources has an entry for each
        last = key
        yield Point(*key, seen[key])
        seen[key] += 1


SEVERAL = frozenset(
    {
        "StopInstances",
        "StartInstances",
        "DisableAlarmActions",
        "EnableAlarmActions",
        "DeleteReplicationGroup",
        "CreateReplicationGroup",
        "TransactWriteItems",
    }
)
