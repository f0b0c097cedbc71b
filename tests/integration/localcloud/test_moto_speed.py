"""What is done once instead of for every call gives moto's own answers.

In a process of its own: other tests have patched moto in this one.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cloud_process import CloudProcess

CODE = """
import json, re, warnings
warnings.simplefilter("ignore")
import localcloud.moto_data
from moto.core import serialize as module
from localcloud import moto_speed
parts = [(getattr(module, name), method) for name, method in (
    ("ResponseSerializer", "_serialize_type_structure"), ("BaseXMLSerializer", "_serialize_body"),
    ("RestXMLSerializer", "_serialize_body"), ("EC2Serializer", "_serialize_body"))]
slow = [getattr(*part) for part in parts]
moto_speed.install()
fast = [getattr(*part) for part in parts]
assert not set(slow) & set(fast)
serialize = module.ResponseSerializer.serialize
import boto3
from moto import mock_aws

def use(functions):
    for part, function in zip(parts, functions):
        setattr(*part, function)

compared, unlike = [], []
NOW = re.compile("<LatestRestorableTime>.*?<")

def both(self, result):
    use(slow)
    expected = serialize(self, result)
    use(fast)
    found = serialize(self, result)
    compared.append(self.operation_model.name)
    if NOW.sub("", str(found)) != NOW.sub("", str(expected)):
        unlike.append([self.operation_model.name, str(expected), str(found)])
    return found

module.ResponseSerializer.serialize = both
with mock_aws():
    def client(name):
        return boto3.client(name, region_name="ap-northeast-2")
    ec2, rds, cache = client("ec2"), client("rds"), client("elasticache")
    ec2.run_instances(ImageId="ami-12c6146b", MinCount=2, MaxCount=2)
    ec2.describe_instances(), ec2.describe_vpcs(), ec2.describe_subnets()
    rds.create_db_instance(DBInstanceIdentifier="db", Engine="postgres", AllocatedStorage=20,
        DBInstanceClass="db.t3.micro", MasterUsername="u", MasterUserPassword="password")
    rds.describe_db_instances()
    cache.create_replication_group(ReplicationGroupId="g", ReplicationGroupDescription="g",
        Engine="redis", CacheNodeType="cache.t3.micro", NumCacheClusters=2)
    cache.describe_replication_groups()
    ecs, scaling = client("ecs"), client("application-autoscaling")
    ecs.create_cluster(clusterName="c")
    container = {"name": "a", "image": "a", "memory": 9}
    ecs.register_task_definition(family="t", containerDefinitions=[container])
    ecs.create_service(cluster="c", serviceName="s", taskDefinition="t", desiredCount=1)
    ecs.describe_services(cluster="c", services=["s"])
    watch, db = client("cloudwatch"), client("dynamodb")
    watch.put_metric_alarm(AlarmName="a", Namespace="N", MetricName="m", Statistic="Sum",
        Period=60, EvaluationPeriods=1, Threshold=1, ComparisonOperator="GreaterThanThreshold",
        Dimensions=[{"Name": "d", "Value": "v"}])
    watch.describe_alarms()
    events = client("events")
    events.put_rule(Name="r", EventPattern='{"source": ["x"]}')
    events.list_rules()
    groups, store = client("autoscaling"), client("s3")
    groups.create_launch_configuration(LaunchConfigurationName="l", ImageId="ami-12c6146b",
        InstanceType="t3.micro")
    groups.create_auto_scaling_group(AutoScalingGroupName="g", LaunchConfigurationName="l",
        MinSize=1, MaxSize=2, AvailabilityZones=["ap-northeast-2a"])
    groups.describe_auto_scaling_groups()
    store.create_bucket(Bucket="bucket",
        CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
    store.put_object(Bucket="bucket", Key="<&>", Body=b"")
    store.list_objects_v2(Bucket="bucket"), store.list_buckets()
print(json.dumps({"compared": sorted(set(compared)), "unlike": unlike}))
"""


def test_answers_are_written_as_moto_writes_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], capture_output=True, text=True, check=False, timeout=120
    )

    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout)
    compared = set(found["compared"])
    assert {"DescribeDBInstances", "DescribeServices", "ListObjectsV2"} <= compared
    assert {"DescribeAlarms", "DescribeInstances", "DescribeAutoScalingGroups"} <= compared
    assert found["unlike"] == []


@pytest.fixture(scope="module")
def table(cloud: CloudProcess) -> Iterator[Any]:
    """Give a client and a table of three partitions, with an index."""
    dynamodb, name = cloud.client("dynamodb"), "partitions"
    keys = [("pk", "HASH"), ("sk", "RANGE")]
    dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": each, "AttributeType": "S"} for each in ("pk", "sk", "other")
        ],
        KeySchema=[{"AttributeName": each, "KeyType": kind} for each, kind in keys],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-other",
                "KeySchema": [{"AttributeName": "other", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    for partition in "abc":
        for number in range(4):
            item = {"pk": partition, "sk": f"{number}", "other": f"{number % 2}"}
            dynamodb.put_item(TableName=name, Item={k: {"S": v} for k, v in item.items()})
    yield dynamodb
    dynamodb.delete_table(TableName=name)


def test_a_query_finds_its_partition_in_order(table: Any) -> None:
    assert _queried(table, "pk = :v", "b") == [("b", "0"), ("b", "1"), ("b", "2"), ("b", "3")]
    assert _queried(table, "pk = :v", "b", ScanIndexForward=False)[0] == ("b", "3")
    assert _queried(table, "pk = :v", "z") == []


def test_a_query_goes_on_where_its_page_ended(table: Any) -> None:
    first = table.query(
        TableName="partitions",
        KeyConditionExpression="pk = :v",
        ExpressionAttributeValues={":v": {"S": "b"}},
        Limit=3,
    )

    rest = _queried(table, "pk = :v", "b", ExclusiveStartKey=first["LastEvaluatedKey"])

    assert rest == [("b", "3")]


def test_a_query_of_an_index_looks_through_all_partitions(table: Any) -> None:
    found = _queried(table, "other = :v", "1", IndexName="by-other")

    assert sorted(found) == [(pk, sk) for pk in "abc" for sk in "13"]


def _queried(table: Any, condition: str, value: str, **more: Any) -> list[tuple[str, str]]:
    found = table.query(
        TableName="partitions",
        KeyConditionExpression=condition,
        ExpressionAttributeValues={":v": {"S": value}},
        **more,
    )
    return [(item["pk"]["S"], item["sk"]["S"]) for item in found["Items"]]
