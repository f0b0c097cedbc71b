"""Application Auto Scaling: a range counts at once, and a calm service is scaled in."""

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import CloudProcess, running
from tests.integration.localcloud.events_scene import unique

CLUSTER, DIMENSION = "lifecycle", "ecs:service:DesiredCount"
START, CALM = 60, 900  # s; localcloud/lifecycles/durations.py
MANY = 120


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudProcess]:
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as process:
        ecs = process.client("ecs")
        ecs.create_cluster(clusterName=CLUSTER)
        container = {"name": "c", "image": "i", "memory": 128}
        ecs.register_task_definition(family="task", containerDefinitions=[container])
        process.advance(1)
        yield process


@pytest.fixture(scope="module")
def scaling(cloud: CloudProcess) -> Any:
    return cloud.client("application-autoscaling")


@pytest.fixture(scope="module")
def ecs(cloud: CloudProcess) -> Any:
    return cloud.client("ecs")


@pytest.fixture
def name(ecs: Any) -> str:
    """A new service of two tasks."""
    return service(ecs)


def service(ecs: Any, count: int = 2) -> str:
    made = unique("target")
    wanted = {"cluster": CLUSTER, "serviceName": made, "taskDefinition": "task"}
    ecs.create_service(**wanted, desiredCount=count)
    return made


def place(name: str) -> dict[str, str]:
    resource = f"service/{CLUSTER}/{name}"
    return {"ServiceNamespace": "ecs", "ResourceId": resource, "ScalableDimension": DIMENSION}


def register(scaling: Any, name: str, **wanted: Any) -> None:
    scaling.register_scalable_target(**place(name), **wanted)


def track(scaling: Any, name: str, **more: Any) -> None:
    metric = {"PredefinedMetricType": "ECSServiceAverageCPUUtilization"}
    scaling.put_scaling_policy(
        **place(name),
        PolicyName=f"{name}-cpu",
        PolicyType="TargetTrackingScaling",
        TargetTrackingScalingPolicyConfiguration={
            "TargetValue": 70,
            "PredefinedMetricSpecification": metric,
            **more,
        },
    )


def target(scaling: Any, name: str) -> Any:
    ids = [place(name)["ResourceId"]]
    answer = scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=ids)
    return answer["ScalableTargets"][0]


def desired(ecs: Any, name: str) -> int:
    found = ecs.describe_services(cluster=CLUSTER, services=[name])["services"][0]
    return int(found["desiredCount"])


@pytest.mark.parametrize(("least", "most", "expected"), [(4, 8, 4), (0, 1, 1), (1, 3, 2)])
def test_a_range_moves_the_desired_count_into_it(
    cloud: CloudProcess, scaling: Any, ecs: Any, name: str, least: int, most: int, expected: int
) -> None:
    """'it changes the resource's current capacity to a value that is inside of this range'
    (Application Auto Scaling API Reference, "RegisterScalableTarget")."""
    register(scaling, name, MinCapacity=least, MaxCapacity=most)

    assert desired(ecs, name) == expected
    cloud.advance(START)
    found = ecs.describe_services(cluster=CLUSTER, services=[name])["services"][0]
    assert found["runningCount"] == expected


def test_what_is_left_out_stays_as_it_was(scaling: Any, ecs: Any, name: str) -> None:
    """'Any parameters that you don't specify are not changed by this update request.'
    (Application Auto Scaling API Reference, "RegisterScalableTarget")."""
    register(
        scaling, name, MinCapacity=1, MaxCapacity=4,
        SuspendedState={"ScheduledScalingSuspended": True},
    )  # fmt: skip
    register(scaling, name, MinCapacity=3)
    register(scaling, name, SuspendedState={"DynamicScalingInSuspended": True})

    found = target(scaling, name)
    assert (found["MinCapacity"], found["MaxCapacity"], desired(ecs, name)) == (3, 4, 3)
    assert found["SuspendedState"] == {
        "DynamicScalingInSuspended": True,
        "DynamicScalingOutSuspended": False,
        "ScheduledScalingSuspended": True,
    }


def test_the_suspended_state_is_always_there(scaling: Any, name: str) -> None:
    """'SuspendedState: Specifies whether the scaling activities for a scalable target are in a
    suspended state.' (Application Auto Scaling API Reference, "ScalableTarget")."""
    register(scaling, name, MinCapacity=1, MaxCapacity=4)

    assert set(target(scaling, name)["SuspendedState"].values()) == {False}


