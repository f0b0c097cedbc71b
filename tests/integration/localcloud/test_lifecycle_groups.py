"""EC2 Auto Scaling: instances of a group are launched and terminated in their own time."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess, running
from tests.integration.localcloud.events_scene import unique

LAUNCH, TERMINATE = 60, 60  # s; localcloud/lifecycles/durations.py


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudProcess]:
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as process:
        process.client("ec2").create_launch_template(
            LaunchTemplateName="template",
            LaunchTemplateData={"ImageId": "ami-12c6146b", "InstanceType": "t3.small"},
        )
        process.advance(1)
        yield process


@pytest.fixture(scope="module")
def scaling(cloud: CloudProcess) -> Any:
    return cloud.client("autoscaling")


@pytest.fixture
def name(scaling: Any) -> str:
    """A new group of two instances, of one to four."""
    made = unique("group")
    scaling.create_auto_scaling_group(
        AutoScalingGroupName=made,
        MinSize=1,
        MaxSize=4,
        DesiredCapacity=2,
        LaunchTemplate={"LaunchTemplateName": "template"},
        AvailabilityZones=["ap-northeast-2a"],
    )
    return made


def found(scaling: Any, name: str) -> Any:
    names = [name]
    answer = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=names)
    return answer["AutoScalingGroups"][0]


def lives(scaling: Any, name: str) -> list[str]:
    return sorted(each["LifecycleState"] for each in found(scaling, name)["Instances"])


def sizes(scaling: Any, name: str) -> tuple[int, int, int]:
    group = found(scaling, name)
    return group["MinSize"], group["MaxSize"], group["DesiredCapacity"]


def update(scaling: Any, name: str, **wanted: int) -> None:
    scaling.update_auto_scaling_group(AutoScalingGroupName=name, **wanted)


def test_a_new_group_is_steady(scaling: Any, name: str) -> None:
    assert lives(scaling, name) == ["InService", "InService"]


def test_instances_are_pending_before_they_are_in_service(
    cloud: CloudProcess, scaling: Any, name: str
) -> None:
    """'Pending', 'InService' (EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling instance
    lifecycle")."""
    update(scaling, name, DesiredCapacity=3)
    seen = [lives(scaling, name)]
    for seconds in (LAUNCH - 1, 1):
        cloud.advance(seconds)
        seen.append(lives(scaling, name))

    there = ["InService", "InService"]
    assert seen == [[*there, "Pending"], [*there, "Pending"], [*there, "InService"]]


def test_instances_are_terminating_before_they_are_gone(
    cloud: CloudProcess, scaling: Any, name: str
) -> None:
    """'Terminating', 'Terminated' (EC2 Auto Scaling User Guide, "Amazon EC2 Auto Scaling instance
    lifecycle")."""
    ids = [each["InstanceId"] for each in found(scaling, name)["Instances"]]
    update(scaling, name, MinSize=0, MaxSize=0, DesiredCapacity=0)
    seen = [lives(scaling, name)]
    for seconds in (TERMINATE - 1, 1):
        cloud.advance(seconds)
        seen.append(lives(scaling, name))

    assert seen == [["Terminating"] * 2, ["Terminating"] * 2, []]
    listed = cloud.client("ec2").describe_instances(InstanceIds=ids)["Reservations"]
    states = {each["State"]["Name"] for group in listed for each in group["Instances"]}
    assert states == {"terminated"}


def test_another_size_may_come_before_the_last_one_is_reached(
    cloud: CloudProcess, scaling: Any, name: str
) -> None:
    update(scaling, name, DesiredCapacity=4)
    cloud.advance(LAUNCH / 2)
    update(scaling, name, DesiredCapacity=1)
    cloud.advance(LAUNCH + TERMINATE)

    assert lives(scaling, name) == ["InService"]


def test_a_size_outside_of_a_new_range_moves_into_it(scaling: Any, name: str) -> None:
    """'If you specify a new value for MinSize without specifying a value for DesiredCapacity, and
    the new MinSize is larger than the current size of the group, this sets the group's
    DesiredCapacity to the new MinSize value.' (EC2 Auto Scaling API Reference,
    "UpdateAutoScalingGroup")."""
    update(scaling, name, MinSize=3)
    raised = sizes(scaling, name)
    update(scaling, name, MinSize=0, MaxSize=1)

    assert (raised, sizes(scaling, name)) == ((3, 4, 3), (0, 1, 1))


def test_a_size_outside_of_the_range_is_refused(scaling: Any, name: str) -> None:
    """'DesiredCapacity: ... This number must be greater than or equal to the minimum size of the
    group and less than or equal to the maximum size of the group.' (EC2 Auto Scaling API Reference,
    "UpdateAutoScalingGroup")."""
    with pytest.raises(ClientError, match="must be between the specified min size:1 and max size"):
        update(scaling, name, DesiredCapacity=5)
    with pytest.raises(ClientError, match="is above max value 4"):
        scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=5)
    with pytest.raises(ClientError, match="ValidationError"):
        update(scaling, name, MinSize=5)

    assert sizes(scaling, name) == (1, 4, 2)


