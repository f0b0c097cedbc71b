"""Whatever stands in a manifest's file, it is valid or refused with a line, and nothing else."""

from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest.examination import examine
from tests.unit.manifest.base import SOURCE, TEXT

BASE = yaml.safe_load(TEXT)
MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
# What may stand where something else is expected.
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["", "00:00", "24:00", "{", "{}", "{a.b}", "m1 +", "/", "[0]", "\x85"]),
    st.sampled_from(["0.0.0.0/0", "::/0", "a" * 300, "99:99-99:99", "mon:00:00-mon:00:00"]),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=4), st.integers(), max_size=2),
)
TEXTS = st.text(max_size=200) | st.text("-[]{}:,&*!|>'\"%@`?#a1 \n", max_size=60)


def _paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    children = (
        node.items()
        if isinstance(node, dict)
        else enumerate(node)
        if isinstance(node, list)
        else ()
    )
    return [path, *(found for key, child in children for found in _paths(child, (*path, key)))]


PATHS = [path for path in _paths(BASE) if path]


def _changed(path: tuple[Any, ...], change: str, value: Any) -> Any:
    document = yaml.safe_load(TEXT)
    parent = document
    for part in path[:-1]:
        parent = parent[part]
    if change == "delete":
        del parent[path[-1]]
    elif change == "rename" and isinstance(parent, dict):
        parent[f"{path[-1]}x"] = parent.pop(path[-1])
    elif change == "double" and isinstance(parent, list):
        parent.append(parent[path[-1]])
    else:
        parent[path[-1]] = value
    return document


def _holds(content: str | bytes) -> None:
    found = examine(content, SOURCE)
    text = content if isinstance(content, str) else content.decode("utf-8", "replace")
    for each in found.findings:
        assert 1 <= each.line <= (len(text.splitlines()) or 1)
        assert each.finding.fix
        assert each.field
    if found.errors:
        with pytest.raises(RefusedError, match=f"^{SOURCE}:{found.errors[0].line}: "):
            found.accepted()
    else:
        assert found.accepted().name


@MANY
@given(st.sampled_from(PATHS), st.sampled_from(["delete", "rename", "double", "replace"]), STRANGE)
def test_a_changed_node_is_accepted_or_refused(
    path: tuple[Any, ...], change: str, value: Any
) -> None:
    _holds(yaml.safe_dump(_changed(path, change, value), allow_unicode=True, sort_keys=False))


@MANY
@given(st.integers(0, len(TEXT)), st.integers(0, 20), st.text(max_size=6))
def test_a_changed_text_is_accepted_or_refused(at: int, gone: int, put: str) -> None:
    _holds(TEXT[:at] + put + TEXT[at + gone :])


@MANY
@given(TEXTS | st.binary(max_size=60))
def test_any_text_is_accepted_or_refused(content: str | bytes) -> None:
    _holds(content)
