"""The comments beside a model's fields, so that an editor shows what a reader of the code sees."""

import ast
import inspect
import textwrap


def of_fields(model: type) -> dict[str, str]:
    """Return field -> its comment, of the fields that a class and its bases write."""
    found: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if each.__module__.startswith("nightshift."):
            found |= _own(textwrap.dedent(inspect.getsource(each)))
    return found


def _own(source: str) -> dict[str, str]:
    """Return field -> comment: after it, going on below in small letters, or else before it."""
    lines = source.splitlines()
    fields = [n for n in ast.parse(source).body[0].body if isinstance(n, ast.AnnAssign)]  # type: ignore[attr-defined]
    found: dict[str, str] = {}
    for field in fields:
        first, last = field.lineno - 1, (field.end_lineno or field.lineno) - 1
        after = lines[last][field.end_col_offset or 0 :].partition("#")[2].strip()
        while after and (more := _comment(lines, last + 1)) and more[0].islower():
            after, last = f"{after} {more}", last + 1
        before: list[str] = []
        while not after and (more := _comment(lines, first - 1)):
            before, first = [more, *before], first - 1
        if said := after or " ".join(before):
            found[ast.unparse(field.target)] = said
    return found


def _comment(lines: list[str], number: int) -> str:
    at = lines[number].strip() if 0 <= number < len(lines) else ""
    return at.removeprefix("#").strip() if at.startswith("#") else ""
