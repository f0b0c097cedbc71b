"""The request context: what each condition key says about a call.

Keys are lower case here, except a tag's own name. A key that no rule knows is an error, never a
silent pass: a condition that nobody evaluates would allow everything.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from localcloud.answers import AwsError
from localcloud.iam import roles, service_keys, tags
from localcloud.iam.request import Request

Value = Callable[[Request], list[str] | None]
TagValue = Callable[[Request, str], list[str] | None]


def values(request: Request, key: str) -> list[str] | None:
    """Return the values of a key; None where the request does not have it.

    Raises:
        AwsError: there is no rule for the key; the message names it.
    """
    rule = GLOBAL.get(key) or service_keys.KEYS.get(key)
    if rule is not None:
        return rule(request)
    name, _, tag = key.partition("/")
    tagged = TAGGED.get(name)
    if tagged is None or not tag:
        raise AwsError(
            "AccessDenied",
            f"no rule for the condition key {key} ({request.action}); "
            "add it in localcloud/iam/context.py or service_keys.py",
            403,
        )
    return tagged(request, tag)


def absent(_: Request) -> None:
    """Return None: the key is never in a request of this cloud."""
    return


def _now(_: Request) -> list[str]:
    return [datetime.now(UTC).isoformat()]


def _epoch(_: Request) -> list[str]:
    return [str(int(datetime.now(UTC).timestamp()))]


def _resource_tag(request: Request, tag: str) -> list[str] | None:
    found = tags.of_resource(request.resource, request.principal.account, request.call.region)
    return [found[tag]] if tag in found else None


def _resource_account(request: Request) -> list[str]:
    parts = request.resource.split(":")
    return [(parts[4] if len(parts) > 4 else "") or request.principal.account]


def _request_tag(request: Request, tag: str) -> list[str] | None:
    given = tags.of_request(request.params) or {}
    return [given[tag]] if tag in given else None


def _principal_tag(request: Request, tag: str) -> list[str] | None:
    role = roles.find(request.principal.role_arn)
    found = (tags.role_tags(role) if role else {}) | request.principal.tags
    return [found[tag]] if tag in found else None


GLOBAL: dict[str, Value] = {
    "aws:calledvia": absent,
    "aws:currenttime": _now,
    "aws:epochtime": _epoch,
    "aws:multifactorauthpresent": absent,
    "aws:principalaccount": lambda request: [request.principal.account],
    "aws:principalarn": lambda request: [request.principal.role_arn],
    "aws:principalisawsservice": lambda _: ["false"],
    "aws:principalorgid": absent,
    "aws:principaltype": lambda _: ["AssumedRole"],
    "aws:requestedregion": lambda request: [request.call.region],
    "aws:resourceaccount": _resource_account,
    "aws:securetransport": lambda _: ["true"],  # as on AWS; this port speaks plain HTTP
    "aws:sourceaccount": absent,  # only where an AWS service makes the call
    "aws:sourcearn": absent,
    "aws:sourceip": lambda _: ["127.0.0.1"],
    "aws:sourcevpc": absent,
    "aws:sourcevpce": absent,
    "aws:tagkeys": lambda request: tags.keys_of_request(request.params),
    "aws:username": absent,  # a role session has none
    "aws:viaawsservice": lambda _: ["false"],
}
TAGGED: dict[str, TagValue] = {
    "autoscaling:resourcetag": _resource_tag,
    "aws:principaltag": _principal_tag,
    "aws:requesttag": _request_tag,
    "aws:resourcetag": _resource_tag,
    "ec2:resourcetag": _resource_tag,
    "ecs:resourcetag": _resource_tag,
    "elasticloadbalancing:resourcetag": _resource_tag,
    "iam:resourcetag": _resource_tag,
    "rds:cluster-snapshot-tag": _resource_tag,
    "rds:cluster-tag": _resource_tag,
    "rds:db-tag": _resource_tag,
    "rds:req-tag": _request_tag,
    "rds:snapshot-tag": _resource_tag,
    "secretsmanager:resourcetag": _resource_tag,
    "ssm:resourcetag": _resource_tag,
}
