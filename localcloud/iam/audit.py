"""Least privilege, measured: which grants were never used, which calls were denied.

Only the inline policies of roles are audited: those are the project's own statements. AWS-managed
policies (AWSLambdaBasicExecutionRole and the like) are the service's baseline and are not counted.
A grant is used when a call passed authorization with it, whatever the service answered then; a
statement grants each of its actions on each of its resources, and each of those pairs counts.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from localcloud.iam import roles
from localcloud.iam.patterns import matches_action, matches_arn
from localcloud.iam.policies import Statement, statements
from localcloud.journal import Filter

if TYPE_CHECKING:
    from localcloud.cloud import Cloud

BEFORE_AUTHORIZATION = ("throttle", "error", "timeout")  # faults that IAM never saw


@dataclass(frozen=True, slots=True)
class Grant:
    """One action that a role may take on the resources of one pattern."""

    role: str
    action: str  # as the policy writes it; wildcards stay
    resource: str


@dataclass(frozen=True, slots=True)
class Denial:
    """One refused call."""

    at: str
    role: str
    action: str
    resource: str
    reason: str


def unused_grants(
    roles: Mapping[str, Iterable[str]], calls: Iterable[Mapping[str, str]]
) -> list[Grant]:
    """Return the grants of `roles` (name -> JSON policy documents) that no call has used."""
    used: dict[str, set[tuple[str, str]]] = {}
    for call in calls:
        if _passed(call):
            used.setdefault(call["role"], set()).add((_action(call), call["resource"]))
    return [
        grant
        for role, documents in sorted(roles.items())
        for grant in dict.fromkeys(_grants(role, documents))
        if not any(_covers(grant, *pair) for pair in used.get(role, ()))
    ]


def denials(calls: Iterable[Mapping[str, str]]) -> list[Denial]:
    """Return the denied actions of the journal in the order they happened.

    A call that needs several permissions is in the journal once for each; the refusal names one.
    """
    return [
        Denial(call["at"], call["role"], _action(call), call["resource"], call["detail"])
        for call in calls
        if call["outcome"] == "denied" and _is_named(call)
    ]


def report(cloud: "Cloud") -> dict[str, list[dict[str, Any]]]:
    """Return the audit of a running cloud, as `GET /_localcloud/audit` answers it."""
    calls = cloud.journal.find(Filter())
    unused = unused_grants(roles.inline_documents(cloud.account), calls)
    return {
        "denied": [asdict(denial) for denial in denials(calls)],
        "unused": [asdict(grant) for grant in unused],
    }


def _action(call: Mapping[str, str]) -> str:
    return f"{call['service']}:{call['action']}"


def _is_named(call: Mapping[str, str]) -> bool:
    place = "" if call["resource"] == "*" else f" on resource: {call['resource']}"
    detail = call["detail"].replace('"', "").replace(";", " ")
    return f"{_action(call)}{place} " in detail


def _passed(call: Mapping[str, str]) -> bool:
    if call["outcome"] == "fault":
        return call["detail"] not in BEFORE_AUTHORIZATION
    return call["outcome"] in ("ok", "error")


def _grants(role: str, documents: Iterable[str]) -> Iterator[Grant]:
    for document in documents:
        for statement in statements(document):
            if statement.allows:
                yield from _pairs(role, statement)


def _pairs(role: str, statement: Statement) -> Iterator[Grant]:
    for action in statement.actions or ("*",):
        for resource in statement.resources or ("*",):
            yield Grant(role, action, resource)


def _covers(grant: Grant, action: str, resource: str) -> bool:
    return matches_action(grant.action, action) and matches_arn(
        grant.resource, resource, lambda _: None
    )
