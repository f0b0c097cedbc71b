"""The project's own files as data: the template, the machines, the functions and their events."""

import ast
import importlib
import importlib.util
import json
import pkgutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from nightshift import adapters

ROOT = Path(__file__).resolve().parents[1]
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/app.py"))
MACHINES = sorted(path.name.split(".")[0] for path in (ROOT / "statemachines").glob("*.asl.yaml"))


class _Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short tags: `!Ref x` is {"Ref": "x"}."""


def _tag(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    key = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {key: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {key: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.MappingNode)
    return {key: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _tag)


@cache
def template() -> dict[str, Any]:
    """Return template.yaml, short tags written out."""
    text = (ROOT / "template.yaml").read_text()
    loaded: dict[str, Any] = yaml.load(text, Loader=_Loader)
    return loaded


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Return logical id -> properties of a resource type."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


@cache
def machine(name: str) -> dict[str, Any]:
    """Return a machine's definition."""
    text = (ROOT / "statemachines" / f"{name}.asl.yaml").read_text()
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


def states(definition: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield (name, state, scope) for every state, branches and item processors included."""
    for name, state in definition["States"].items():
        yield name, state, definition
        inner = [*state.get("Branches", []), *filter(None, [state.get("ItemProcessor")])]
        for scope in inner:
            yield from states(scope)


@cache
def function(name: str) -> ModuleType:
    """Return a function's module, loaded from its folder."""
    spec = importlib.util.spec_from_file_location(f"functions_{name}", source(name))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def source(name: str) -> Path:
    """Return the path of a function's code."""
    return ROOT / "functions" / name / "app.py"


def event(name: str) -> Any:
    """Return the event `events/<name>.json`."""
    return json.loads((ROOT / "events" / f"{name}.json").read_text())


def adapter_calls(name: str) -> list[tuple[str, str]]:
    """Return (module, function) for every `adapter.function(...)` in a function's code."""
    tree = ast.parse(source(name).read_text())
    adapters = {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").split(".")[:2] == ["nightshift", "adapters"]
        for alias in node.names
    }
    return [
        (adapters[node.func.value.id], node.func.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in adapters
    ]


def actions_called(name: str) -> frozenset[str]:
    """Return the IAM actions a function's code needs, as its adapters declare them."""
    found: frozenset[str] = frozenset()
    for adapter, called in adapter_calls(name):
        declared = importlib.import_module(adapter).ACTIONS
        if called[0].islower():  # a class is no call to AWS
            found |= declared[called]
    return found


def actions_declared() -> frozenset[str]:
    """Return the IAM actions that the calls of any adapter need."""
    names = [each.name for each in pkgutil.walk_packages(adapters.__path__, "nightshift.adapters.")]
    declared = [getattr(importlib.import_module(name), "ACTIONS", {}).values() for name in names]
    return frozenset(action for groups in declared for actions in groups for action in actions)


def actions_granted(policies: Any) -> frozenset[str]:
    """Return the IAM actions of a resource's statements, inline or in our managed policies."""
    ours = resources("AWS::IAM::ManagedPolicy")
    documents = [
        ours[policy["Ref"]]["PolicyDocument"] if "Ref" in policy else policy
        for policy in policies or []
        if isinstance(policy, dict)
    ]
    statements = [each for document in documents for each in document.get("Statement", [])]
    granted: set[str] = set()
    for statement in statements:
        action = statement["Action"]
        granted |= {action} if isinstance(action, str) else set(action)
    return frozenset(granted)
