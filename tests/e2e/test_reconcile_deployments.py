"""Deployments of edited manifests: what is not valid rolls back, what is changes just that."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cloud_process import CloudProcess, running
from tests.e2e import tree
from tests.integration.reconcile.workload import GROUP, TEXT

# One cloud for all of them, in their order: each begins where the one before it ended.
pytestmark = pytest.mark.xdist_group("deployments")

ACCOUNT = "123456789012"
LAMBDA_TRIES_AGAIN = 200  # s, virtual: after one minute, and after two more
READS = ("Describe", "Get", "List", "Query", "Invoke", "CreateLogStream", "PutLogEvents")


def remove_all(cloud: CloudProcess) -> None:
    """Remove what the workload's manifest asks for, so that a deployment makes it anew."""
    watch, scheduler = cloud.client("cloudwatch"), cloud.client("scheduler")
    prefix = "nightshift-shop-dev"
    for alarm in watch.describe_alarms(AlarmNamePrefix=prefix)["MetricAlarms"]:
        watch.delete_alarms(AlarmNames=[alarm["AlarmName"]])
    for board in watch.list_dashboards(DashboardNamePrefix=prefix)["DashboardEntries"]:
        watch.delete_dashboards(DashboardNames=[board["DashboardName"]])
    for schedule in scheduler.list_schedules(GroupName="nightshift")["Schedules"]:
        scheduler.delete_schedule(GroupName="nightshift", Name=schedule["Name"])


def invoke(cloud: CloudProcess, event: dict[str, Any]) -> dict[str, Any]:
    answer = cloud.client("lambda").invoke(
        FunctionName="nightshift-reconcile", Payload=json.dumps(event).encode()
    )
    found: dict[str, Any] = json.loads(answer["Payload"].read())
    return found


def shop(threshold: int = 10, **fields: Any) -> str:
    values = {"account": ACCOUNT, "group": GROUP, "retention": 14, "threshold": threshold}
    return TEXT.format(name="shop-dev", **(values | fields))


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CloudProcess, Path]]:
    """Give a cloud whose stack has one workload, and the copy of the project it came from."""
    root = tree.copied(tmp_path_factory.mktemp("scene") / "copy", {"shop-dev.yaml": shop()})
    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as cloud:
        cloud.client("logs").create_log_group(logGroupName=GROUP)
        assert tree.deploy(cloud, root) == "CREATE_COMPLETE"
        yield cloud, root


INVALID = shop().replace("severity: critical", "severity: fatal", 1)


def test_an_invalid_manifest_of_a_first_deployment_leaves_nothing(tmp_path: Path) -> None:
    root = tree.copied(tmp_path / "copy", {"shop-dev.yaml": INVALID})

    with running("--empty", "--start", "2026-01-15T00:00:00+00:00") as cloud:
        assert tree.deploy(cloud, root) == "ROLLBACK_COMPLETE"
        assert cloud.client("cloudwatch").describe_alarms()["MetricAlarms"] == []


def test_a_function_that_dies_in_a_deployment_is_tried_again_and_finishes_it(
    scene: tuple[CloudProcess, Path],
) -> None:
    cloud, root = scene
    remove_all(cloud)
    fault = {"service": "cloudwatch", "action": "PutDashboard", "kind": "kill", "times": 1}
    cloud.post("faults", fault)
    tree.write(root, {"shop-dev.yaml": shop(threshold=20)})

    cloud.delete("calls")

    tree.begin(cloud, root)
    cloud.advance(LAMBDA_TRIES_AGAIN)

    assert tree.status(cloud) == "UPDATE_COMPLETE"
    faulty = {c["action"] for c in cloud.get("calls") if c["outcome"] == "fault"}
    assert "PutDashboard" in faulty
    assert invoke(cloud, {"dry_run": True})["changed"] == []


def test_an_invalid_manifest_rolls_the_deployment_back_before_anything_changed(
    scene: tuple[CloudProcess, Path],
) -> None:
    cloud, root = scene
    before = cloud.client("cloudwatch").describe_alarms()["MetricAlarms"]
    tree.write(root, {"shop-dev.yaml": INVALID})

    status = tree.deploy(cloud, root)

    assert status == "UPDATE_ROLLBACK_COMPLETE"
    assert "shop-dev.yaml" in tree.reason(cloud, "Reconciliation")
    assert "severity" in tree.reason(cloud, "Reconciliation")
    assert cloud.client("cloudwatch").describe_alarms()["MetricAlarms"] == before != []


def test_an_edited_manifest_changes_its_alarm_when_it_is_deployed(
    scene: tuple[CloudProcess, Path],
) -> None:
    cloud, root = scene
    cloud.delete("calls")
    tree.write(root, {"shop-dev.yaml": shop(threshold=99)})

    assert tree.deploy(cloud, root) == "UPDATE_COMPLETE"

    made = [call["operation"] for call in cloud.get("calls") if "ReconcileF" in call["role"]]
    assert {name for name in made if not name.startswith(READS)} == {"PutMetricAlarm"}


def test_the_last_workload_of_a_region_takes_its_things_along(
    scene: tuple[CloudProcess, Path],
) -> None:
    cloud, root = scene
    tokyo = cloud.client("cloudwatch", "ap-northeast-1")
    moved = shop().replace("region: ap-northeast-2", "region: ap-northeast-1")
    tree.write(root, {"shop-dev.yaml": moved})
    assert tree.deploy(cloud, root) == "UPDATE_COMPLETE"
    watched = tokyo.describe_alarms()["MetricAlarms"]

    tree.write(root, {"shop-dev.yaml": shop()})
    assert tree.deploy(cloud, root) == "UPDATE_COMPLETE"

    assert watched != []
    assert tokyo.describe_alarms()["MetricAlarms"] == []