def test_a_suspended_process_waits_until_it_is_resumed(
    cloud: CloudProcess, scaling: Any, name: str
) -> None:
    """'Suspends the specified auto scaling processes, or all processes, for the specified Auto
    Scaling group.' (EC2 Auto Scaling API Reference, "SuspendProcesses"); 'Launch: Adds instances to
    the Auto Scaling group' (User Guide, "Suspend-resume processes")."""
    scaling.suspend_processes(AutoScalingGroupName=name, ScalingProcesses=["Launch", "Terminate"])
    update(scaling, name, DesiredCapacity=3)
    cloud.advance(LAUNCH)
    assert lives(scaling, name) == ["InService", "InService"]

    scaling.resume_processes(AutoScalingGroupName=name, ScalingProcesses=["Launch"])
    cloud.advance(LAUNCH)
    assert lives(scaling, name) == ["InService"] * 3

    update(scaling, name, DesiredCapacity=1)
    cloud.advance(TERMINATE)
    assert lives(scaling, name) == ["InService"] * 3
    suspended = found(scaling, name)["SuspendedProcesses"]
    assert [each["ProcessName"] for each in suspended] == ["Terminate"]

    scaling.resume_processes(AutoScalingGroupName=name)
    cloud.advance(TERMINATE)
    assert lives(scaling, name) == ["InService"]


def test_events_name_the_group_and_the_instance(
    cloud: CloudProcess, scaling: Any, name: str
) -> None:
    """'EC2 Instance Launch Successful', 'EC2 Instance Terminate Successful' (EC2 Auto Scaling User
    Guide, "Amazon EC2 Auto Scaling event reference")."""
    before = {each["InstanceId"] for each in found(scaling, name)["Instances"]}
    update(scaling, name, DesiredCapacity=3)
    cloud.advance(LAUNCH)
    (new,) = {each["InstanceId"] for each in found(scaling, name)["Instances"]} - before
    update(scaling, name, DesiredCapacity=2)
    cloud.advance(TERMINATE)

    told = [
        (e["detail-type"], e["detail"]["Origin"], e["detail"]["Destination"])
        for e in cloud.get("events")
        if e["source"] == "aws.autoscaling" and e["detail"]["AutoScalingGroupName"] == name
    ]
    assert told == [
        ("EC2 Instance Launch Successful", "EC2", "AutoScalingGroup"),
        ("EC2 Instance Terminate Successful", "AutoScalingGroup", "EC2"),
    ]
    states = [e["detail"]["state"] for e in cloud.get("events") if new in str(e["resources"])]
    assert states[:2] == ["pending", "running"]


def test_a_deleted_group_is_gone(scaling: Any, name: str) -> None:
    scaling.delete_auto_scaling_group(AutoScalingGroupName=name, ForceDelete=True)

    listed = scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])
    assert listed["AutoScalingGroups"] == []
    with pytest.raises(ClientError, match="name not found"):
        scaling.set_desired_capacity(AutoScalingGroupName=name, DesiredCapacity=1)
