"""IAM decides as AWS documents it: allow, deny, boundary, session, trust."""

from typing import Any

import pytest

from tests.cloud_process import REGION, CloudProcess
from tests.integration.localcloud.iam_roles import (
    ACCOUNT,
    ANYBODY,
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


def test_a_role_may_do_what_is_allowed_and_nothing_else(cloud: CloudProcess, table: str) -> None:
    """IAM User Guide, The difference between explicit and implicit denies.

    "Because an IAM principal is denied access by default, they must be explicitly allowed to
    perform an action."
    """
    name = role(cloud, allow("dynamodb:PutItem", arn("dynamodb", f"table/{table}")))
    dynamodb = cloud.assume(name, "dynamodb")

    dynamodb.put_item(**item(table))

    code, message, status = refused(dynamodb.delete_item, **key(table))
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/{name.rpartition('/')[2]}/test"
    assert (code, status) == ("AccessDeniedException", 400)
    assert message == (
        f"User: {session} is not authorized to perform: dynamodb:DeleteItem on resource: "
        f"{arn('dynamodb', f'table/{table}')} because no identity-based policy allows the "
        "dynamodb:DeleteItem action"
    )


def test_an_explicit_deny_trumps_an_allow(cloud: CloudProcess, table: str) -> None:
    """IAM User Guide, The difference between explicit and implicit denies.

    "If policies that apply to a request include an Allow statement and a Deny statement, the Deny
    statement trumps the Allow statement."
    """
    name = role(cloud, allow("dynamodb:*"), deny("dynamodb:Delete*"))
    dynamodb = cloud.assume(name, "dynamodb")

    dynamodb.put_item(**item(table))

    _, message, _ = refused(dynamodb.delete_item, **key(table))
    assert message.endswith("with an explicit deny in an identity-based policy")


def test_another_resource_is_another_question(cloud: CloudProcess, table: str) -> None:
    """Service Authorization Reference, Actions table.

    "If you limit resource access with the Resource element in an IAM policy, you must include an
    ARN or pattern for each required resource type."
    """
    name = role(cloud, allow("dynamodb:PutItem", arn("dynamodb", "table/other-*")))

    assert refused(cloud.assume(name, "dynamodb").put_item, **item(table))[0].startswith(
        "AccessDenied"
    )


def test_a_changed_policy_counts_at_once(cloud: CloudProcess, table: str) -> None:
    """IAM User Guide, Managing IAM policies: a policy in force is the one stored.

    (On AWS a change is "eventually consistent"; here it never takes time.)
    """
    name = role(cloud, allow("dynamodb:PutItem"))
    dynamodb = cloud.assume(name, "dynamodb")
    dynamodb.put_item(**item(table))

    cloud.client("iam").delete_role_policy(RoleName=name.rpartition("/")[2], PolicyName="p")

    assert refused(dynamodb.put_item, **item(table))[0] == "AccessDeniedException"


def test_a_boundary_limits_what_a_policy_allows(cloud: CloudProcess, table: str) -> None:
    """IAM User Guide, Permissions boundaries for IAM entities.

    "A permissions boundary is an advanced feature for using a managed policy to set the maximum
    permissions that an identity-based policy can grant to an IAM entity."
    """
    boundary = cloud.client("iam").create_policy(
        PolicyName=unique("boundary"), PolicyDocument=document(allow("dynamodb:GetItem"))
    )["Policy"]["Arn"]
    name = role(cloud, allow("dynamodb:*"), PermissionsBoundary=boundary)
    dynamodb = cloud.assume(name, "dynamodb")

    dynamodb.get_item(**key(table))

    _, message, _ = refused(dynamodb.put_item, **item(table))
    assert message.endswith("because no permissions boundary allows the dynamodb:PutItem action")


def test_a_session_policy_limits_the_session(cloud: CloudProcess, table: str) -> None:
    """AWS STS API Reference, AssumeRole, Policy.

    "The resulting session's permissions are the intersection of the role's identity-based policy
    and the session policies."
    """
    name = role(cloud, allow("dynamodb:*"))
    found = cloud.client("sts").assume_role(
        RoleArn=name, RoleSessionName="session", Policy=document(allow("dynamodb:GetItem"))
    )["Credentials"]
    key_ = (found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
    dynamodb = cloud.client("dynamodb", key=key_)

    dynamodb.get_item(**key(table))

    assert "no session policy" in refused(dynamodb.put_item, **item(table))[1]


def test_everybody_may_ask_who_he_is(cloud: CloudProcess) -> None:
    """AWS STS API Reference, GetCallerIdentity.

    "No permissions are required to perform this operation. If an administrator attaches a policy
    to your identity that explicitly denies access to the sts:GetCallerIdentity action, you can
    still perform this operation."
    """
    sts = cloud.assume(role(cloud, deny("sts:GetCallerIdentity")), "sts")

    assert ":assumed-role/" in sts.get_caller_identity()["Arn"]


def test_a_role_is_assumed_with_the_consent_of_both_sides(cloud: CloudProcess) -> None:
    """IAM User Guide, How to use an external ID when granting access to your resources.

    "Condition": {"StringEquals": {"sts:ExternalId": "Unique ID Assigned by Example Corp"}}.
    """
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "42"}},
    }
    target = role(cloud, trust=trust)
    allowed = cloud.assume(role(cloud, allow("sts:AssumeRole", target)), "sts")
    stranger = cloud.assume(role(cloud), "sts")
    ask = {"RoleArn": target, "RoleSessionName": "session"}

    allowed.assume_role(**ask, ExternalId="42")

    assert "no role trust policy" in refused(allowed.assume_role, **ask, ExternalId="41")[1]
    assert "no identity-based policy" in refused(stranger.assume_role, **ask, ExternalId="42")[1]


def test_a_role_of_another_account_acts_in_that_account(cloud: CloudProcess) -> None:
    """IAM User Guide, Cross-account access using roles: the role's account owns what it touches."""
    other = "222222222222"
    administrator = (other, "x")
    name, group = unique("role"), unique("group")
    iam = cloud.client("iam", key=administrator)
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(ANYBODY))
    iam.put_role_policy(
        RoleName=name, PolicyName="p", PolicyDocument=document(allow("logs:Create*"))
    )
    bridge = f"arn:aws:iam::{other}:role/{name}"
    caller = cloud.assume(role(cloud, allow("sts:AssumeRole", bridge)), "sts")
    found = caller.assume_role(RoleArn=bridge, RoleSessionName="session")["Credentials"]
    logs = cloud.client(
        "logs", key=(found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"])
    )

    logs.create_log_group(logGroupName=group)

    _, message, _ = refused(logs.delete_log_group, logGroupName=group)
    assert f"arn:aws:logs:{REGION}:{other}:log-group:{group}" in message
    there = cloud.client("logs", key=administrator).describe_log_groups(logGroupNamePrefix=group)
    here = cloud.client("logs").describe_log_groups(logGroupNamePrefix=group)
    assert (len(there["logGroups"]), len(here["logGroups"])) == (1, 0)
