"""Refuse a role that Step Functions could not assume, when a machine is created with it."""

import json
from collections.abc import Iterator
from typing import Any

from localcloud.answers import AwsError
from localcloud.iam import roles


def check(role_arn: str, region: str) -> None:
    """Return when the role trusts Step Functions.

    Raises:
        AwsError: AccessDeniedException, in AWS's words: no such role, or it trusts others.
    """
    role = roles.find(role_arn) if role_arn.count(":") >= 5 else None
    trusted = set(_services(role.assume_role_policy_document)) if role is not None else set()
    if not trusted & {"states.amazonaws.com", f"states.{region}.amazonaws.com"}:
        raise AwsError(
            "AccessDeniedException",
            "Neither the global service principal states.amazonaws.com, nor the regional one is "
            "authorized to assume the provided role.",
        )


def _services(document: Any) -> Iterator[str]:
    policy = json.loads(document) if isinstance(document, str) else document
    statements = policy.get("Statement", [])
    for statement in statements if isinstance(statements, list) else [statements]:
        principals = statement.get("Principal", {})
        if statement.get("Effect") == "Allow" and isinstance(principals, dict):
            named = principals.get("Service", [])
            yield from [named] if isinstance(named, str) else named
