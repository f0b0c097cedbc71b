"""Every name a call goes by: boto3's service, IAM prefix or signing name; operation or action."""

from functools import cache

import botocore.session
from moto.core.utils import get_service_model

from localcloud.api_call import MODELS
from localcloud.iam import resources

OUTSIDE = frozenset({"slack", "pagerduty", "webhook"})  # not AWS; any method, or * for all
METHODS = frozenset({"*", "delete", "get", "head", "options", "patch", "post", "put"})


def require_call(service: str, action: str) -> None:
    """Refuse the name of a call that cannot be made; names in lower case, without prefix.

    Raises:
        ValueError: no service, or no action of it, has that name.
    """
    if service in OUTSIDE:
        if action not in METHODS:
            raise ValueError(f"action: {action!r} is none of {service}; write Post, or *")
        return
    models = _models().get(service)
    if not models:
        raise ValueError(f"service: {service!r} is none; write e.g. s3, states or stepfunctions")
    if not any(action in _actions(model) for model in models):
        raise ValueError(f"action: {action!r} is neither an operation nor an action of {service}")


@cache
def _models() -> dict[str, list[str]]:
    signing = {model: name for name, model in MODELS.items()}
    found: dict[str, list[str]] = {}
    for model in botocore.session.get_session().get_available_services():
        for name in {model, resources.prefix_of(model), signing.get(model, model)}:
            found.setdefault(name, []).append(model)
    return found


@cache
def _actions(model: str) -> frozenset[str]:
    operations = {name.lower() for name in get_service_model(model).operation_names}
    needed = {
        need.action.rpartition(":")[2].lower()
        for (of, _), needs in resources.all_rules().items()
        if of == model
        for need in needs
    }
    return frozenset(operations | needed)
