"""Resource-based policies that a role meets: trust policies, and explicit denies of others."""

from typing import Any

from moto.backends import get_backend

from localcloud.iam import roles
from localcloud.iam.evaluation import applies
from localcloud.iam.policies import Statement, judged
from localcloud.iam.principals import Principal
from localcloud.iam.request import Request

ARN_PARTS = 6
NOBODY = '{"Statement": []}'


def trust_refusal(request: Request) -> str | None:
    """Return why a role may not be assumed; None where its trust policy lets the caller in."""
    role = roles.find(request.resource)
    if role is None:
        return f"because no role trust policy allows the {request.action} action"
    verdict = judged(
        str(role.assume_role_policy_document),
        lambda statement: _names(statement, request.principal) and applies(statement, request),
    )
    if verdict is False:
        return "with an explicit deny in the role trust policy"
    if verdict is None:
        return f"because no role trust policy allows the {request.action} action"
    return None


def denied_by_resource(request: Request) -> bool:
    """Tell whether the resource's own policy denies the request explicitly."""
    document = _resource_policy(request)
    return document is not None and (
        judged(
            document,
            lambda statement: (
                not statement.allows
                and _names(statement, request.principal)
                and applies(statement, request)
            ),
        )
        is False
    )


def shut_out(request: Request) -> bool:
    """Tell whether an event bus of another account does not let the caller in.

    EventBridge User Guide, Permissions for event buses, read 2026-11-21.
    """
    parts = request.resource.split(":")
    if len(parts) < ARN_PARTS or parts[2] != "events" or parts[4] == request.principal.account:
        return False
    return True is not judged(
        _bus_policy(request) or NOBODY,
        lambda statement: _names(statement, request.principal) and applies(statement, request),
    )


def _names(statement: Statement, principal: Principal) -> bool:
    if statement.not_principals is not None:
        return not _is_one_of(statement.not_principals, principal)
    return _is_one_of(statement.principals, principal)


def _is_one_of(principals: Any, principal: Principal) -> bool:
    if principals == "*":
        return True
    named = (principals or {}).get("AWS", [])
    known = {
        "*",
        principal.account,
        f"arn:aws:iam::{principal.account}:root",
        principal.role_arn,
        principal.arn,
    }
    return any(name in known for name in ([named] if isinstance(named, str) else named))


def _resource_policy(request: Request) -> str | None:
    service = request.resource.split(":")[2] if request.resource.startswith("arn:") else ""
    reader = READERS.get(service)
    return reader(request) if reader else None


def _bucket_policy(request: Request) -> str | None:
    name = request.resource.split(":::")[1].split("/")[0]
    bucket = get_backend("s3")[request.principal.account]["aws"].buckets.get(name)
    policy: Any = bucket.policy if bucket else None
    return policy.decode() if isinstance(policy, bytes) else policy or None


def _bus_policy(request: Request) -> str | None:
    region, account = request.resource.split(":")[3:5]
    buses = get_backend("events")[account][region].event_buses
    bus: Any = buses.get(request.resource.rpartition("/")[2])
    return str(bus.policy) if bus is not None and bus.policy else None


def _queue_policy(request: Request) -> str | None:
    queues = get_backend("sqs")[request.principal.account][request.call.region].queues
    queue: Any = queues.get(request.resource.rpartition(":")[2])
    return str(queue.policy) if queue is not None and getattr(queue, "policy", None) else None


def _topic_policy(request: Request) -> str | None:
    topics = get_backend("sns")[request.principal.account][request.call.region].topics
    topic: Any = topics.get(request.resource)
    return str(topic.policy) if topic is not None and topic.policy else None


def _key_policy(request: Request) -> str | None:
    keys = get_backend("kms")[request.principal.account][request.call.region].keys
    key: Any = keys.get(request.resource.rpartition("/")[2])
    return str(key.policy) if key is not None and key.policy else None


def _secret_policy(request: Request) -> str | None:
    secrets = get_backend("secretsmanager")[request.principal.account][request.call.region].secrets
    secret: Any = secrets.get(request.resource)
    return str(secret.policy) if secret is not None and getattr(secret, "policy", None) else None


READERS = {
    "events": _bus_policy,
    "kms": _key_policy,
    "s3": _bucket_policy,
    "secretsmanager": _secret_policy,
    "sns": _topic_policy,
    "sqs": _queue_policy,
}
