"""What a manifest's source leaves open: what the manifest fills itself, and what our defaults fill.

`nightshift validate` lists them, so that nobody takes a default for a fact.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nightshift.domain.manifest import Manifest
from nightshift.domain.manifest.findings import CALLED_BY, Path
from nightshift.domain.manifest.part import Part


@dataclass(frozen=True, slots=True)
class Assumption:
    """A value that no source states. `row` names the default of the requirements (U-19), or D."""

    path: Path
    row: str
    value: Any


def assumptions(manifest: Manifest) -> tuple[Assumption, ...]:
    """Return them: those the manifest names, then the defaults of the parts that it has.

    A path under `assumed` that leads nowhere is left out here; the check M-15 refuses it.
    """
    named = [
        Assumption(path, row, _at(manifest, path))
        for written, row in manifest.assumed.items()
        if (path := resolve(manifest, written)) is not None
    ]
    taken = {found.path for found in named}
    return (*named, *(found for found in _unset(manifest, ()) if found.path not in taken))


def resolve(here: Any, written: str) -> Path | None:
    """Return where `services.api.pool` or `services[0].pool` leads; None where it leads nowhere.

    Names and keys may have dots themselves, so each that fits the beginning is tried.
    """
    for part, names in _parts(here):
        for name in names:
            if written == name:
                return (part,)
            if written.startswith((f"{name}.", f"{name}[")):
                further = resolve(_child(here, part), written[len(name) :].removeprefix("."))
                if further is not None:
                    return (part, *further)
    return None


def _parts(here: Any) -> Iterator[tuple[str | int, list[str]]]:
    if isinstance(here, Part):
        yield from ((name, [name]) for name in type(here).model_fields)
    elif isinstance(here, Mapping):
        yield from ((key, [key]) for key in here)
    elif isinstance(here, tuple):
        for number, entry in enumerate(here):
            called = [str(getattr(entry, key)) for key in CALLED_BY if hasattr(entry, key)]
            yield number, [*called, f"[{number}]", str(number)]


def _child(here: Any, part: str | int) -> Any:
    return getattr(here, str(part)) if isinstance(here, Part) else here[part]


def _at(here: Any, path: Path) -> Any:
    for part in path:
        here = _child(here, part)
    return here


def _unset(here: Any, path: Path) -> Iterator[Assumption]:
    """Yield the assumed defaults of a part and of the parts that the manifest writes in it."""
    if isinstance(here, Part):
        yield from _defaults(here, path)
    for part, _ in _parts(here):
        if not isinstance(here, Part) or part in here.model_fields_set:
            yield from _unset(_child(here, part), (*path, part))


def _defaults(here: Part, path: Path) -> Iterator[Assumption]:
    for name, field in type(here).model_fields.items():
        extra = field.json_schema_extra
        if name not in here.model_fields_set and isinstance(extra, Mapping) and "assumed" in extra:
            yield Assumption((*path, name), str(extra["assumed"]), getattr(here, name))
