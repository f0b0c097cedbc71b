"""The policies of a role as they are now: inline, attached, boundary."""

import json
from collections.abc import Iterator
from typing import Any

from moto.iam.models import iam_backends

from localcloud.iam.policies import statements
from localcloud.iam.principals import PARTITION
from localcloud.iam.resources import PREFIXES

# IAM prefix -> boto3's name, where they differ.
BOTO3_NAMES = {prefix: model for model, prefix in PREFIXES.items() if model != "dynamodbstreams"}
_ids: dict[str, str] = {}  # role ARN -> moto's id: its dictionary is keyed by the id


def find(role_arn: str) -> Any:
    """Return moto's role; None where there is none (any more)."""
    account = role_arn.split(":")[4]
    roles = iam_backends[account][PARTITION].roles
    role = roles.get(_ids.get(role_arn, ""))
    if role is not None and role.arn == role_arn:
        return role
    for each in list(roles.values()):
        if each.arn == role_arn:
            _ids[role_arn] = each.id
            return each
    return None


def identity_documents(role: Any) -> Iterator[str]:
    """Yield the JSON documents of a role's inline and attached policies."""
    yield from _inline(role)
    for policy in list(role.managed_policies.values()):
        yield _default_version(policy)


def services(role_arn: str) -> set[str]:
    """Return the services that a role's policies name, as boto3 names them."""
    role = find(role_arn)
    named = (
        action.partition(":")[0]
        for document in (identity_documents(role) if role else ())
        for statement in statements(document)
        for action in statement.actions
    )
    return {BOTO3_NAMES.get(prefix, prefix) for prefix in named}


def boundary_document(role: Any) -> str | None:
    """Return the JSON document of a role's permissions boundary; None without one."""
    arn = role.permissions_boundary_arn
    if not arn:
        return None
    return _default_version(iam_backends[role.account_id][PARTITION].get_policy(arn))


def inline_documents(account: str) -> dict[str, list[str]]:
    """Return the inline policies of every role of an account: role name -> JSON documents."""
    roles = list(iam_backends[account][PARTITION].roles.values())
    return {role.name: _inline(role) for role in roles}


def _inline(role: Any) -> list[str]:
    # moto's CloudFormation keeps some documents as dictionaries
    return [d if isinstance(d, str) else json.dumps(d) for d in list(role.policies.values())]


def _default_version(policy: Any) -> str:
    return next(str(v.document) for v in policy.versions if v.is_default)
