"""EC2 instances by their Name tag: which there are, and to stop or start many in few calls."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nightshift.adapters import aws
from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.places import Clients
from nightshift.domain.errors import RefusedError
from nightshift.domain.fleet.outcome import (
    REASON_SHOWN,
    Outcome,
    chunks,
    halves,
    named,
    without,
)

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

ACTIONS: Actions = {
    "observe": frozenset({"ec2:DescribeInstances"}),
    "states": frozenset({"ec2:DescribeInstances"}),
    "stop": frozenset({"ec2:StopInstances"}),
    "start": frozenset({"ec2:StartInstances", "ec2:DescribeInstances"}),
}
PAGE = 1000  # instances; API_DescribeInstances, read 2026-11-28
FILTER_VALUES = 200  # of one filter; API_DescribeInstances, read 2026-11-28
# Ids of one StopInstances. AWS names no limit; RunInstances' own is 1,000 (EC2 quotas).
BATCH = 1000
# What is left out has ended: it can be neither stopped nor started.
PRESENT = ("pending", "running", "stopping", "stopped")
# A capacity is short: EC2 says so with status 500, and another try in a moment says the same.
SHORT = "Insufficient"
DENIED = "UnauthorizedOperation"
DENIALS = 10  # instances; where more are denied, it is our role and not the instances
HALVINGS = 100  # of one run: refusals that name no instance must not cost calls without end
WILDCARD = re.compile(r"([\\*?])")
Call = Callable[..., Any]


def observe(clients: Clients, names: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return, per name, the instances whose Name tag it is: id -> state.

    Terminated ones are left out. A name that no instance has is there with {}.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: access is denied.
    """
    found: dict[str, dict[str, str]] = {name: {} for name in names}
    for some in chunks(names, FILTER_VALUES):
        with translated("instances"):
            for instance in _described(clients, Filters=_filters(some), MaxResults=PAGE):
                name = _name(instance)
                if name in found:
                    found[name][instance["InstanceId"]] = instance["State"]["Name"]
    return found


def _name(instance: Mapping[str, Any]) -> str:
    return next((tag["Value"] for tag in instance.get("Tags", ()) if tag["Key"] == "Name"), "")


def _filters(names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"Name": "tag:Name", "Values": [WILDCARD.sub(r"\\\1", name) for name in names]},
        {"Name": "instance-state-name", "Values": list(PRESENT)},
    ]


def _described(clients: Clients, **asked: Any) -> Iterator[Mapping[str, Any]]:
    pages = clients("ec2").get_paginator("describe_instances").paginate(**asked)
    for page in pages:
        for reservation in page["Reservations"]:
            yield from reservation["Instances"]


def states(clients: Clients, ids: Sequence[str]) -> dict[str, str]:
    """Return the state of each instance; one that is not there is left out.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: access is denied.
    """
    found: dict[str, str] = {}

    def ask(InstanceIds: list[str]) -> None:  # noqa: N803
        for instance in _described(clients, InstanceIds=InstanceIds):
            found[instance["InstanceId"]] = instance["State"]["Name"]

    _Run(ask).over(ids)
    return found


def stop(clients: Clients, ids: Sequence[str]) -> Outcome:
    """Stop instances; those that cannot be are told with AWS's reason, and stop no other.

    Raises:
        TransientError: throttled, or no answer; some may have been stopped: look again.
        RefusedError: access is denied.
    """
    return _Run(clients("ec2", attempts=1).stop_instances).over(ids)


def start(clients: Clients, ids: Sequence[str]) -> Outcome:
    """Start instances; those that cannot be are told with AWS's reason, and stop no other.

    Raises:
        TransientError: throttled, or no answer; some may have been started: look again.
        RefusedError: access is denied.
    """
    return _Run(clients("ec2", attempts=1).start_instances).over(ids)


@dataclass(slots=True)
class _Run:
    """One call for many ids, until each is changed or refused."""

    call: Call
    changed: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    waiting: list[tuple[str, ...]] = field(default_factory=list)
    halved: int = 0

    def over(self, ids: Sequence[str]) -> Outcome:
        """Ask for all."""
        self.waiting = chunks(ids, BATCH)[::-1]
        while self.waiting:
            batch = self.waiting.pop()
            problem = self._problem(batch)
            if problem is None:
                self.changed.extend(batch)
            else:
                self._divide(batch, problem)
        return Outcome(tuple(self.changed), self.refused)

    def _problem(self, batch: tuple[str, ...]) -> "ClientError | None":
        """Ask for a batch; return why it was refused."""
        from botocore.exceptions import ClientError

        with translated(f"{len(batch)} instances"):
            try:
                self.call(InstanceIds=list(batch))
            except ClientError as problem:
                if not aws.code(problem).startswith(SHORT) and aws.is_transient(problem):
                    raise
                return problem
        return None

    def _divide(self, batch: tuple[str, ...], problem: "ClientError") -> None:
        """Take out what the refusal names, or find it by halves; the rest is asked again."""
        reason = f"{aws.code(problem)}: {problem.response['Error'].get('Message', '')}"
        bad = named(reason, batch)
        if aws.code(problem) == DENIED:
            self._count_denied(bad, reason)
        elif len(batch) == 1 or self.halved >= HALVINGS:
            bad = bad or batch
        self.refused |= dict.fromkeys(bad, reason[:REASON_SHOWN])
        if bad:
            self.waiting.extend(part for part in (without(batch, bad),) if part)
            return
        self.halved += 1
        self.waiting.extend(reversed(halves(batch)))

    def _count_denied(self, bad: Sequence[str], reason: str) -> None:
        before = sum(1 for each in self.refused.values() if each.startswith(DENIED))
        if not bad or before + len(bad) > DENIALS:
            raise RefusedError(f"instances: {reason[:REASON_SHOWN]}")
