"""Read the workload manifests that ship with this package: no API call, works with AWS down."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from nightshift.adapters.aws import Actions
from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import describe

if TYPE_CHECKING:
    from nightshift.domain.manifest import Manifest
    from nightshift.domain.manifest.meetings import Meetings

ACTIONS: Actions = dict.fromkeys(("get", "meetings", "names", "read"), frozenset())


@cache
def get(name: str) -> "Manifest":
    """Return the manifest of a workload.

    Raises:
        RefusedError: there is none of that name, or it is not valid.
    """
    source = _folder().joinpath(f"{name}.yaml")
    if not source.is_file():
        raise RefusedError(f"workload: {name!r} is not known; known: {', '.join(names())}")
    return read(source.read_text(encoding="utf-8"), source.name)


def meetings(name: str) -> "Meetings":
    """Return how the pipeline treats a workload's meetings.

    Raises:
        RefusedError: the workload is not known, or its manifest has no `meetings`.
    """
    found = get(name).meetings
    if found is None:
        raise RefusedError(f"workload: {name!r} has no meetings; add `meetings:` to its manifest")
    return found


def names() -> list[str]:
    """Return the names of all workloads, sorted."""
    return sorted(
        entry.name.removesuffix(".yaml")
        for entry in _folder().iterdir()
        if entry.name.endswith(".yaml")
    )


def read(text: str, source: str) -> "Manifest":
    """Return the manifest written in `text`.

    Raises:
        RefusedError: not YAML, or a field does not fit; `source` is named.
    """
    # Imported at the first manifest: a function that fails early never pays for them.
    import yaml
    from pydantic import ValidationError

    from nightshift.domain.manifest import Manifest

    try:
        manifest = Manifest.model_validate(yaml.load(text, _safe_loader()))  # noqa: S506
    except yaml.YAMLError as problem:
        raise RefusedError(f"{source}: not YAML: {problem}") from problem
    except ValidationError as problem:
        raise RefusedError(f"{source}: {describe(problem)}") from problem
    if f"{manifest.name}.yaml" != source:
        raise RefusedError(f"{source}: name: {manifest.name!r} must be the file's name")
    return manifest


def _safe_loader() -> Any:
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where the wheel has it


def _folder() -> Traversable:
    return files("nightshift").joinpath("workloads")
