"""Who calls, what that needs, and whether a role's policies allow it; administrators may do all."""

import threading
from typing import TYPE_CHECKING

from localcloud.api_call import MOTO_ACCOUNT, ApiCall
from localcloud.iam import context, denials, resources, roles, trust
from localcloud.iam.evaluation import refusal_reason
from localcloud.iam.principals import Principal, Principals
from localcloud.iam.request import Request, parameters
from localcloud.iam.templates import Scope

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

ROLE_ARN_COLONS = 5
ASSUME_ROLE = ("sts:AssumeRole", "sts:TagSession")


class Iam:
    """Identity and permissions of one cloud."""

    def __init__(self, cloud: "Cloud") -> None:
        self._cloud = cloud
        self.principals = Principals(cloud.account)
        self._sessions: dict[tuple[str, str], tuple[str, str, str]] = {}
        self._lock = threading.Lock()

    def principal(self, call: ApiCall) -> Principal:
        """Return who signed the call, and let moto know whose account that is."""
        found = self.principals.of(call.access_key)
        if found.account != self._cloud.account:
            call.http.headers[MOTO_ACCOUNT] = found.account
        return found

    def authorizations(self, call: ApiCall, principal: Principal) -> list[tuple[str, str]]:
        """Return the (IAM action, resource ARN) pairs that the call needs."""
        scope = Scope(principal.account, call.region, parameters(call))
        found = resources.permissions(call.model, call.operation, scope)
        return [(_own_action(call), "*")] if found is None else found

    def authorize(self, call: ApiCall, principal: Principal, grants: list[tuple[str, str]]) -> None:
        """Refuse what the principal may not do.

        Raises:
            AwsError: AccessDenied, naming principal, action and resource as AWS does.
        """
        if (call.model, call.operation) == ("sts", "AssumeRole"):
            self._require_role(call, principal)
        if principal.is_admin:
            return
        if resources.needs(call.model, call.operation) is None:
            raise denials.no_rule(call, _own_action(call))
        for needed in grants:
            reason = self.refusal(call, principal, needed)
            if reason is not None:
                raise denials.refusal(call, principal, needed, reason)

    @staticmethod
    def _require_role(call: ApiCall, principal: Principal) -> None:
        arn = str(parameters(call).get("RoleArn", ""))
        # Whoever asks: AWS does not tell whether there is such a role.
        if arn.count(":") < ROLE_ARN_COLONS or roles.find(arn) is None:
            reason = "because no role trust policy allows the sts:AssumeRole action"
            raise denials.refusal(call, principal, ("sts:AssumeRole", arn), reason)

    def refusal(self, call: ApiCall, principal: Principal, needed: tuple[str, str]) -> str | None:
        """Return why a role may not use an (action, resource), as AWS says it; None if it may."""
        action, resource = needed
        request = Request(call, principal, action, resource, context.values)
        reason = refusal_reason(request)
        if reason is None and trust.denied_by_resource(request):
            reason = "with an explicit deny in a resource-based policy"
        if reason is None and trust.shut_out(request):
            reason = f"because no resource-based policy allows the {action} action"
        if reason is None and action in ASSUME_ROLE:
            reason = trust.trust_refusal(request)
        return reason

    def credentials(self, role_arn: str, session: str) -> tuple[str, str, str]:
        """Return (access key, secret, token) of a session of the role, made once by name."""
        name = (role_arn, session)
        if name not in self._sessions:
            # Without the lock: assuming is a call, and other calls may wait for credentials.
            made = self._assume(role_arn, session)
            with self._lock:
                self._sessions.setdefault(name, made)
        return self._sessions[name]

    def _assume(self, role_arn: str, session: str) -> tuple[str, str, str]:
        answer = self._cloud.client("sts").assume_role(RoleArn=role_arn, RoleSessionName=session)
        found = answer["Credentials"]
        return found["AccessKeyId"], found["SecretAccessKey"], found["SessionToken"]


def _own_action(call: ApiCall) -> str:
    return f"{resources.prefix_of(call.model)}:{call.operation}"