@pytest.mark.parametrize("wanted", [{"MinCapacity": 1}, {"MinCapacity": 3, "MaxCapacity": 2}])
def test_an_impossible_range_is_refused(
    scaling: Any, ecs: Any, name: str, wanted: dict[str, int]
) -> None:
    """'When you register a new scalable target, you must specify values for the minimum and maximum
    capacity.' (Application Auto Scaling API Reference, "RegisterScalableTarget")."""
    with pytest.raises(ClientError, match="ValidationException"):
        register(scaling, name, **wanted)

    assert desired(ecs, name) == 2


def test_targets_come_in_pages_that_end(scaling: Any, ecs: Any) -> None:
    """'This value can be between 1 and 50. The default value is 50.' (Application Auto Scaling API
    Reference, "DescribeScalableTargets")."""
    names = [service(ecs, 1) for _ in range(MANY)]
    for each in names:
        register(scaling, each, MinCapacity=1, MaxCapacity=1)

    pages = list(
        scaling.get_paginator("describe_scalable_targets").paginate(ServiceNamespace="ecs")
    )
    ids = [each["ResourceId"] for page in pages for each in page["ScalableTargets"]]
    some = [place(each)["ResourceId"] for each in names[:50]]
    answer = scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=some)

    assert [len(page["ScalableTargets"]) for page in pages[:2]] == [50, 50]
    assert len(ids) == len(set(ids)) >= MANY
    assert {each["ResourceId"] for each in answer["ScalableTargets"]} == set(some)
    with pytest.raises(ClientError, match="less than or equal to 50"):
        scaling.describe_scalable_targets(ServiceNamespace="ecs", ResourceIds=[*some, "x"])


def test_a_calm_service_is_scaled_in_after_a_quarter_of_an_hour(
    cloud: CloudProcess, scaling: Any, ecs: Any, name: str
) -> None:
    """'The target tracking policy ... removes capacity when ... utilization is below the target
    value' (Application Auto Scaling User Guide, "Target tracking scaling policies"); its low alarm
    has 15 datapoints of a minute."""
    register(scaling, name, MinCapacity=1, MaxCapacity=5)
    track(scaling, name)
    ecs.update_service(cluster=CLUSTER, service=name, desiredCount=4)

    cloud.advance(CALM - 1)
    before = desired(ecs, name)
    cloud.advance(1)

    assert (before, desired(ecs, name)) == (4, 1)


def test_nothing_is_scaled_in_while_that_is_suspended(
    cloud: CloudProcess, scaling: Any, ecs: Any, name: str
) -> None:
    """'For DynamicScalingInSuspended, while a suspension is in effect, all scale-in activities that
    are triggered by a scaling policy are suspended.' (Application Auto Scaling API Reference,
    "RegisterScalableTarget")."""
    off = {"DynamicScalingInSuspended": True}
    register(scaling, name, MinCapacity=1, MaxCapacity=5, SuspendedState=off)
    track(scaling, name)
    cloud.advance(2 * CALM)
    assert desired(ecs, name) == 2

    register(scaling, name, SuspendedState={"DynamicScalingInSuspended": False})
    cloud.advance(CALM)

    assert desired(ecs, name) == 1


def test_a_policy_may_leave_scaling_in_to_others(
    cloud: CloudProcess, scaling: Any, ecs: Any, name: str
) -> None:
    """'DisableScaleIn: Indicates whether scale in by the target tracking scaling policy is
    disabled.' (Application Auto Scaling API Reference,
    "TargetTrackingScalingPolicyConfiguration")."""
    register(scaling, name, MinCapacity=1, MaxCapacity=5)
    track(scaling, name, DisableScaleIn=True)
    cloud.advance(2 * CALM)

    assert desired(ecs, name) == 2


def test_a_service_that_was_at_its_minimum_waits_anew(
    cloud: CloudProcess, scaling: Any, ecs: Any, name: str
) -> None:
    register(scaling, name, MinCapacity=1, MaxCapacity=5)
    track(scaling, name)
    cloud.advance(CALM - 60)
    for count in (1, 3):
        ecs.update_service(cluster=CLUSTER, service=name, desiredCount=count)

    cloud.advance(CALM - 1)

    assert desired(ecs, name) == 3


def test_a_target_has_tags(scaling: Any, name: str) -> None:
    """'Tags: Assigns one or more tags to the scalable target.' (Application Auto Scaling API
    Reference, "RegisterScalableTarget"; also "TagResource", "UntagResource")."""
    register(scaling, name, MinCapacity=1, MaxCapacity=4, Tags={"a": "1"})
    arn = target(scaling, name)["ScalableTargetARN"]

    scaling.tag_resource(ResourceARN=arn, Tags={"b": "2"})
    scaling.untag_resource(ResourceARN=arn, TagKeys=["a"])

    assert scaling.list_tags_for_resource(ResourceARN=arn)["Tags"] == {"b": "2"}
