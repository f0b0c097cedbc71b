"""Policy documents, taken apart once: which statements apply to an action on a resource."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from localcloud.iam.patterns import Variables, matches_action, matches_arn

Conditions = dict[str, dict[str, list[str]]]  # operator -> key -> values


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement; each element is a list whatever the document wrote."""

    sid: str
    allows: bool
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    principals: Any  # as written; None in an identity-based policy
    not_principals: Any
    conditions: Conditions

    def covers(self, action: str, resource: str, variables: Variables) -> bool:
        """Tell whether action and resource are the statement's; conditions are not asked."""
        if self.not_actions:
            if any(matches_action(pattern, action) for pattern in self.not_actions):
                return False
        elif not any(matches_action(pattern, action) for pattern in self.actions):
            return False
        return self._covers_resource(resource, variables)

    def _covers_resource(self, resource: str, variables: Variables) -> bool:
        if self.not_resources:
            return not any(matches_arn(p, resource, variables) for p in self.not_resources)
        if not self.resources:  # a trust policy has none
            return True
        return any(matches_arn(pattern, resource, variables) for pattern in self.resources)


@lru_cache(maxsize=1024)
def statements(document: str) -> tuple[Statement, ...]:
    """Return the statements of a JSON policy document."""
    found = json.loads(document)["Statement"]
    return tuple(_statement(each) for each in (found if isinstance(found, list) else [found]))


def _statement(raw: dict[str, Any]) -> Statement:
    return Statement(
        sid=str(raw.get("Sid", "")),
        allows=raw["Effect"] == "Allow",
        actions=_listed(raw.get("Action")),
        not_actions=_listed(raw.get("NotAction")),
        resources=_listed(raw.get("Resource")),
        not_resources=_listed(raw.get("NotResource")),
        principals=raw.get("Principal"),
        not_principals=raw.get("NotPrincipal"),
        conditions={
            operator: {key: list(_listed(values)) for key, values in keys.items()}
            for operator, keys in (raw.get("Condition") or {}).items()
        },
    )


def _listed(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(_text(each) for each in values)


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


Applies = Callable[[Statement], bool]


def judged(document: str, applies: Applies) -> bool | None:
    """Return True where a document allows, False where it denies explicitly, None for neither."""
    allowed: bool | None = None
    for statement in statements(document):
        if allowed and statement.allows:
            continue
        if applies(statement):
            if not statement.allows:
                return False
            allowed = True
    return allowed
