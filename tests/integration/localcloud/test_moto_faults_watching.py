"""Faults of moto 5.2.5 that localcloud/corrections corrects; a test fails when upstream fixes one.

In a process of its own: conformance tests may have patched moto in this one.
"""

import json
import subprocess
import sys
from typing import Any

import pytest

CODE = """
import json, warnings
warnings.simplefilter("ignore")
import boto3
from moto import mock_aws
KEYS = {"region_name": "ap-northeast-2", "aws_access_key_id": "x", "aws_secret_access_key": "y"}
found = {}
mock_aws().start()

def client(service, region="ap-northeast-2"):
    return boto3.client(service, **{**KEYS, "region_name": region})

def accepted(call, **arguments):
    try:
        call(**arguments)
    except Exception:
        return False
    return True

tags = [{"Key": "a", "Value": "b"}]
cloudwatch, logs, sns = client("cloudwatch"), client("logs"), client("sns")
cloudwatch.put_dashboard(DashboardName="d", DashboardBody="{}", Tags=tags)
found["dashboard_tags"] = cloudwatch.list_tags_for_resource(
    ResourceARN="arn:aws:cloudwatch::123456789012:dashboard/d")["Tags"]
found["elsewhere"] = accepted(client("cloudwatch", "us-west-2").get_dashboard, DashboardName="d")
alarm = dict(MetricName="m", Namespace="n", Statistic="Sum", Period=60, EvaluationPeriods=1,
             Threshold=1, ComparisonOperator="GreaterThanThreshold")
found["long_name"] = accepted(cloudwatch.put_metric_alarm, AlarmName="x" * 256, **alarm)
found["long_span"] = accepted(
    cloudwatch.put_metric_alarm, AlarmName="x", **{**alarm, "EvaluationPeriods": 1441})
found["alarms"] = len(cloudwatch.describe_alarms(MaxRecords=1)["MetricAlarms"])
logs.create_log_group(logGroupName="g")
found["retention"] = accepted(logs.put_retention_policy, logGroupName="g", retentionInDays=2)
for number in range(51):
    logs.put_metric_filter(
        logGroupName="g", filterName=f"f{number}", filterPattern="x",
        metricTransformations=[dict(metricName="m", metricNamespace="n", metricValue="1")])
found["filters"] = len(logs.describe_metric_filters()["metricFilters"])
sns.create_topic(Name="t", Tags=tags)
found["other_tags"] = accepted(sns.create_topic, Name="t", Tags=[{"Key": "a", "Value": "c"}])
client("scheduler").create_schedule_group(Name="g", Tags=tags)
found["groups"] = accepted(client("scheduler").list_schedules, GroupName="none")
s3 = client("s3")
place = {"LocationConstraint": "ap-northeast-2"}
s3.create_bucket(Bucket="bucket", CreateBucketConfiguration=place)
s3.put_bucket_tagging(Bucket="bucket", Tagging={"TagSet": tags})

def listed(region="ap-northeast-2", **more):
    answer = client("resourcegroupstaggingapi", region).get_resources(**more)
    return [each["ResourceARN"] for each in answer["ResourceTagMappingList"]]

found["kinds"] = sorted({arn.split(":")[2] for arn in listed()})
found["buckets"] = listed("us-west-2")
for number in range(40):
    sns.create_topic(Name=f"t{number}", Tags=[{"Key": str(n), "Value": "x"} for n in range(5)])
found["page"] = len(listed(ResourcesPerPage=100))
database = dict(DBInstanceClass="db.t3.micro", Engine="postgres", AllocatedStorage=20,
                MasterUsername="u", MasterUserPassword="password")
found["windows"] = accepted(
    client("rds").create_db_instance, DBInstanceIdentifier="d", **database,
    PreferredBackupWindow="03:00-04:00", PreferredMaintenanceWindow="mon:04:00-mon:05:00")
subnet = client("ec2").describe_subnets()["Subnets"][0]["SubnetId"]
found["balancer"] = client("elbv2").create_load_balancer(
    Name="b", Type="network", Subnets=[subnet])["LoadBalancers"][0]["LoadBalancerArn"]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def moto() -> dict[str, Any]:
    """Return what plain moto did."""
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def test_moto_has_dashboards_per_region_and_without_tags(moto: dict[str, Any]) -> None:
    """dashboards.py; its body `{}` was accepted as well."""
    assert moto["dashboard_tags"] == []
    assert not moto["elsewhere"]


def test_moto_takes_alarms_beyond_the_limits(moto: dict[str, Any]) -> None:
    """constraints.py and alarms.py."""
    assert moto["long_name"]
    assert moto["long_span"]


def test_moto_lists_all_alarms_at_once(moto: dict[str, Any]) -> None:
    """alarms.py."""
    assert moto["alarms"] > 1


def test_moto_takes_any_retention_and_lists_all_filters_at_once(moto: dict[str, Any]) -> None:
    """log_groups.py."""
    assert moto["retention"]
    assert moto["filters"] == 51


def test_moto_takes_other_tags_of_a_topic_that_is_there(moto: dict[str, Any]) -> None:
    """topics.py."""
    assert moto["other_tags"]


def test_moto_lists_the_schedules_of_no_group(moto: dict[str, Any]) -> None:
    """events/schedule_calls.py."""
    assert moto["groups"]


def test_moto_leaves_out_schedule_groups_and_shows_buckets_everywhere(moto: dict[str, Any]) -> None:
    """tagging.py; and 100 tags end a page that may have 100 resources."""
    assert "scheduler" not in moto["kinds"]
    assert moto["buckets"] == ["arn:aws:s3:::bucket"]
    assert moto["page"] < 40


def test_moto_takes_a_network_load_balancer_for_an_application_one(moto: dict[str, Any]) -> None:
    """load_balancers.py."""
    assert ":loadbalancer/app/b/" in moto["balancer"]


def test_moto_refuses_windows_that_only_touch(moto: dict[str, Any]) -> None:
    """database/rds.py."""
    assert not moto["windows"]
