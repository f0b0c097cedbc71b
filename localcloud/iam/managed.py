"""AWS-managed policies, made when first named: moto makes all 1,582 per account, or none.

All of them cost 0.9 s and 90 MB in one account; the few that a template attaches cost 40 ms in all.
`ListPolicies` therefore lists those of AWS's policies that were used.
"""

import json
from functools import cache
from typing import Any

from moto.iam import aws_managed_policies
from moto.iam.models import AWSManagedPolicy, IAMBackend

PREFIX = "arn:aws:iam::aws:policy/"
ROLE_ATTACHMENT = IAMBackend.attach_role_policy
GET_POLICY = IAMBackend.get_policy


def patch() -> None:
    """Let moto's IAM find AWS's own policies; doing it twice changes nothing."""
    IAMBackend._init_aws_policies = lambda _: []
    IAMBackend.attach_role_policy = _attach_role_policy
    IAMBackend.get_policy = _get_policy


def _attach_role_policy(self: IAMBackend, policy_arn: str, role_name: str) -> None:
    _provide(self, policy_arn)
    ROLE_ATTACHMENT(self, policy_arn, role_name)


def _get_policy(self: IAMBackend, policy_arn: str) -> Any:
    _provide(self, policy_arn)
    return GET_POLICY(self, policy_arn)


def _provide(backend: IAMBackend, arn: str) -> None:
    name = arn.rpartition("/")[2]
    if not arn.startswith(PREFIX) or arn in backend.managed_policies or name not in _documents():
        return
    policy = AWSManagedPolicy.from_data(
        name, backend.account_id, backend.region_name, _documents()[name]
    )
    if policy.arn == arn:
        backend.managed_policies[arn] = policy


@cache
def _documents() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(aws_managed_policies.aws_managed_policies_data)
    return found
