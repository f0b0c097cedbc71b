"""EC2 instances by their Name tag: which there are, and to stop or start many in few calls."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nightshift.adapters import aws
from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.fleet.long_requests import written_once
from nightshift.adapters.fleet.short_answers import short_answers
from nightshift.adapters.places import Clients
from nightshift.domain.errors import TransientError
from nightshift.domain.fleet.asking import Asking, Batch, Outcome, Refusal, chunks

ACTIONS: Actions = {
    "observe": frozenset({"ec2:DescribeInstances"}),
    "states": frozenset({"ec2:DescribeInstances"}),
    "stop": frozenset({"ec2:StopInstances"}),
    "start": frozenset({"ec2:StartInstances", "ec2:DescribeInstances"}),
}
PAGE = 1000  # instances; API_DescribeInstances, read 2026-11-28
FILTER_VALUES = 200  # of one filter; API_DescribeInstances, read 2026-11-28
# What is left out has ended: it can be neither stopped nor started.
PRESENT = ("pending", "running", "stopping", "stopped")
WILDCARD = re.compile(r"([\\*?])")
Call = Callable[[list[str]], None]
Pools = Callable[[Sequence[str]], Mapping[str, str]]


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


def _filters(names: Sequence[str]) -> list[dict[str, Any]]:
    return [
        {"Name": "tag:Name", "Values": [WILDCARD.sub(r"\\\1", name) for name in names]},
        {"Name": "instance-state-name", "Values": list(PRESENT)},
    ]


def _name(instance: Mapping[str, Any]) -> str:
    return next((tag["Value"] for tag in instance.get("Tags", ()) if tag["Key"] == "Name"), "")


def _described(clients: Clients, **asked: Any) -> Iterator[Mapping[str, Any]]:
    client = clients("ec2")
    with short_answers(client, "DescribeInstances"):
        for page in client.get_paginator("describe_instances").paginate(**asked):
            for reservation in page["Reservations"]:
                yield from reservation["Instances"]


def states(clients: Clients, ids: Sequence[str]) -> dict[str, str]:
    """Return the state of each instance; one that is not there is left out.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: access is denied.
    """
    found: dict[str, str] = {}

    def call(some: list[str]) -> None:
        for instance in _described(clients, InstanceIds=some):
            found[instance["InstanceId"]] = instance["State"]["Name"]

    _asked(call, ids)
    return found


def stop(clients: Clients, ids: Sequence[str]) -> Outcome:
    """Stop instances; those that cannot be are told with AWS's reason, and stop no other.

    Raises:
        TransientError: throttled, or no answer; some may have been stopped: look again.
        RefusedError: access is denied.
    """
    client = clients("ec2", attempts=1)

    def call(some: list[str]) -> None:
        _require(some, client.stop_instances(InstanceIds=some)["StoppingInstances"])

    with written_once(client, "StopInstances"), short_answers(client, "StopInstances"):
        return _asked(call, ids)


def start(clients: Clients, ids: Sequence[str]) -> Outcome:
    """Start instances; those that cannot be are told with AWS's reason, and stop no other.

    Raises:
        TransientError: throttled, or no answer; some may have been started: look again.
        RefusedError: access is denied.
    """
    client = clients("ec2", attempts=1)

    def call(some: list[str]) -> None:
        _require(some, client.start_instances(InstanceIds=some)["StartingInstances"])

    with written_once(client, "StartInstances"), short_answers(client, "StartInstances"):
        return _asked(call, ids, lambda some: _pools(clients, some))


def _require(asked: Sequence[str], changed: Sequence[Mapping[str, Any]]) -> None:
    """Refuse half an answer."""
    if len({each["InstanceId"] for each in changed}.intersection(asked)) < len(asked):
        raise TransientError(f"{len(asked)} instances: AWS told of {len(changed)}")


def _pools(clients: Clients, ids: Sequence[str]) -> dict[str, str]:
    """Return what each instance shares its capacity with: its type, zone and tenancy."""
    with translated("instances"):
        pages = clients("ec2").get_paginator("describe_instances").paginate(InstanceIds=list(ids))
        return {
            instance["InstanceId"]: _pool(instance)
            for page in pages
            for reservation in page["Reservations"]
            for instance in reservation["Instances"]
        }


def _pool(instance: Mapping[str, Any]) -> str:
    place = instance["Placement"]
    return " ".join((instance["InstanceType"], place["AvailabilityZone"], place["Tenancy"]))


def _asked(call: Call, ids: Sequence[str], pools: Pools = lambda _: {}) -> Outcome:
    """Ask for all, a batch at a time, until each is changed or refused."""
    asking = Asking.of(ids)
    while asking.waiting:
        batch = asking.waiting.pop()
        refusal = _refusal(call, batch)
        if refusal is None:
            asking.changed += batch.ids
        elif asking.lacks_pools(batch, refusal):
            asking.divide(batch, pools(batch.ids))
        else:
            asking.refuse(batch, refusal)
    return asking.outcome


def _refusal(call: Call, batch: Batch) -> Refusal | None:
    """Ask for a batch; return why AWS took nothing of it."""
    from botocore.exceptions import ClientError

    with translated(f"{len(batch.ids)} instances"):
        try:
            call(list(batch.ids))
        except ClientError as problem:
            refusal = Refusal(aws.code(problem), problem.response["Error"].get("Message", ""))
            if aws.is_transient(problem) and not refusal.is_short:
                raise
            return refusal
    return None
