"""ECS: tasks of a service start and stop in their own time, and it tells when it is steady."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cloud_process import CloudProcess, running
from tests.integration.localcloud.events_scene import unique

CLUSTER = "lifecycle"
START, STOP = 60, 30  # s; localcloud/lifecycles/durations.py


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudProcess]:
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as process:
        ecs = process.client("ecs")
        ecs.create_cluster(clusterName=CLUSTER)
        container = {"name": "c", "image": "i", "memory": 128}
        for _ in range(2):
            ecs.register_task_definition(family="task", containerDefinitions=[container])
        process.advance(1)
        yield process


@pytest.fixture(scope="module")
def ecs(cloud: CloudProcess) -> Any:
    return cloud.client("ecs")


@pytest.fixture
def name(ecs: Any) -> str:
    """A new service of two tasks."""
    made = unique("service")
    ecs.create_service(cluster=CLUSTER, serviceName=made, taskDefinition="task:1", desiredCount=2)
    return made


def found(ecs: Any, name: str) -> Any:
    return ecs.describe_services(cluster=CLUSTER, services=[name])["services"][0]


def counts(service: Any) -> tuple[int, int, int]:
    """Return (desired, running, pending)."""
    return service["desiredCount"], service["runningCount"], service["pendingCount"]


def scale(ecs: Any, name: str, count: int) -> tuple[int, int, int]:
    wanted = {"cluster": CLUSTER, "service": name, "desiredCount": count}
    return counts(ecs.update_service(**wanted)["service"])


def steady(cloud: CloudProcess, name: str) -> list[Any]:
    """Return the events that say that a service is steady."""
    return [
        event
        for event in cloud.get("events")
        if event["detail"].get("eventName") == "SERVICE_STEADY_STATE"
        and event["resources"][0].endswith(f"/{name}")
    ]


def test_a_new_service_is_steady(ecs: Any, name: str) -> None:
    service = found(ecs, name)

    assert counts(service) == (2, 2, 0)
    assert [each["rolloutState"] for each in service["deployments"]] == ["COMPLETED"]


def test_more_tasks_are_pending_before_they_run(cloud: CloudProcess, ecs: Any, name: str) -> None:
    """'runningCount: The number of tasks in the cluster that are in the RUNNING state.'
    'pendingCount: ... in the PENDING state.' (ECS API Reference, "Service")."""
    seen = [scale(ecs, name, 5)]
    for seconds in (START - 1, 1):
        cloud.advance(seconds)
        seen.append(counts(found(ecs, name)))

    assert seen == [(5, 2, 3), (5, 2, 3), (5, 5, 0)]
    cluster = ecs.describe_clusters(clusters=[CLUSTER])["clusters"][0]
    assert cluster["pendingTasksCount"] == 0


def test_fewer_tasks_run_until_they_have_stopped(cloud: CloudProcess, ecs: Any, name: str) -> None:
    """'When you stop a task ... a default 30-second timeout' (ECS API Reference, "StopTask")."""
    seen = [scale(ecs, name, 0)]
    for seconds in (STOP - 1, 1):
        cloud.advance(seconds)
        seen.append(counts(found(ecs, name)))

    assert seen == [(0, 2, 0), (0, 2, 0), (0, 0, 0)]


def test_another_count_may_come_before_the_last_one_is_reached(
    cloud: CloudProcess, ecs: Any, name: str
) -> None:
    """'desiredCount: The number of instantiations of the task to place and keep running in your
    service.' (ECS API Reference, "UpdateService"): the last one counts."""
    scale(ecs, name, 6)
    cloud.advance(START / 2)
    assert scale(ecs, name, 3) == (3, 2, 1)
    assert scale(ecs, name, 1) == (1, 2, 0)
    assert scale(ecs, name, 4) == (4, 2, 3)

    cloud.advance(STOP)
    assert counts(found(ecs, name)) == (4, 1, 3)
    cloud.advance(START - STOP)

    assert counts(found(ecs, name)) == (4, 4, 0)
    assert len(steady(cloud, name)) == 1


def test_the_same_count_changes_nothing(cloud: CloudProcess, ecs: Any, name: str) -> None:
    assert scale(ecs, name, 2) == (2, 2, 0)
    cloud.advance(START)

    assert steady(cloud, name) == []


def test_it_tells_when_it_is_steady(cloud: CloudProcess, ecs: Any, name: str) -> None:
    """'SERVICE_STEADY_STATE: The service is healthy and at the desired number of tasks, thus
    reaching a steady state.' (ECS Developer Guide, "Amazon ECS service action events")."""
    scale(ecs, name, 3)
    assert steady(cloud, name) == []
    cloud.advance(START)

    (event,) = steady(cloud, name)
    service = found(ecs, name)
    assert (event["source"], event["detail-type"]) == ("aws.ecs", "ECS Service Action")
    assert event["resources"] == [service["serviceArn"]]
    assert event["detail"]["eventType"] == "INFO"
    assert event["detail"]["clusterArn"] == service["clusterArn"]
    assert service["events"][0]["message"] == f"(service {name}) has reached a steady state."


def test_a_new_task_definition_is_a_second_deployment_for_a_while(
    cloud: CloudProcess, ecs: Any, name: str
) -> None:
    """'PRIMARY: The most recent deployment of a service.' 'ACTIVE: A service deployment that still
    has running tasks, but are in the process of being replaced' (ECS API Reference,
    "Deployment")."""
    ecs.update_service(cluster=CLUSTER, service=name, taskDefinition="task:2")

    cloud.advance(START)
    deployments = found(ecs, name)["deployments"]
    seen = [(each["status"], each["rolloutState"]) for each in deployments]
    cloud.advance(STOP)

    assert seen == [("PRIMARY", "IN_PROGRESS"), ("ACTIVE", "COMPLETED")]
    (deployment,) = found(ecs, name)["deployments"]
    assert (deployment["status"], deployment["rolloutState"]) == ("PRIMARY", "COMPLETED")
    assert deployment["taskDefinition"].endswith("task:2")
    assert counts(found(ecs, name)) == (2, 2, 0)


def test_a_deleted_service_has_no_tasks(cloud: CloudProcess, ecs: Any, name: str) -> None:
    """'INACTIVE' (ECS API Reference, "DeleteService"); what was to start does not."""
    scale(ecs, name, 3)

    ecs.delete_service(cluster=CLUSTER, service=name, force=True)
    cloud.advance(START)

    service = found(ecs, name)
    assert (service["status"], service["runningCount"]) == ("INACTIVE", 0)
