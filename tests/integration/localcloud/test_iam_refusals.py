"""How a refusal reads, service by service, and what the audit makes of it."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.iam_roles import (
    allow,
    arn,
    deny,
    document,
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


def item(table: str, key: str = "1") -> dict[str, Any]:
    return {"TableName": table, "Item": {"pk": {"S": key}}}


def key(table: str, value: str = "1") -> dict[str, Any]:
    return {"TableName": table, "Key": {"pk": {"S": value}}}


@pytest.mark.parametrize(
    ("service", "operation", "arguments", "code", "status"),
    [
        ("ec2", "stop_instances", {"InstanceIds": ["i-1"]}, "UnauthorizedOperation", 403),
        (
            "sns",
            "publish",
            {"TopicArn": arn("sns", "t"), "Message": "m"},
            "AuthorizationError",
            403,
        ),
        ("sqs", "list_queues", {}, "AccessDenied", 403),
        ("rds", "stop_db_instance", {"DBInstanceIdentifier": "d"}, "AccessDenied", 403),
        ("lambda", "invoke", {"FunctionName": "f"}, "AccessDeniedException", 403),
        ("stepfunctions", "list_state_machines", {}, "AccessDeniedException", 400),
        ("sesv2", "get_account", {}, "AccessDeniedException", 403),
        ("s3", "list_buckets", {}, "AccessDenied", 403),
    ],
)
def test_each_service_refuses_in_its_own_words(
    cloud: CloudProcess,
    service: str,
    operation: str,
    arguments: dict[str, Any],
    code: str,
    status: int,
) -> None:
    """The services' API references, Common Errors.

    AccessDeniedException (JSON protocols), AccessDenied (query, REST-XML), UnauthorizedOperation
    (Amazon EC2), AuthorizationError (Amazon SNS).
    """
    client = cloud.assume(role(cloud), service)

    assert refused(getattr(client, operation), **arguments)[::2] == (code, status)


def test_a_bucket_policy_can_deny_what_the_role_allows(cloud: CloudProcess) -> None:
    """IAM User Guide, Policy evaluation logic: an explicit deny in any policy overrides."""
    name = unique("bucket")
    s3 = cloud.client("s3")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    forbidden = deny("s3:PutObject", f"arn:aws:s3:::{name}/frozen/*", Principal="*")
    s3.put_bucket_policy(Bucket=name, Policy=document(forbidden))
    writer = cloud.assume(role(cloud, allow("s3:PutObject")), "s3")

    writer.put_object(Bucket=name, Key="open/a", Body=b"")

    _, message, _ = refused(writer.put_object, Bucket=name, Key="frozen/a", Body=b"")
    assert message.endswith("with an explicit deny in a resource-based policy")


def test_every_kind_of_resource_policy_can_deny(cloud: CloudProcess) -> None:
    """IAM User Guide, Policy evaluation logic: an explicit deny in any policy overrides."""
    frozen = document(deny("*", Principal="*"))
    queue = cloud.client("sqs").create_queue(
        QueueName=unique("queue"), Attributes={"Policy": frozen}
    )["QueueUrl"]
    topic = cloud.client("sns").create_topic(Name=unique("topic"), Attributes={"Policy": frozen})
    key_id = cloud.client("kms").create_key(Policy=frozen)["KeyMetadata"]["KeyId"]
    secret = cloud.client("secretsmanager").create_secret(Name=unique("s"), SecretString="x")["ARN"]
    cloud.client("secretsmanager").put_resource_policy(SecretId=secret, ResourcePolicy=frozen)
    name = role(cloud, allow("*"))

    messages = [
        refused(cloud.assume(name, "sqs").receive_message, QueueUrl=queue)[1],
        refused(cloud.assume(name, "sns").publish, TopicArn=topic["TopicArn"], Message="m")[1],
        refused(cloud.assume(name, "kms").encrypt, KeyId=key_id, Plaintext=b"x")[1],
        refused(cloud.assume(name, "secretsmanager").get_secret_value, SecretId=secret)[1],
    ]

    assert {text.rpartition(" with ")[2] for text in messages} == {
        "an explicit deny in a resource-based policy"
    }


def test_awss_own_policies_can_be_attached(cloud: CloudProcess) -> None:
    """AWS Managed Policy Reference, AWSLambdaBasicExecutionRole: logs:CreateLogGroup,
    logs:CreateLogStream, logs:PutLogEvents on "*".
    """
    group = unique("group")
    name = role(cloud)
    for policy in (
        "service-role/AWSLambdaBasicExecutionRole",
        "service-role/AWSLambdaVPCAccessExecutionRole",
        "AWSXRayDaemonWriteAccess",
    ):
        cloud.client("iam").attach_role_policy(
            RoleName=name.rpartition("/")[2], PolicyArn=f"arn:aws:iam::aws:policy/{policy}"
        )

    cloud.assume(name, "logs").create_log_group(logGroupName=group)
    cloud.assume(name, "ec2").describe_subnets()

    assert refused(cloud.assume(name, "logs").delete_log_group, logGroupName=group)


def test_an_operation_without_a_rule_is_an_error_that_names_it(cloud: CloudProcess) -> None:
    """Of this cloud: what nobody can judge is refused, and says where to add it."""
    name = role(cloud, allow("*"))

    _, message, _ = refused(cloud.assume(name, "dynamodb").list_global_tables)

    assert "no derivation rule for dynamodb:ListGlobalTables; add it in localcloud/iam/" in message


def test_the_audit_lists_denials_and_what_was_never_used(cloud: CloudProcess, table: str) -> None:
    """Of this cloud: `GET /_localcloud/audit`."""
    resource = arn("dynamodb", f"table/{table}")
    name = role(cloud, allow(["dynamodb:PutItem", "dynamodb:GetItem"], resource))
    dynamodb = cloud.assume(name, "dynamodb")
    dynamodb.put_item(**item(table))
    refused(dynamodb.delete_item, **key(table))

    audit = cloud.get("audit")

    short = name.rpartition("/")[2]
    assert [u for u in audit["unused"] if u["role"] == short] == [
        {"role": short, "action": "dynamodb:GetItem", "resource": resource}
    ]
    denied = [d for d in audit["denied"] if d["role"] == short]
    assert [(d["action"], d["resource"]) for d in denied] == [("dynamodb:DeleteItem", resource)]


def test_a_body_that_is_no_request_is_refused_not_crashed_on(cloud: CloudProcess) -> None:
    """Of this cloud: the gateway answers whatever arrives."""
    name = role(cloud, allow("*"))
    client = cloud.assume(name, "dynamodb")
    client.meta.events.register(
        "before-sign.dynamodb.GetItem", lambda request, **_: setattr(request, "data", b"[1")
    )

    code, _, status = refused(client.get_item, **key("t"))

    assert status >= 400
    assert code
    assert json.loads(json.dumps(cloud.get("health")))["status"] == "ok"


def test_a_role_that_does_not_exist_cannot_be_assumed(cloud: CloudProcess) -> None:
    """AssumeRole answers AccessDenied, whoever asks, and does not say whether there is a role."""
    with pytest.raises(ClientError) as refused:
        cloud.assume("arn:aws:iam::123456789012:role/nobody", "s3")

    assert refused.value.response["Error"]["Code"] == "AccessDenied"
    assert "sts:AssumeRole" in refused.value.response["Error"]["Message"]
