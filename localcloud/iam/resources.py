"""Say which IAM permissions an API call needs; the rules stand in resources.yaml."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from localcloud.iam.lookups import LOOKUPS
from localcloud.iam.templates import Scope, Template

RULES = Path(__file__).with_name("resources.yaml")
# botocore service -> IAM prefix, where they differ.
PREFIXES = {
    "dynamodbstreams": "dynamodb",
    "elbv2": "elasticloadbalancing",
    "resourcegroupstaggingapi": "tag",
    "sesv2": "ses",
    "stepfunctions": "states",
}
OPERATION = re.compile(r"(\??)(\w+)(?:([+-])(\w+))?(?:>(?:(\w+):)?(\w+))?")


@dataclass(frozen=True, slots=True)
class Need:
    """One permission an operation needs."""

    action: str  # with prefix
    template: Template | None  # None: no permission is needed
    optional: bool = False  # only where the call names the resource
    only_with: str | None = None  # a parameter
    only_without: str | None = None

    def resources(self, scope: Scope) -> list[str]:
        """Return the ARNs the action is needed on; [] where this need does not arise."""
        if self.template is None:
            return []
        if self.only_with and not scope.params.get(self.only_with):
            return []
        if self.only_without and scope.params.get(self.only_without):
            return []
        return self.template.resources(scope, optional=self.optional)


def prefix_of(model: str) -> str:
    """Return the IAM prefix of a botocore service."""
    return PREFIXES.get(model, model)


def needs(model: str, operation: str) -> list[Need] | None:
    """Return the rules of an operation; None where there is none."""
    return all_rules().get((model, operation))


def permissions(model: str, operation: str, scope: Scope) -> list[tuple[str, str]] | None:
    """Return the (IAM action, resource ARN) pairs of a call; None where there is no rule."""
    rules = needs(model, operation)
    if rules is None:
        return None
    pairs = ((need.action, arn) for need in rules for arn in need.resources(scope))
    return list(dict.fromkeys(pairs))


@cache
def all_rules() -> dict[tuple[str, str], list[Need]]:
    """Return every rule: (botocore service, operation) -> what it needs."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, dict[str, str]] = yaml.load(RULES.read_text(), loader)
    rules: dict[tuple[str, str], list[Need]] = {}
    for model, rows in table.items():
        for resource, operations in rows.items():
            template = None if resource == "none" else _template(resource, model)
            for operation, need in _row(operations, model, template):
                rules.setdefault((model, operation), []).append(need)
    return rules


def _template(resource: str, model: str) -> Template:
    return Template(resource, prefix_of(model), LOOKUPS)


def _row(operations: str, model: str, template: Template | None) -> list[tuple[str, Need]]:
    row: list[tuple[str, Need]] = []
    for text in operations.split():
        found = OPERATION.fullmatch(text)
        if found is None:
            raise ValueError(f"{RULES.name}: {model}: {text!r} is no operation")
        optional, operation, sign, parameter, prefix, action = found.groups()
        needed: dict[str, Any] = {"+": {"only_with": parameter}, "-": {"only_without": parameter}}
        name = f"{prefix or prefix_of(model)}:{action or operation}"
        row.append(
            (operation, Need(name, template, optional=bool(optional), **needed.get(sign, {})))
        )
    return row
