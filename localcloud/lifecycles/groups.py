"""EC2 Auto Scaling: instances of a group are launched and terminated in their own time.

UpdateAutoScalingGroup, SetDesiredCapacity, SuspendProcesses (API Reference), "Amazon EC2 Auto
Scaling event reference", read 2026-11-28. A new group is steady at once, and a deleted one is gone
at once. Nobody checks the health of instances: one that was stopped stays in its group.
"""

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from localcloud.answers import AwsError
from localcloud.api_call import ApiCall
from localcloud.lifecycles.durations import Durations
from localcloud.lifecycles.instances import Instances, set_state
from localcloud.lifecycles.lifecycle import Lifecycle, backend, home_of, patch

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

LAUNCHED = "EC2 Instance Launch Successful", "Launching a new EC2 instance", "EC2"
TERMINATED = "EC2 Instance Terminate Successful", "Terminating EC2 instance", "AutoScalingGroup"


def install(cloud: "Cloud", durations: Durations) -> None:
    """Hook in, at the service's first call."""
    groups = Groups(cloud, durations, "autoscaling")
    cloud.gateway.before("autoscaling", groups.patch)
    for operation in ("UpdateAutoScalingGroup", "SetDesiredCapacity"):
        cloud.gateway.check("autoscaling", operation, _check_sizes)
    for operation in ("SetDesiredCapacity", "SuspendProcesses", "ResumeProcesses"):
        cloud.gateway.check("autoscaling", operation, _check_exists)


