"""YAML text as values that know their lines, read once.

The happy path pays one composition by libyaml; lines are looked up only where there is a fault.
"""

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from nightshift.domain.manifest.findings import Finding, Path, error

SIZE_LIMIT = 256 * 1024  # bytes; the largest manifest we know has a tenth of it
DEPTH_LIMIT = 50  # levels; a manifest has 8
NODE_LIMIT = 100_000  # values once aliases are written out; the largest has a few thousand
# libyaml composes by recursion in C: a text nested 100,000 deep ends the process. So deep it can be
# only with so many brackets, or in a line that long; then its events are counted first.
SUSPICIOUS = 1000
MAP, STRING = "tag:yaml.org,2002:map", "tag:yaml.org,2002:str"
MERGE, SEQUENCE = "tag:yaml.org,2002:merge", "tag:yaml.org,2002:seq"
PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float", "null"))
TAGS = PLAIN_TAGS | {MAP, STRING, SEQUENCE, MERGE}


class Unreadable(Exception):  # noqa: N818 - it carries a finding, which is the error
    """The text is no manifest at all; where and why."""

    def __init__(self, message: str, fix: str, *, line: int = 1, rule: str = "M-01") -> None:
        super().__init__(message)
        self.finding: Finding = error(rule, (), message, fix)
        self.line = line


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML mapping: its nodes, which know their lines, and its values."""

    root: yaml.MappingNode
    value: dict[str, Any]

    def line(self, path: Path) -> int:
        """Return the 1-based line of a field, or of the nearest parent that is there."""
        return _line(self._nearest(path)[0])

    def written(self, path: Path) -> str | None:
        """Return a plain value as it was typed: 012 stays 012; None where it is none."""
        _, node, left = self._nearest(path)
        return node.value if not left and isinstance(node, yaml.ScalarNode) else None

    def _nearest(self, path: Path) -> tuple[yaml.Node, yaml.Node, Path]:
        """Return the node that names the deepest part of `path`, its value, and what is left."""
        mark: yaml.Node = self.root
        node: yaml.Node = self.root
        for depth, part in enumerate(path):
            found = next((pair for key, *pair in _children(node) if key == part), None)
            if found is None:
                return mark, node, path[depth:]
            mark, node = found
        return mark, node, ()


def parse(content: str | bytes) -> Document:
    """Return the document in `content`.

    Raises:
        Unreadable: not UTF-8, too large, not YAML, not one mapping, or a key that comes twice.
    """
    text = _text(content)
    root = _root(text)
    _examine(root, {}, 0)
    return Document(root, _value(root))


def parts_of(content: str | bytes, names: Container[str]) -> dict[str, Any]:
    """Return some fields of the top of a manifest that was valid when it was deployed.

    Raises:
        Unreadable: not UTF-8, not YAML, or not one mapping.
    """
    root = _root(_text(content))
    found = {str(key): node for key, _, node in _children(root) if key in names}
    return {key: _loader()("").construct_document(node) for key, node in found.items()}


def _line(place: yaml.Node | yaml.Event) -> int:
    return int(place.start_mark.line) + 1 if place.start_mark else 1


def _children(node: yaml.Node) -> Iterator[tuple[str | int, yaml.Node, yaml.Node]]:
    """Yield (key, node that names it, its value); merged keys after those that stand there."""
    if isinstance(node, yaml.SequenceNode):
        yield from ((number, entry, entry) for number, entry in enumerate(node.value))
    if not isinstance(node, yaml.MappingNode):
        return
    merged = [value for key, value in node.value if key.tag == MERGE]
    yield from ((key.value, key, value) for key, value in node.value if key.tag != MERGE)
    for source in merged:
        for mapping in source.value if isinstance(source, yaml.SequenceNode) else [source]:
            yield from _children(mapping)


def _text(content: str | bytes) -> str:
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(raw) > SIZE_LIMIT:
        raise Unreadable(f"has {len(raw)} bytes", f"at most {SIZE_LIMIT} are read: shorten it")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise Unreadable("is not UTF-8", "save the file as UTF-8", line=line) from problem


def _root(text: str) -> yaml.MappingNode:
    try:
        _refuse_deep(text)
        root = _loader()(text).get_single_node()
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        what = problem.problem or problem.context or "cannot be read"
        lines = text.splitlines() or [""]
        # The end of a file is after its last line.
        line = min(mark.line + 1, len(lines)) if mark else 1
        raise Unreadable(f"is not YAML: {what}", _advice(lines, line), line=line) from problem
    except yaml.reader.ReaderError as problem:
        before = text.encode()[: problem.position]  # libyaml counts bytes
        line = before.count(b"\n") + 1
        raise Unreadable("has a control character", "delete it", line=line) from problem
    if root is None:
        raise Unreadable("is empty", "begin with `name:`; docs/manifests.md has an example")
    if not isinstance(root, yaml.MappingNode):
        raise Unreadable("is not a mapping", "begin with `name:`, without a dash", line=_line(root))
    return root


def _advice(lines: list[str], line: int) -> str:
    """Return what to do about a line that YAML cannot read."""
    at = lines[line - 1]
    if any(found.startswith(("<<<<<<< ", ">>>>>>> ")) for found in lines):
        return "resolve the merge: the file has lines with <<<<<<< and >>>>>>>"
    if "\t" in at:
        return "indent with spaces; the line has a tab"
    if "\u00a0" in at:
        return "write plain spaces; the line has a no-break space"
    if re.search(r"[:,\[-] +[@`%>|]", at):
        return "write the value in quotes; it begins with a sign that YAML reads"
    return "correct the line or the one before it (indentation, quotes, brackets)"


def _refuse_deep(text: str) -> None:
    brackets = text.count("[") + text.count("{")
    if brackets < SUSPICIOUS and max(map(len, text.splitlines()), default=0) < SUSPICIOUS:
        return
    depth = 0
    for event in yaml.parse(text, _loader()):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH_LIMIT:
            raise _too_large(_line(event))


def _too_large(line: int) -> Unreadable:
    what = f"is nested deeper than {DEPTH_LIMIT} levels or repeats too much with aliases"
    return Unreadable(what, "write it flat, without the alias (*)", line=line)


def _examine(node: yaml.Node, sizes: dict[int, int], depth: int) -> int:
    """Return how many values a node stands for, and refuse what YAML lets through silently."""
    line = _line(node)
    if depth > DEPTH_LIMIT:
        raise _too_large(line)
    if node.tag not in TAGS:
        raise Unreadable(f"has the tag {node.tag!r}", "write the plain value", line=line)
    if isinstance(node, yaml.ScalarNode):
        return 1
    if id(node) not in sizes:
        if isinstance(node, yaml.MappingNode):
            _refuse_keys(node)
        parts = [value for _, value in node.value] if node.tag == MAP else node.value
        sizes[id(node)] = 1 + sum(_examine(part, sizes, depth + 1) for part in parts)
    if sizes[id(node)] > NODE_LIMIT:
        raise _too_large(line)
    return sizes[id(node)]


def _refuse_keys(node: yaml.MappingNode) -> None:
    seen: dict[str, int] = {}
    for key, _ in node.value:
        line = _line(key)
        if key.tag not in (STRING, MERGE):
            shown = key.value if isinstance(key, yaml.ScalarNode) else "a list or mapping"
            fix = "write it in quotes; if it is a fraction, with a point: 7.1"
            raise Unreadable(f"key {shown} is no text", fix, line=line)
        if key.value in seen:
            raise Unreadable(
                f"key {key.value!r} stands in line {seen[key.value]} already",
                "remove one of the two; only the last would count",
                line=line,
                rule="M-02",
            )
        seen[key.value] = line


def _value(root: yaml.MappingNode) -> dict[str, Any]:
    loader = _loader()("")
    try:
        value: dict[str, Any] = loader.construct_document(root)
    except (ValueError, KeyError, yaml.constructor.ConstructorError) as problem:
        raise _misread(root) from problem
    return value


def _misread(root: yaml.Node) -> Unreadable:
    """Return the fault of the value that YAML takes for a number, or a merge, and cannot read."""
    loader, line, waiting = _loader()(""), 1, [root]
    while waiting:
        node = waiting.pop()
        waiting += [value for _, _, value in _children(node)]
        if node.tag not in PLAIN_TAGS:
            continue
        try:
            loader.construct_document(node)
        except (ValueError, KeyError, yaml.constructor.ConstructorError):
            line = _line(node)
            return Unreadable(f"{node.value!r} cannot be read", "write it in quotes", line=line)
    return Unreadable("has a merge (<<) of what is no mapping", "write the fields out", line=line)


@cache
def _loader() -> Any:
    """Return libyaml's safe loader where the wheel has it; dates stay text, pydantic reads them."""
    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resolvers = {
        first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
        for first, found in base.yaml_implicit_resolvers.items()
    }
    return type("Loader", (base,), {"yaml_implicit_resolvers": resolvers})
