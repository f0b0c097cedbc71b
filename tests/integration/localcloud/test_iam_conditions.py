"""Conditions decide with what AWS documents as the request context."""

from contextlib import suppress
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.iam_roles import allow, arn, refused, role, unique


def equals(name: str, value: str) -> dict[str, Any]:
    return {"StringEquals": {name: value}}


@pytest.mark.parametrize("name", ["aws:ResourceTag/team", "secretsmanager:ResourceTag/team"])
def test_a_secret_is_reached_by_its_tag_as_it_is_now(cloud: CloudProcess, name: str) -> None:
    """IAM User Guide, Controlling access to AWS resources using tags.

    "Use the aws:ResourceTag/key-name condition key to determine whether to allow access to the
    resource based on the tags that are attached to the resource."
    """
    secret = unique("secret")
    admin = cloud.client("secretsmanager")
    admin.create_secret(Name=secret, SecretString="x", Tags=[{"Key": "team", "Value": "a"}])
    granted = allow("secretsmanager:GetSecretValue", Condition=equals(name, "a"))
    client = cloud.assume(role(cloud, granted), "secretsmanager")

    client.get_secret_value(SecretId=secret)
    admin.tag_resource(SecretId=secret, Tags=[{"Key": "team", "Value": "b"}])

    assert refused(client.get_secret_value, SecretId=secret)[0] == "AccessDeniedException"


def test_an_instance_is_reached_by_its_tag(cloud: CloudProcess) -> None:
    """Service Authorization Reference, Amazon EC2: ec2:ResourceTag/${TagKey} "Filters access by the
    tags associated with the resource".
    """
    ec2 = cloud.client("ec2")
    image = "ami-12c6146b"
    tags = [{"ResourceType": "instance", "Tags": [{"Key": "role", "Value": "nat"}]}]
    tagged, plain = (
        ec2.run_instances(ImageId=image, MinCount=1, MaxCount=1, **more)["Instances"][0][
            "InstanceId"
        ]
        for more in ({"TagSpecifications": tags}, {})
    )
    granted = allow("ec2:StopInstances", Condition=equals("ec2:ResourceTag/role", "nat"))
    client = cloud.assume(role(cloud, granted), "ec2")

    client.stop_instances(InstanceIds=[tagged])

    assert plain in refused(client.stop_instances, InstanceIds=[tagged, plain])[1]


def test_a_database_is_reached_by_its_tag(cloud: CloudProcess) -> None:
    """Service Authorization Reference, Amazon RDS: rds:db-tag/${TagKey} "Filters access by the tag
    attached to a DB instance".
    """
    name = unique("db")
    cloud.client("rds").create_db_cluster(
        DBClusterIdentifier=name, Engine="aurora-postgresql", MasterUsername="admin_",
        MasterUserPassword="secret-secret", Tags=[{"Key": "nightshift", "Value": "yes"}],
    )  # fmt: skip
    yes = allow("rds:DescribeDBClusters", Condition=equals("aws:ResourceTag/nightshift", "yes"))
    no = allow("rds:DescribeDBClusters", Condition=equals("rds:cluster-tag/nightshift", "no"))

    cloud.assume(role(cloud, yes), "rds").describe_db_clusters(DBClusterIdentifier=name)

    refused(cloud.assume(role(cloud, no), "rds").describe_db_clusters, DBClusterIdentifier=name)


def test_tags_of_the_request_are_controlled(cloud: CloudProcess) -> None:
    """IAM User Guide, Controlling access during AWS requests.

    aws:RequestTag/key-name compares a tag passed in the request, aws:TagKeys its tag keys.
    """
    only = {
        "StringEquals": {"aws:RequestTag/team": "a"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["team"]},
    }
    client = cloud.assume(role(cloud, allow("sqs:*", Condition=only)), "sqs")

    client.create_queue(QueueName=unique("queue"), tags={"team": "a"})

    refused(client.create_queue, QueueName=unique("queue"), tags={"team": "b"})
    refused(client.create_queue, QueueName=unique("queue"), tags={"team": "a", "other": "x"})
    refused(client.create_queue, QueueName=unique("queue"))


def test_a_missing_key_does_not_match_and_a_negated_one_does(cloud: CloudProcess) -> None:
    """IAM User Guide, IAM JSON policy elements: Condition operators.

    "If the key that you specify in a policy condition is not present in the request context, the
    values do not match and the condition is false. If the policy condition requires that the key
    is not matched, such as StringNotLike or ArnNotLike, and the right key is not present, the
    condition is true."
    """
    positive = allow("sqs:ListQueues", Condition={"StringLike": {"aws:PrincipalTag/x": "*"}})
    negative = allow("sqs:ListQueues", Condition={"StringNotLike": {"aws:PrincipalTag/x": "y"}})

    cloud.assume(role(cloud, negative), "sqs").list_queues()

    refused(cloud.assume(role(cloud, positive), "sqs").list_queues)


def test_names_of_keys_do_not_mind_letter_case(cloud: CloudProcess) -> None:
    """IAM User Guide, IAM JSON policy elements: Condition.

    "Context key names are not case-sensitive."
    """
    granted = allow("sqs:ListQueues", Condition=equals("AWS:requestedregion", REGION))

    cloud.assume(role(cloud, granted), "sqs").list_queues()


