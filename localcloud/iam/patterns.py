"""Match IAM wildcards: `*` and `?` in actions, ARNs and condition values, with policy variables."""

import re
from collections.abc import Callable
from functools import lru_cache

Variables = Callable[[str], str | None]
VARIABLE = re.compile(r"\$\{\s*([^},]+?)\s*(?:,\s*'([^']*)'\s*)?\}")
HIDDEN = {"*": "\ue000", "?": "\ue001", "$": "$"}  # a literal character, hidden from the compiler
ARN_PARTS = 6


def matches_action(pattern: str, action: str) -> bool:
    """Tell whether an action pattern covers an action; letter case does not count."""
    return pattern == "*" or _glob(pattern.lower()).fullmatch(action.lower()) is not None


def matches_text(pattern: str, text: str, variables: Variables, *, fold: bool = False) -> bool:
    """Tell whether a wildcard pattern covers a text."""
    compiled = _filled(pattern, variables, _glob)
    return compiled is not None and _fits(compiled, text, fold=fold)


def matches_arn(pattern: str, arn: str, variables: Variables) -> bool:
    """Tell whether an ARN pattern covers an ARN.

    A wildcard stays inside its colon-separated part, except in the last one (IAM User Guide,
    "IAM JSON policy elements: Resource", read 2026-11-20).
    """
    if pattern == "*":
        return True
    compiled = _filled(pattern, variables, _arn)
    return compiled is not None and compiled.fullmatch(arn) is not None


def filled(text: str, variables: Variables) -> str | None:
    """Return a text with its policy variables replaced; None where one has no value."""
    for literal in HIDDEN:
        text = text.replace(f"${{{literal}}}", literal)
    missing = False

    def value(found: re.Match[str]) -> str:
        nonlocal missing
        name, default = found.groups()
        known = variables(name)
        missing = missing or (known is None and default is None)
        return known if known is not None else default or ""

    result = VARIABLE.sub(value, text)
    return None if missing else result


def _filled(
    pattern: str, variables: Variables, compiler: Callable[[str], re.Pattern[str]]
) -> re.Pattern[str] | None:
    if "${" not in pattern:
        return compiler(pattern)
    for literal, hidden in HIDDEN.items():
        pattern = pattern.replace(f"${{{literal}}}", hidden)
    literal_pattern = filled(pattern, lambda name: _hide(variables(name)))
    return None if literal_pattern is None else compiler(literal_pattern)


def _hide(value: str | None) -> str | None:
    return value and value.replace("*", HIDDEN["*"]).replace("?", HIDDEN["?"])


def _fits(compiled: re.Pattern[str], text: str, *, fold: bool) -> bool:
    if fold:
        compiled = re.compile(compiled.pattern, compiled.flags | re.IGNORECASE)
    return compiled.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _glob(pattern: str) -> re.Pattern[str]:
    return re.compile(_expression(pattern, ".*"), re.DOTALL)


@lru_cache(maxsize=4096)
def _arn(pattern: str) -> re.Pattern[str]:
    parts = pattern.split(":", ARN_PARTS - 1)
    if len(parts) < ARN_PARTS:
        return _glob(pattern)
    inner = [_expression(part, "[^:]*") for part in parts[:-1]]
    return re.compile(":".join([*inner, _expression(parts[-1], ".*")]), re.DOTALL)


def _expression(pattern: str, many: str) -> str:
    special = {"*": many, "?": ".", HIDDEN["*"]: r"\*", HIDDEN["?"]: r"\?"}
    return "".join(special.get(char) or re.escape(char) for char in pattern)
