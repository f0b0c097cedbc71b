"""What a call needs: the actions and ARNs that AWS documents for it."""

from typing import Any

import pytest

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.iam_roles import (
    ANYBODY,
    allow,
    arn,
    refused,
    role,
    unique,
)


@pytest.fixture(scope="module")
def table(cloud: CloudProcess) -> str:
    name = unique("table")
    cloud.client("dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
    )
    return name


@pytest.fixture(scope="module")
def bucket(cloud: CloudProcess) -> str:
    name = unique("bucket")
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    s3.put_object(Bucket=name, Key="there", Body=b"x")
    return name


def item(table: str, key: str = "1") -> dict[str, Any]:
    return {"TableName": table, "Item": {"pk": {"S": key}}}


def key(table: str, value: str = "1") -> dict[str, Any]:
    return {"TableName": table, "Key": {"pk": {"S": value}}}


def test_a_transaction_needs_the_permissions_of_its_parts(cloud: CloudProcess, table: str) -> None:
    """Amazon DynamoDB Developer Guide, Using IAM with DynamoDB transactions.

    "Permissions for Put, Update, Delete, and Get actions are governed by the permissions used for
    the underlying PutItem, UpdateItem, DeleteItem, and GetItem operations. For the ConditionCheck
    action, you can use the dynamodb:ConditionCheckItem permission in IAM policies."
    """
    name = role(cloud, allow("dynamodb:PutItem", arn("dynamodb", f"table/{table}")))
    dynamodb = cloud.assume(name, "dynamodb")
    check = {
        "ConditionCheck": {**key(table, "9"), "ConditionExpression": "attribute_not_exists(pk)"}
    }

    dynamodb.transact_write_items(TransactItems=[{"Put": item(table, "2")}])

    _, message, _ = refused(
        dynamodb.transact_write_items, TransactItems=[{"Put": item(table, "3")}, check]
    )
    assert "dynamodb:ConditionCheckItem" in message