def test_the_role_s_own_tags_fill_a_policy_variable(cloud: CloudProcess) -> None:
    """IAM User Guide, IAM JSON policy elements: Variables and tags.

    "You can use policy variables in the Resource element and in string comparisons in the Condition
    element."
    """
    mine, other = unique("mine"), unique("other")
    for name in (mine, other):
        cloud.client("ssm").put_parameter(Name=f"/{name}/x", Value="v", Type="String")
    granted = allow("ssm:GetParameter", arn("ssm", "parameter/${aws:PrincipalTag/path}/*"))
    name = role(cloud, granted, Tags=[{"Key": "path", "Value": mine}])
    client = cloud.assume(name, "ssm")

    client.get_parameter(Name=f"/{mine}/x")

    refused(client.get_parameter, Name=f"/{other}/x")


def test_session_tags_are_principal_tags(cloud: CloudProcess) -> None:
    """IAM User Guide, Pass session tags in AWS STS: a session tag overrides the role's own."""
    granted = allow("sqs:ListQueues", Condition=equals("aws:PrincipalTag/shift", "night"))
    name = role(cloud, granted, Tags=[{"Key": "shift", "Value": "day"}])
    found = cloud.client("sts").assume_role(
        RoleArn=name, RoleSessionName="session", Tags=[{"Key": "shift", "Value": "night"}]
    )["Credentials"]
    tagged = (found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])

    cloud.client("sqs", key=tagged).list_queues()

    refused(cloud.assume(name, "sqs").list_queues)


def test_items_are_reached_by_their_partition_key(cloud: CloudProcess) -> None:
    """Amazon DynamoDB Developer Guide, Using IAM policy conditions for fine-grained access control:
    dynamodb:LeadingKeys "represents the first key attribute of a table".
    """
    table = unique("table")
    cloud.client("dynamodb").create_table(
        TableName=table,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    own = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["mine#*"]}}
    present = {"Null": {"dynamodb:LeadingKeys": "false"}}
    granted = allow("dynamodb:*", arn("dynamodb", f"table/{table}"), Condition=own | present)
    client = cloud.assume(role(cloud, granted), "dynamodb")
    mine, theirs = {"pk": {"S": "mine#1"}}, {"pk": {"S": "theirs#1"}}
    query = {
        "TableName": table,
        "KeyConditionExpression": "#k = :v",
        "ExpressionAttributeNames": {"#k": "pk"},
    }

    client.put_item(TableName=table, Item=mine)
    client.get_item(TableName=table, Key=mine)
    client.query(**query, ExpressionAttributeValues={":v": mine["pk"]})
    client.batch_get_item(RequestItems={table: {"Keys": [mine]}})

    refused(client.put_item, TableName=table, Item=theirs)
    refused(client.query, **query, ExpressionAttributeValues={":v": theirs["pk"]})
    refused(client.batch_get_item, RequestItems={table: {"Keys": [mine, theirs]}})
    refused(
        client.transact_write_items, TransactItems=[{"Put": {"TableName": table, "Item": theirs}}]
    )
    refused(client.scan, TableName=table)


@pytest.mark.parametrize(
    ("service", "action", "name", "right", "wrong", "call"),
    [
        ("s3", "s3:ListBucket", "s3:prefix", "a/", "b/",
         lambda c, v: c.list_objects_v2(Bucket="iam-no-bucket", Prefix=v)),
        ("cloudwatch", "cloudwatch:PutMetricData", "cloudwatch:namespace", "Nightshift", "Other",
         lambda c, v: c.put_metric_data(Namespace=v, MetricData=[{"MetricName": "m", "Value": 1}])),
        ("ecs", "ecs:ListTasks", "ecs:cluster", "a", "b", lambda c, v: c.list_tasks(cluster=v)),
        ("sesv2", "ses:SendEmail", "ses:FromAddress", "a@x.org", "b@x.org",
         lambda c, v: c.send_email(FromEmailAddress=f"N <{v}>",
                                   Destination={"ToAddresses": ["c@x.org"]},
                                   Content={"Simple": {"Subject": {"Data": "s"}, "Body": {}}})),
        ("events", "events:PutEvents", "events:source", "a", "b",
         lambda c, v: c.put_events(Entries=[{"Source": v, "DetailType": "d", "Detail": "{}"}])),
        ("events", "events:PutEvents", "events:detail-type", "a", "b",
         lambda c, v: c.put_events(Entries=[{"Source": "s", "DetailType": v, "Detail": "{}"}])),
    ],
)  # fmt: skip
def test_services_bring_their_own_keys(
    cloud: CloudProcess, service: str, action: str, name: str, right: str, wrong: str, call: Any
) -> None:
    """Service Authorization Reference: the "Condition keys" table of each service."""
    value = arn("ecs", f"cluster/{right}") if name == "ecs:cluster" else right
    granted = role(cloud, allow(action, Condition=equals(name, value)))
    client = cloud.assume(granted, service)

    _, message, _ = refused(call, c=client, v=wrong)
    assert action in message
    with suppress(ClientError):  # no such bucket, cluster, identity: IAM let it pass
        call(client, right)

    denied = [d for d in cloud.get("audit")["denied"] if granted.endswith(f"/{d['role']}")]
    assert len(denied) == 1


def test_a_key_that_nobody_knows_is_an_error_that_names_it(cloud: CloudProcess) -> None:
    """Of this cloud: a condition that nobody evaluates must not let anybody in."""
    granted = allow("sqs:ListQueues", Condition=equals("sqs:Moon", "full"))

    _, message, _ = refused(cloud.assume(role(cloud, granted), "sqs").list_queues)

    assert "no rule for the condition key sqs:moon" in message
    assert "sqs:ListQueues" in message