class Groups(Lifecycle):
    """The groups of all accounts."""

    def __init__(self, cloud: "Cloud", durations: Durations, model: str) -> None:
        super().__init__(cloud, durations, model)
        self._instances = Instances(cloud, durations, "ec2")
        self._deleted: Any = None  # the group that is being deleted

    def patch(self) -> None:
        """Let moto's groups reach their size with time."""
        from moto.autoscaling.models import AutoScalingBackend, FakeAutoScalingGroup

        patch(FakeAutoScalingGroup, "set_desired_capacity", self.set_desired)
        patch(FakeAutoScalingGroup, "update", self.update)
        patch(AutoScalingBackend, "resume_processes", self.resume)
        patch(AutoScalingBackend, "delete_auto_scaling_group", self.delete)

    def update(self, original: Any, group: Any, **wanted: Any) -> None:
        """Answer UpdateAutoScalingGroup: a desired capacity outside of the range moves into it."""
        least, most = wanted.get("min_size"), wanted.get("max_size")
        least = group.min_size if least is None else least
        most = group.max_size if most is None else most
        if wanted.get("desired_capacity") is None:
            wanted["desired_capacity"] = min(max(group.desired_capacity, least), most)
        wanted["mixed_instances_policy"] = (
            wanted.get("mixed_instances_policy") or group.mixed_instances_policy
        )
        original(group, **wanted)

    def set_desired(self, original: Any, group: Any, wanted: int | None) -> None:
        """Launch or terminate until there are as many instances as are wanted."""
        known = group.autoscaling_backend.autoscaling_groups
        if known.get(group.name) is not group or group is self._deleted:
            original(group, wanted)  # it is being made, or deleted
            return
        with self.lock:
            group.desired_capacity = group.min_size if wanted is None else wanted
        self._approach(group)

    def delete(self, original: Any, scaling: Any, name: str) -> None:
        """Answer DeleteAutoScalingGroup, at once."""
        with self.lock:
            group = self._deleted = scaling.autoscaling_groups.get(name)
            gone = [each.instance for each in group.instance_states] if group is not None else []
            original(scaling, name)
            self._deleted = None
        self._instances.terminated(home_of(scaling), gone)

    def resume(self, original: Any, scaling: Any, name: str, processes: list[str]) -> None:
        """Answer ResumeProcesses: what was held up is done."""
        original(scaling, name, processes)
        self._approach(scaling.autoscaling_groups[name])

    def _approach(self, group: Any) -> None:
        suspended = {each["ProcessName"] for each in group.suspended_processes}
        with self.lock:
            staying = [each for each in group.instance_states if _stays(each)]
            missing = (group.desired_capacity or 0) - len(staying)
            if missing > 0 and "Launch" not in suspended:
                self._launch(group, missing)
            elif missing < 0 and "Terminate" not in suspended:
                free = [each for each in staying if not each.protected_from_scale_in]
                self._terminate(group, free[:-missing])

    def _launch(self, group: Any, count: int) -> None:
        before = set(group.instance_states)
        group.replace_autoscaling_group_instances(count, group.get_propagated_tags())
        made = [each for each in group.instance_states if each not in before]
        for each in made:
            each.lifecycle_state = "Pending"
            set_state(each.instance, "pending")
        self._tell(group, made, "pending")

        def due() -> None:
            with self.lock:
                ready = [each for each in made if each.lifecycle_state == "Pending"]
                for each in ready:
                    each.lifecycle_state = "InService"
                    set_state(each.instance, "running")
            self._ended(group, ready, "running", LAUNCHED)

        self.after("group-launch", due)

    def _terminate(self, group: Any, leaving: Sequence[Any]) -> None:
        if not leaving:
            return
        for each in leaving:
            each.lifecycle_state = "Terminating"
            set_state(each.instance, "shutting-down")
        self._tell(group, leaving, "shutting-down")

        def due() -> None:
            with self.lock:
                there = [each for each in group.instance_states if each in leaving]
                group.ec2_backend.terminate_instances([each.instance_id for each in there])
                group.instance_states = [
                    each for each in group.instance_states if each not in leaving
                ]
            self._ended(group, there, "terminated", TERMINATED)

        if leaving:
            self.after("group-terminate", due)

    def _ended(
        self, group: Any, states: Sequence[Any], state: str, told: tuple[str, str, str]
    ) -> None:
        scaling = group.autoscaling_backend
        if scaling.autoscaling_groups.get(group.name) is group:
            scaling.update_attached_elbs(group.name)
            scaling.update_attached_target_groups(group.name)
        self.changed()
        home = home_of(scaling)
        if state == "terminated":
            self._instances.terminated(home, [each.instance for each in states])
        else:
            self._tell(group, states, state)
        for each in states:
            self.emit(
                ("aws.autoscaling", told[0]), home, group.arn, self._detail(group, each, told)
            )

    def _tell(self, group: Any, states: Sequence[Any], state: str) -> None:
        home = home_of(group.autoscaling_backend)
        self._instances.tell(home, [each.instance for each in states], state)

    def _detail(self, group: Any, state: Any, told: tuple[str, str, str]) -> dict[str, Any]:
        _, said, origin = told
        number = str(uuid.uuid4())
        ends = ("EC2", "AutoScalingGroup")
        return {
            "StatusCode": "InProgress",
            "AutoScalingGroupName": group.name,
            "ActivityId": number,
            "Details": {"Availability Zone": state.availability_zone},
            "RequestId": number,
            "StatusMessage": "",
            "StartTime": self.stamp(),
            "EndTime": self.stamp(),
            "EC2InstanceId": state.instance_id,
            "Cause": f"At {self.stamp()} a user request set the desired capacity "
            f"to {group.desired_capacity}.",
            "Description": f"{said}: {state.instance_id}",
            "Origin": origin,
            "Destination": ends[1] if origin == ends[0] else ends[0],
        }


def _stays(state: Any) -> bool:
    return state.lifecycle_state in ("Pending", "InService")


def _check_exists(call: ApiCall) -> None:
    name = call.params.get("AutoScalingGroupName")
    if name not in backend("autoscaling", call.home).autoscaling_groups:
        raise AwsError(
            "ValidationError",
            f"AutoScalingGroup name not found - AutoScalingGroup '{name}' not found",
        )


def _check_sizes(call: ApiCall) -> None:
    wanted = call.params
    group = backend("autoscaling", call.home).autoscaling_groups.get(
        wanted.get("AutoScalingGroupName")
    )
    if group is None:
        return
    least = int(wanted.get("MinSize", group.min_size))
    most = int(wanted.get("MaxSize", group.max_size))
    if least > most:
        message = f"Max bound, {most}, must be greater than or equal to min bound, {least}"
        raise AwsError("ValidationError", message)
    desired = wanted.get("DesiredCapacity")
    if desired is None or least <= int(desired) <= most:
        return
    if call.operation == "SetDesiredCapacity":
        side, limit = ("above max", most) if int(desired) > most else ("below min", least)
        message = f"New SetDesiredCapacity value {desired} is {side} value {limit} for the "
        raise AwsError("ValidationError", f"{message}AutoScalingGroup.")
    message = f"Desired capacity:{desired} must be between the specified min size:{least} and "
    raise AwsError("ValidationError", f"{message}max size:{most}")
