"""What runs looks healthy: metrics of AWS's own services, where nobody has put any."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from localcloud import workloads
from tests.cloud_process import ROOT, CloudProcess, running
from tests.integration.localcloud.alarm_scene import alarm, changes, state

CLUSTER, SERVICE = "onno-cluster", "onno-api-service"
DATABASE, NAT_GROUP = "glimpse-prod", "glimpse-prod-nat"
HOUR, MONTH = 3600, 30 * 86_400  # s
PATIENCE_SECONDS = 5  # a month of alarm periods would take minutes


@pytest.fixture(scope="module")
def cloud() -> Iterator[CloudProcess]:
    """Everything that the teams have; tests stop different parts of it."""
    with running("--empty", "--start", "2026-01-15T00:00:05+00:00") as process:
        workloads.create(process, ROOT / "workloads")
        yield process


def watching(cloud: CloudProcess, namespace: str, metric: str, **more: Any) -> str:
    """Return the name of a new alarm of an AWS metric, where silence is bad."""
    dimensions = [{"Name": k, "Value": v} for k, v in more.pop("of").items()]
    wanted = {"Namespace": namespace, "Dimensions": dimensions, "TreatMissingData": "breaching"}
    return alarm(cloud, metric, **(wanted | more))


def crash(cloud: CloudProcess, service: str = SERVICE, cluster: str = CLUSTER) -> str:
    """Return the name of a new alarm on a service's tasks (ON-A5)."""
    below_one = {"Statistic": "Minimum", "ComparisonOperator": "LessThanThreshold"}
    of = {"ClusterName": cluster, "ServiceName": service}
    return watching(cloud, "ECS/ContainerInsights", "RunningTaskCount", of=of, **below_one)


def busy(cloud: CloudProcess) -> tuple[str, Any]:
    """Return the name of a new alarm on a database's CPU, and who puts its data."""
    of = {"DBInstanceIdentifier": DATABASE}
    limits = {"Statistic": "Average", "Threshold": 80}
    dimensions = [{"Name": "DBInstanceIdentifier", "Value": DATABASE}]

    def put(value: float) -> None:
        datum = {"MetricName": "CPUUtilization", "Dimensions": dimensions, "Value": value}
        cloud.client("cloudwatch").put_metric_data(Namespace="AWS/RDS", MetricData=[datum])

    return watching(cloud, "AWS/RDS", "CPUUtilization", of=of, **limits), put


def test_an_alarm_on_what_runs_becomes_ok(cloud: CloudProcess) -> None:
    name = crash(cloud)

    cloud.advance(60)

    assert state(cloud, name) == "OK"


def test_an_alarm_on_what_does_not_exist_has_no_data(cloud: CloudProcess) -> None:
    name = crash(cloud, "gone")

    cloud.advance(60)

    assert state(cloud, name) == "ALARM"


def test_a_service_without_tasks_alarms_until_it_has_some_again(cloud: CloudProcess) -> None:
    name, ecs = crash(cloud), cloud.client("ecs")
    cloud.advance(60)

    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=0)
    cloud.advance(300)
    stopped = state(cloud, name)
    ecs.update_service(cluster=CLUSTER, service=SERVICE, desiredCount=2)
    cloud.advance(180)  # tasks take a minute to start

    assert stopped == "ALARM"
    assert changes(cloud, name)[1:] == [("OK", "ALARM"), ("ALARM", "OK")]


def test_a_stop_is_seen_after_the_periods_it_lasts(cloud: CloudProcess) -> None:
    """ "Avoiding premature transitions": three periods, and two more that are looked at."""
    rds, of = cloud.client("rds"), {"DBInstanceIdentifier": "codemate-db-dev"}
    name = watching(cloud, "AWS/RDS", "CPUUtilization", of=of, Threshold=100, EvaluationPeriods=3)
    cloud.advance(60)

    rds.stop_db_instance(**of)
    cloud.advance(180)
    early = state(cloud, name)
    cloud.advance(180)

    assert (early, state(cloud, name)) == ("OK", "ALARM")


def test_a_group_without_running_instances_has_no_status(cloud: CloudProcess) -> None:
    ec2, of = cloud.client("ec2"), {"AutoScalingGroupName": NAT_GROUP}
    name = watching(cloud, "AWS/EC2", "StatusCheckFailed", of=of, Statistic="Maximum")
    cloud.advance(60)

    wanted = [{"Name": "tag:aws:autoscaling:groupName", "Values": [NAT_GROUP]}]
    found = ec2.describe_instances(Filters=wanted)["Reservations"]
    ids = [each["InstanceId"] for group in found for each in group["Instances"]]
    ec2.stop_instances(InstanceIds=ids)
    cloud.advance(300)
    ec2.start_instances(InstanceIds=ids)
    cloud.advance(180)  # and so long to start

    assert changes(cloud, name)[1:] == [("OK", "ALARM"), ("ALARM", "OK")]


def test_a_deleted_cache_has_no_data(cloud: CloudProcess) -> None:
    of = {"CacheClusterId": "ticket-queue-redis"}
    name = watching(cloud, "AWS/ElastiCache", "CPUUtilization", of=of, Threshold=100)
    cloud.advance(60)
    before = state(cloud, name)

    cloud.client("elasticache").delete_cache_cluster(**of)
    cloud.advance(300)

    assert (before, state(cloud, name)) == ("OK", "ALARM")


def test_data_that_somebody_puts_win_until_they_end(cloud: CloudProcess) -> None:
    name, put = busy(cloud)
    cloud.advance(60)

    seen = [state(cloud, name)]
    for _ in range(2):
        put(95.0)
        cloud.advance(60)
        seen.append(state(cloud, name))
    cloud.advance(60)

    assert [*seen, state(cloud, name)] == ["OK", "ALARM", "ALARM", "OK"]


def test_an_idle_alarm_has_no_timer(cloud: CloudProcess) -> None:
    crash(cloud)
    _, put = busy(cloud)
    put(95.0)
    cloud.advance(HOUR)

    begin = time.monotonic()
    cloud.advance(MONTH)

    assert time.monotonic() - begin < PATIENCE_SECONDS


def test_readers_see_them_too(cloud: CloudProcess) -> None:
    now = datetime.fromisoformat(cloud.get("clock")["now"])
    dimensions = [{"Name": "DBInstanceIdentifier", "Value": "onno-db-prod"}]
    metric = {"Namespace": "AWS/RDS", "MetricName": "CPUUtilization", "Dimensions": dimensions}
    span = {"StartTime": now - timedelta(minutes=10), "EndTime": now}
    stat = {"Metric": metric, "Period": 300, "Stat": "p95"}
    cloudwatch = cloud.client("cloudwatch")

    query = [{"Id": "cpu", "MetricStat": stat}]
    values = cloudwatch.get_metric_data(**span, MetricDataQueries=query)["MetricDataResults"]
    points = cloudwatch.get_metric_statistics(
        **metric, **span, Period=300, Statistics=["Average", "SampleCount"]
    )["Datapoints"]

    assert values[0]["Values"] == [23.0, 23.0]
    assert [(p["Average"], p["SampleCount"], p["Unit"]) for p in points] == [
        (23.0, 5.0, "Percent"),
        (23.0, 5.0, "Percent"),
    ]
