"""Values that one stack exports and others import."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from localcloud.cloudformation.errors import ValidationError
from localcloud.cloudformation.evaluation import Evaluation
from localcloud.cloudformation.stack import Stack, Version

Evaluate = Callable[[Stack, Version], Evaluation]
Exports = dict[str, tuple[Stack, str]]  # name -> (who exports it, value)


def of(stacks: list[Stack]) -> Exports:
    """Return what live stacks export."""
    return {
        output["ExportName"]: (stack, output["OutputValue"])
        for stack in stacks
        if stack.deleted is None
        for output in stack.outputs
        if "ExportName" in output
    }


def importers(stacks: list[Stack], name: str, evaluate: Evaluate) -> list[Stack]:
    """Return the live stacks whose template imports an export."""
    return [
        stack
        for stack in stacks
        if stack.deleted is None
        and stack.version
        and _imports(stack, stack.version, name, evaluate)
    ]


def lost(exports: Exports, stack: Stack, outputs: list[dict[str, str]]) -> dict[str, str]:
    """Return the exports of `stack` that `outputs` drops or changes -> `deleted` or `updated`.

    Raises:
        ValidationError: another stack exports one of the names.
    """
    new = {o["ExportName"]: o["OutputValue"] for o in outputs if "ExportName" in o}
    found = {}
    for name, (owner, value) in exports.items():
        if owner is not stack and name in new:
            raise ValidationError(
                f"Export with name {name} is already exported by stack {owner.name}."
            )
        if owner is stack and new.get(name) != value:
            found[name] = "updated" if name in new else "deleted"
    return found


def _imports(stack: Stack, version: Version, name: str, evaluate: Evaluate) -> bool:
    if "Fn::ImportValue" not in json.dumps(version.template, default=str):
        return False
    scope = evaluate(stack, version).scope
    return any(scope.value(argument) == name for argument in _calls(version.template))


def _calls(node: Any) -> Iterator[Any]:
    if isinstance(node, list):
        for item in node:
            yield from _calls(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key == "Fn::ImportValue":
                yield value
            yield from _calls(value)
