"""What the shipped manifests watch is calm while everything that the teams have runs."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError

from localcloud import workloads
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired import desired
from nightshift.domain.reconcile.resources import Hub, Kind, Place
from tests.cloud_process import REGION, ROOT, CloudProcess, running

ACCOUNT = "123456789012"
HOUR = 3600  # s


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudProcess]:
    """Everything that the teams have, and nobody who breaks any of it."""
    with running("--empty", "--start", "2026-01-15T00:00:05+00:00") as process:
        workloads.create(process, ROOT / "workloads")
        yield process


@pytest.fixture(scope="module")
def teams() -> list[Manifest]:
    return workloads.read(ROOT / "workloads")


def test_no_shipped_alarm_fires_while_everything_runs(
    cloud: CloudProcess, teams: list[Manifest]
) -> None:
    there = put_alarms(cloud, teams)

    cloud.advance(HOUR)

    firing = {
        each["AlarmName"]
        for region in there
        for each in alarms(cloud, region)
        if each["StateValue"] == "ALARM"
    }
    assert firing == set()


def test_no_shipped_alarm_of_an_aws_metric_is_blind(
    cloud: CloudProcess, teams: list[Manifest]
) -> None:
    there = put_alarms(cloud, teams)

    cloud.advance(25 * HOUR)  # one looks at a day

    blind = [
        each["AlarmName"]
        for region in there
        for each in alarms(cloud, region)
        if each["StateValue"] == "INSUFFICIENT_DATA" and re.search(r"AWS/|ECS/", str(each))
    ]
    assert blind == []


def put_alarms(cloud: CloudProcess, teams: list[Manifest]) -> set[str]:
    """Put every alarm of the manifests, none left out; return the regions."""
    hub = Hub("nightshift", ACCOUNT, REGION, "arn:aws:iam::1:role/r", "arn:aws:sqs:x:1:q", "role")
    known = {Place(ACCOUNT, region): balancers(cloud, region) for region in regions(teams)}
    wanted = desired(teams, hub, known=known)
    assert [entry for entry in wanted.left_out if entry.kind is Kind.ALARM] == []
    for place, resources in wanted.resources.items():
        for each in (each for each in resources if each.kind is Kind.ALARM):
            put(cloud, place.region, each.name, dict(each.definition))
    return regions(teams)


def put(cloud: CloudProcess, region: str, name: str, definition: dict[str, Any]) -> None:
    """Put one alarm that tells nobody."""
    quiet = {key: value for key, value in definition.items() if not key.endswith("Actions")}
    try:
        cloud.client("cloudwatch", region).put_metric_alarm(AlarmName=name, **quiet)
    except ClientError as refusal:
        raise AssertionError(name) from refusal


def regions(teams: list[Manifest]) -> set[str]:
    return {team.region for team in teams}


def balancers(cloud: CloudProcess, region: str) -> dict[str, str]:
    """Return short value -> full value of load balancers and target groups."""
    client = cloud.client("elbv2", region)
    arns = [b["LoadBalancerArn"] for b in client.describe_load_balancers()["LoadBalancers"]]
    arns += [t["TargetGroupArn"] for t in client.describe_target_groups()["TargetGroups"]]
    ends = [arn.rpartition(":")[2].removeprefix("loadbalancer/") for arn in arns]
    return {end.rpartition("/")[0]: end for end in ends}


def alarms(cloud: CloudProcess, region: str) -> list[dict[str, Any]]:
    """Return what we have put."""
    pages = cloud.client("cloudwatch", region).get_paginator("describe_alarms").paginate()
    return [
        each
        for each in pages.build_full_result()["MetricAlarms"]
        if each["AlarmName"].startswith("nightshift-")
    ]
