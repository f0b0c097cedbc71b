"""Roles for the IAM conformance tests: made by the administrator, used by clients."""

import itertools
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.cloud_process import REGION, CloudProcess

ACCOUNT = "123456789012"
ANYBODY = {
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": ["sts:AssumeRole", "sts:TagSession"],
}
_numbers = itertools.count()


def unique(word: str) -> str:
    """Return a name that no other test uses."""
    return f"iam-{word}-{next(_numbers)}"


def allow(actions: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    """Return an Allow statement."""
    return {"Effect": "Allow", "Action": actions, "Resource": resource, **more}


def deny(actions: str | list[str], resource: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    """Return a Deny statement."""
    return {"Effect": "Deny", "Action": actions, "Resource": resource, **more}


def document(*statements: dict[str, Any]) -> str:
    """Return a JSON policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def arn(service: str, rest: str) -> str:
    """Return an ARN of the cloud's own account and region."""
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}"


def role(
    cloud: CloudProcess, *statements: dict[str, Any], trust: dict[str, Any] = ANYBODY, **more: Any
) -> str:
    """Return the ARN of a new role with these statements as its inline policy."""
    name = unique("role")
    iam = cloud.client("iam")
    made = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust), **more)
    if statements:
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document(*statements))
    return str(made["Role"]["Arn"])


def refused(call: Any, **arguments: Any) -> tuple[str, str, int]:
    """Return (code, message, HTTP status) of a call that must be refused."""
    with pytest.raises(ClientError) as problem:
        call(**arguments)
    answer: Any = problem.value.response
    status = answer["ResponseMetadata"]["HTTPStatusCode"]
    return answer["Error"]["Code"], answer["Error"]["Message"], status
