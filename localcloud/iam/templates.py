"""Fill a resource template of resources.yaml from the parameters of a call."""

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

PLACEHOLDER = re.compile(r"\{([^}|:]+)(?::(\w+))?(?:\|([^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a call is made: it names the resources that the caller does not name in full."""

    account: str
    region: str
    params: dict[str, Any]


Lookup = Callable[[str, Scope], str | list[str]]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One `{path:lookup|default}`."""

    paths: tuple[str, ...]
    lookup: Lookup | None
    default: str | None

    def values(self, scope: Scope) -> list[str]:
        """Return what the call gives; [] where it gives nothing and there is no default."""
        if self.paths in (("account",), ("region",)):
            return [str(getattr(scope, self.paths[0]))]
        found = self._first_given(scope)
        if not found:
            return [] if self.default is None else [self.default]
        return [value for given in found for value in self._looked_up(given, scope)]

    def _first_given(self, scope: Scope) -> list[str | None]:
        for path in self.paths:
            found = list(walk(scope.params, path.split(".")))
            if self.default is None:
                found = [value for value in found if value is not None]
            if any(value is not None for value in found):
                return found
        return []

    def _looked_up(self, given: str | None, scope: Scope) -> list[str]:
        if given is None:
            return [self.default or ""]
        if self.lookup is None:
            return [given]
        found = self.lookup(given, scope)
        return [found] if isinstance(found, str) else found


class Template:
    """A resource template, taken apart once."""

    def __init__(self, text: str, prefix: str, lookups: dict[str, Lookup]) -> None:
        if not text.startswith(("arn:", "*")):
            text = f"arn:aws:{prefix}:{{region}}:{{account}}:{text}"
        self.parts: list[str | Placeholder] = []
        position = 0
        for found in PLACEHOLDER.finditer(text):
            paths, lookup, default = found.groups()
            self.parts += [
                text[position : found.start()],
                Placeholder(tuple(paths.split(",")), lookups[lookup] if lookup else None, default),
            ]
            position = found.end()
        self.parts.append(text[position:])

    def resources(self, scope: Scope, *, optional: bool) -> list[str]:
        """Return the ARNs; an `optional` template gives none where a parameter is missing."""
        choices: list[list[str]] = []
        for part in self.parts:
            values = [part] if isinstance(part, str) else part.values(scope)
            if not values and optional:
                return []
            choices.append(values or ["*"])
        return list(dict.fromkeys(_joined(parts) for parts in itertools.product(*choices)))


def _joined(parts: tuple[str, ...]) -> str:
    last = parts[-2] if len(parts) > 1 else ""
    return last if last.startswith("arn:") else "".join(parts)


def walk(value: Any, path: list[str]) -> Iterator[str | None]:
    """Yield what stands at a path; None for a list's element that has nothing there."""
    if not path:
        yield None if value is None or value == "" else str(value)
        return
    name, rest = path[0], path[1:]
    if name.endswith("*"):
        yield from (value.get(name[:-1]) or {}) if isinstance(value, dict) else ()
        return
    inner = value.get(name.removesuffix("[]")) if isinstance(value, dict) else None
    if not name.endswith("[]"):
        yield from walk(inner, rest)
    elif isinstance(inner, list):
        for element in inner:
            yield from walk(element, rest)
