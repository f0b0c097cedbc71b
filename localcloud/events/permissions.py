"""Resource policies: may an AWS service act on a function, a queue or a topic?

EventBridge User Guide "Using resource-based policies for Amazon EventBridge": a rule needs a
statement on the Lambda function, the SQS queue or the SNS topic, unless its target has a role.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from moto.core.exceptions import ServiceException
from werkzeug.exceptions import HTTPException

from localcloud.events.failures import DeliveryError


@dataclass(frozen=True, slots=True)
class Sender:
    """The service that acts, and on whose behalf."""

    principal: str  # events.amazonaws.com
    source_arn: str
    account: str
    owner: str = ""  # aws:SourceOwner, which CloudWatch's requests have


def require(sender: Sender, action: str, resource: str) -> None:
    """Pass when the resource's policy lets `sender` do `action`.

    Raises:
        DeliveryError: NO_PERMISSIONS or NO_RESOURCE; the message names the missing statement.
    """
    if not allows(_policy_of(resource), sender, action, resource):
        raise DeliveryError(
            "NO_PERMISSIONS",
            f"{sender.principal} is not authorized to perform {action} on {resource} "
            f"(aws:SourceArn {sender.source_arn}): no statement of its resource policy allows it",
            retriable=False,
            service_code="AccessDeniedException",
        )


def allows(policy: Mapping[str, Any], sender: Sender, action: str, resource: str) -> bool:
    """Tell whether a resource policy lets `sender` do `action`; an explicit deny wins."""
    effects = {
        statement.get("Effect", "Allow")
        for statement in _listed(policy.get("Statement", []))
        if _applies(statement, sender, action, resource)
    }
    return "Allow" in effects and "Deny" not in effects


def _applies(statement: Mapping[str, Any], sender: Sender, action: str, resource: str) -> bool:
    return (
        _is_principal(statement.get("Principal"), sender.principal)
        and any(fnmatchcase(action.lower(), a.lower()) for a in _listed(statement.get("Action")))
        and any(_like(resource, r) for r in _listed(statement.get("Resource", "*")))
        and _conditions_hold(statement.get("Condition") or {}, sender)
    )


def _is_principal(given: Any, wanted: str) -> bool:
    if isinstance(given, Mapping):
        return wanted in _listed(given.get("Service", [])) or "*" in _listed(given.get("AWS", []))
    return given in ("*", wanted)


def _conditions_hold(conditions: Mapping[str, Any], sender: Sender) -> bool:
    known = {
        "aws:sourcearn": sender.source_arn,
        "aws:sourceaccount": sender.account,
        "aws:sourceowner": sender.owner,
    }
    for test, keys in conditions.items():
        for key, wanted in keys.items():
            value = known.get(key.lower(), "")
            exact = test.startswith("StringEquals")
            found = any(value == w if exact else _like(value, w) for w in _listed(wanted))
            if not found or test.startswith(("StringNot", "ArnNot")):
                return False
    return True


def _like(value: str, pattern: str) -> bool:
    return fnmatchcase(value, pattern.replace("[", "[[]"))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _policy_of(arn: str) -> Mapping[str, Any]:
    service, region, account = arn.split(":")[2:5]
    reader = {"lambda": _function_policy, "sqs": _queue_policy, "sns": _topic_policy}[service]
    try:
        return reader(arn, account, region)
    except (HTTPException, ServiceException) as problem:
        raise DeliveryError("NO_RESOURCE", f"{arn} does not exist", retriable=False) from problem


def _function_policy(arn: str, account: str, region: str) -> Mapping[str, Any]:
    from moto.awslambda.utils import get_backend

    function = get_backend(account, region)._lambdas.get_function_by_name_or_arn_with_qualifier(arn)
    return {"Statement": function.policy.statements}


def _queue_policy(arn: str, account: str, region: str) -> Mapping[str, Any]:
    from moto.sqs import sqs_backends

    return _as_policy(sqs_backends[account][region].get_queue(arn.rpartition(":")[2]).policy)


def _topic_policy(arn: str, account: str, region: str) -> Mapping[str, Any]:
    from moto.sns import sns_backends

    return _as_policy(sns_backends[account][region].get_topic(arn).policy)


def _as_policy(value: Any) -> Mapping[str, Any]:
    return json.loads(value) if isinstance(value, str) and value else value or {}