def test_the_permission_of_head_object_is_get_object(cloud: CloudProcess, bucket: str) -> None:
    """Amazon S3 API Reference, HeadObject.

    "To use HEAD, you must have the s3:GetObject permission."
    """
    name = role(cloud, allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*"))

    cloud.assume(name, "s3").head_object(Bucket=bucket, Key="there")

    assert (
        refused(cloud.assume(role(cloud), "s3").head_object, Bucket=bucket, Key="there")[2] == 403
    )


def test_a_missing_object_is_hidden_from_those_who_may_not_list(
    cloud: CloudProcess, bucket: str
) -> None:
    """Amazon S3 API Reference, GetObject.

    "If you don't have the s3:ListBucket permission, Amazon S3 returns an HTTP status code 403
    Access Denied error."
    """
    read = allow("s3:GetObject", f"arn:aws:s3:::{bucket}/*")
    listing = allow("s3:ListBucket", f"arn:aws:s3:::{bucket}")
    reader = cloud.assume(role(cloud, read), "s3")
    lister = cloud.assume(role(cloud, read, listing), "s3")

    assert refused(reader.get_object, Bucket=bucket, Key="none")[::2] == ("AccessDenied", 403)
    assert refused(lister.get_object, Bucket=bucket, Key="none")[::2] == ("NoSuchKey", 404)


def test_a_copy_needs_both_ends(cloud: CloudProcess, bucket: str) -> None:
    """Amazon S3 API Reference, CopyObject.

    "You must have read access to the source object and write access to the destination bucket."
    """
    write = allow("s3:PutObject", f"arn:aws:s3:::{bucket}/copies/*")
    s3 = cloud.assume(role(cloud, write), "s3")

    _, message, _ = refused(
        s3.copy_object, Bucket=bucket, Key="copies/a", CopySource=f"{bucket}/there"
    )

    assert "s3:GetObject" in message


def test_a_secrets_arn_ends_in_six_characters(cloud: CloudProcess) -> None:
    """AWS Secrets Manager API Reference: a partial ARN lacks "the final hyphen and six random
    characters that Secrets Manager adds at the end of the ARN when you created the secret".
    """
    secret = unique("secret")
    cloud.client("secretsmanager").create_secret(Name=secret, SecretString="x")
    prefix = arn("secretsmanager", f"secret:{secret}")
    exact = cloud.assume(
        role(cloud, allow("secretsmanager:GetSecretValue", f"{prefix}-??????")), "secretsmanager"
    )
    bare = cloud.assume(
        role(cloud, allow("secretsmanager:GetSecretValue", prefix)), "secretsmanager"
    )

    for given in (secret, prefix):
        exact.get_secret_value(SecretId=given)

    assert refused(bare.get_secret_value, SecretId=secret)[0] == "AccessDeniedException"


def test_a_log_groups_arn_in_a_policy_has_the_trailing_star(cloud: CloudProcess) -> None:
    """Amazon CloudWatch Logs API Reference, LogGroup, arn.

    "This version of the ARN includes a trailing :* after the log group name. Use this version to
    refer to the ARN in IAM policies when specifying permissions for most API actions."
    """
    group = unique("group")
    with_star = role(cloud, allow("logs:CreateLogGroup", arn("logs", f"log-group:{group}:*")))
    without = role(cloud, allow("logs:CreateLogGroup", arn("logs", f"log-group:{group}")))

    assert refused(cloud.assume(without, "logs").create_log_group, logGroupName=group)[
        0
    ].startswith("AccessDenied")
    cloud.assume(with_star, "logs").create_log_group(logGroupName=group)


def test_a_schedule_hands_over_a_role(cloud: CloudProcess) -> None:
    """IAM User Guide, Grant a user permissions to pass a role to an AWS service.

    "To pass a role (and its permissions) to an AWS service, a user must have permissions to pass
    the role to the service." AmazonEventBridgeSchedulerFullAccess grants iam:PassRole with
    iam:PassedToService scheduler.amazonaws.com.
    """
    scheduler = {"Service": "scheduler.amazonaws.com"}
    passed = role(cloud, trust={**ANYBODY, "Action": "sts:AssumeRole", "Principal": scheduler})
    create = allow("scheduler:CreateSchedule")
    to_scheduler = {"StringLike": {"iam:PassedToService": "scheduler.amazonaws.com"}}
    to_lambda = {"StringLike": {"iam:PassedToService": "lambda.amazonaws.com"}}
    schedule = {
        "Name": unique("schedule"),
        "ScheduleExpression": "at(2040-01-01T00:00:00)",
        "FlexibleTimeWindow": {"Mode": "OFF"},
        "Target": {"Arn": arn("sqs", "q"), "RoleArn": passed},
    }
    wrong = role(cloud, create, allow("iam:PassRole", passed, Condition=to_lambda))
    right = role(cloud, create, allow("iam:PassRole", passed, Condition=to_scheduler))

    _, message, _ = refused(cloud.assume(wrong, "scheduler").create_schedule, **schedule)
    assert f"iam:PassRole on resource: {passed}" in message
    cloud.assume(right, "scheduler").create_schedule(**schedule)


def test_events_need_the_permission_on_every_bus(cloud: CloudProcess) -> None:
    """Service Authorization Reference, Amazon EventBridge: PutEvents has the required resource type
    event-bus, arn:${Partition}:events:${Region}:${Account}:event-bus/${EventBusName}.
    """
    bus = unique("bus")
    cloud.client("events").create_event_bus(Name=bus)
    events = cloud.assume(
        role(cloud, allow("events:PutEvents", arn("events", f"event-bus/{bus}"))), "events"
    )
    entry = {"Source": "a", "DetailType": "b", "Detail": "{}", "EventBusName": bus}

    events.put_events(Entries=[entry])

    _, message, _ = refused(
        events.put_events, Entries=[entry, {**entry, "EventBusName": "default"}]
    )
    assert "event-bus/default" in message
