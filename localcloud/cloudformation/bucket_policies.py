"""Judge bucket policies with their conditions.

moto 5.2.5 takes a Deny whose condition does not hold for a Deny, so that the policy which `sam
deploy` puts on its bucket (refuse what is not TLS) refuses everybody. "Conditions [...] specify
the circumstances under which the policy is in effect" (IAM User Guide, "IAM JSON policy elements:
Condition").
"""

from typing import Any

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from localcloud.iam import conditions, policies

# The gateway gives every request the https address that AWS would have seen.
REQUEST = {"aws:securetransport": ["true"]}


def install() -> None:
    """Patch moto; a second time changes nothing."""
    FakeBucket.get_permission = _permission


def _permission(self: Any, action: str, resource: str) -> PermissionResult:
    if self.policy is None:
        return PermissionResult.NEUTRAL

    def applies(statement: policies.Statement) -> bool:
        return statement.covers(action, resource, lambda _: None) and conditions.hold(
            statement.conditions, lambda key: REQUEST.get(key.lower())
        )

    allowed = policies.judged(self.policy.decode(), applies)
    if allowed is None:
        return PermissionResult.NEUTRAL
    return PermissionResult.PERMITTED if allowed else PermissionResult.DENIED
