"""EC2 Auto Scaling groups: how many instances they have, and how many they should.

What changes something is tried once: a lost answer is found out by observing, not by asking again.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from nightshift.adapters.aws import Actions, translated
from nightshift.adapters.places import Clients
from nightshift.domain.capacity.sizes import GroupSize
from nightshift.domain.errors import RefusedError

ACTIONS: Actions = {
    "find": frozenset({"autoscaling:DescribeAutoScalingGroups"}),
    "observe": frozenset({"autoscaling:DescribeAutoScalingGroups"}),
    "set_sizes": frozenset({"autoscaling:UpdateAutoScalingGroup"}),
    "suspend": frozenset({"autoscaling:SuspendProcesses"}),
    "resume": frozenset({"autoscaling:ResumeProcesses"}),
}
GROUPS_A_CALL = 50  # names; API_DescribeAutoScalingGroups, read 2026-11-28


def observe(clients: Clients, names: Sequence[str]) -> dict[str, GroupSize]:
    """Return how large these groups are.

    Raises:
        RefusedError: one does not exist; the message names it.
        TransientError: throttled, or no answer.
    """
    found = find(clients, names)
    for name in (name for name in names if name not in found):
        raise RefusedError(
            f"Auto Scaling group {name}: it does not exist; set autoscaling_group in the manifest, "
            "or deploy it"
        )
    return found


def find(clients: Clients, names: Sequence[str]) -> dict[str, GroupSize]:
    """Return how large those of these groups are that exist.

    Raises:
        RefusedError: access denied.
        TransientError: throttled, or no answer.
    """
    asked = sorted(set(names))
    found: dict[str, GroupSize] = {}
    for start in range(0, len(asked), GROUPS_A_CALL):
        with translated("Auto Scaling groups"):
            pages = (
                clients("autoscaling")
                .get_paginator("describe_auto_scaling_groups")
                .paginate(AutoScalingGroupNames=asked[start : start + GROUPS_A_CALL])
            )
            groups = [group for page in pages for group in page["AutoScalingGroups"]]
        found |= {group["AutoScalingGroupName"]: _size(group) for group in groups}
    return found


def set_sizes(clients: Clients, name: str, *, minimum: int, maximum: int, desired: int) -> None:
    """Set how many instances a group has, and between what and what it may.

    Raises:
        RefusedError: access denied, the group is gone, or the numbers are not in order.
        TransientError: throttled, no answer, or another change of it is under way.
    """
    with translated(f"Auto Scaling group {name}"):
        clients("autoscaling", attempts=1).update_auto_scaling_group(
            AutoScalingGroupName=name, MinSize=minimum, MaxSize=maximum, DesiredCapacity=desired
        )


def suspend(clients: Clients, name: str, processes: Iterable[str]) -> None:
    """Let a group do without these processes (Launch, Terminate, HealthCheck, ...).

    Raises:
        RefusedError: access denied, or the group is gone.
        TransientError: throttled, no answer, or another change of it is under way.
    """
    with translated(f"Auto Scaling group {name}"):
        clients("autoscaling", attempts=1).suspend_processes(
            AutoScalingGroupName=name, ScalingProcesses=sorted(processes)
        )


def resume(clients: Clients, name: str, processes: Iterable[str]) -> None:
    """Let a group do these processes again.

    Raises:
        RefusedError: access denied, or the group is gone.
        TransientError: throttled, no answer, or another change of it is under way.
    """
    with translated(f"Auto Scaling group {name}"):
        clients("autoscaling", attempts=1).resume_processes(
            AutoScalingGroupName=name, ScalingProcesses=sorted(processes)
        )


def _size(group: dict[str, Any]) -> GroupSize:
    return GroupSize(
        minimum=group["MinSize"],
        maximum=group["MaxSize"],
        desired=group["DesiredCapacity"],
        in_service=sum(each["LifecycleState"] == "InService" for each in group["Instances"]),
        suspended=frozenset(each["ProcessName"] for each in group["SuspendedProcesses"]),
    )
