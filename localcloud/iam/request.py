"""One question to IAM: may this principal take this action on this resource in this call?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from moto.core.parse import RequestParserError

from localcloud.api_call import ApiCall
from localcloud.iam.principals import Principal


@dataclass(slots=True)
class Request:
    """A call, and one of the (action, resource) pairs it needs."""

    call: ApiCall
    principal: Principal
    action: str
    resource: str
    keys: Callable[["Request", str], list[str] | None]
    _values: dict[str, list[str] | None] = field(default_factory=dict)

    @property
    def params(self) -> dict[str, Any]:
        """The parameters of the call."""
        return parameters(self.call)

    def values(self, key: str) -> list[str] | None:
        """Return the values of a condition key; None where the request does not have it."""
        name, slash, tag = key.partition("/")  # names fold letter case, tag keys keep it
        key = f"{name.lower()}{slash}{tag}"
        if key not in self._values:
            self._values[key] = self.keys(self, key)
        return self._values[key]

    def variable(self, name: str) -> str | None:
        """Return the value of a policy variable; None where there is none."""
        values = self.values(name)
        return values[0] if values else None


def parameters(call: ApiCall) -> dict[str, Any]:
    """Return the call's parameters; {} for a request that is none: the service will say so."""
    try:
        found: Any = call.params
    except (ValueError, TypeError, LookupError, AttributeError, RequestParserError):
        return {}
    return found if isinstance(found, dict) else {}
