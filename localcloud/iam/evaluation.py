"""The decision, as in the IAM User Guide, "Policy evaluation logic".

An explicit deny anywhere ends it; otherwise every layer that is there must allow.
"""

from collections.abc import Iterator

from localcloud.iam import roles
from localcloud.iam.conditions import hold
from localcloud.iam.policies import Statement, judged
from localcloud.iam.request import Request

IDENTITY = "identity-based policy"
BOUNDARY = "permissions boundary"
SESSION = "session policy"
ARTICLES = {IDENTITY: "an"}


def refusal_reason(request: Request) -> str | None:
    """Return why a request is refused, as AWS ends the sentence; None where it is allowed."""
    verdicts = {layer: _verdict(documents, request) for layer, documents in _layers(request)}
    for layer, verdict in verdicts.items():
        if verdict is False:
            return f"with an explicit deny in {ARTICLES.get(layer, 'a')} {layer}"
    for layer in (BOUNDARY, SESSION, IDENTITY):
        if verdicts.get(layer, True) is None:
            return f"because no {layer} allows the {request.action} action"
    return None


def _layers(request: Request) -> Iterator[tuple[str, list[str]]]:
    role = roles.find(request.principal.role_arn)
    yield IDENTITY, list(roles.identity_documents(role)) if role else []
    boundary = roles.boundary_document(role) if role else None
    if boundary:
        yield BOUNDARY, [boundary]
    if request.principal.session_policy:
        yield SESSION, [request.principal.session_policy]


def _verdict(documents: list[str], request: Request) -> bool | None:
    allowed = None
    for document in documents:
        verdict = judged(document, lambda statement: applies(statement, request))
        if verdict is False:
            return False
        allowed = verdict or allowed
    return allowed


def applies(statement: Statement, request: Request) -> bool:
    """Tell whether a statement is about this request, its conditions included."""
    if not statement.covers(request.action, request.resource, request.variable):
        return False
    return not statement.conditions or hold(statement.conditions, request.values)
