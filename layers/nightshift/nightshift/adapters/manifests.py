"""Read the workload manifests that ship with this package: no API call, works with AWS down."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from nightshift.adapters.aws import Actions
from nightshift.domain.errors import RefusedError

if TYPE_CHECKING:
    from nightshift.domain.manifest import Manifest
    from nightshift.domain.manifest.examination import Examination
    from nightshift.domain.manifest.meetings import Meetings
    from nightshift.domain.manifest.notifications import Notifications
    from nightshift.domain.manifest.told import Told

ACTIONS: Actions = dict.fromkeys(
    (
        *("every", "examine", "examined", "get", "meetings", "names", "notifications", "paths"),
        *("read", "told", "with_database"),
    ),
    frozenset(),
)
Model = TypeVar("Model", bound=BaseModel)


@cache
def get(name: str) -> "Manifest":
    """Return the manifest of a workload.

    Raises:
        RefusedError: there is none of that name, or it is not valid.
    """
    return examined(name).accepted()


def every() -> "tuple[Manifest, ...]":
    """Return the manifests of all workloads, by name.

    Raises:
        RefusedError: one is not valid.
    """
    return tuple(get(name) for name in names())


@cache
def meetings(name: str) -> "Meetings":
    """Return how the pipeline treats a workload's meetings.

    Only this part is validated; the whole manifest was when it was deployed.

    Raises:
        RefusedError: the workload is not known, or its manifest has no `meetings`.
    """
    from nightshift.domain.manifest.meetings import Meetings

    found = _part(name, "meetings")
    if found is None:
        raise RefusedError(f"workload: {name!r} has no meetings; add `meetings:` to its manifest")
    return _valid(Meetings, found, name)


@cache
def notifications(name: str) -> "Notifications":
    """Return whom a workload's messages reach; the default where its manifest does not say.

    Only this part is validated; the whole manifest was when it was deployed.

    Raises:
        RefusedError: the workload is not known.
    """
    from nightshift.domain.manifest.notifications import Notifications

    return _valid(Notifications, _part(name, "notifications") or {}, name)


@cache
def told(name: str) -> "Told":
    """Return what a message needs of a manifest: whom to tell, where and when people are.

    Only these parts are validated; the whole manifest was when it was deployed.

    Raises:
        RefusedError: the workload is not known.
    """
    from nightshift.domain.manifest.told import Told

    return _valid(Told, _parts(name, *Told.model_fields), name)


def with_database(identifier: str, account: str | None, region: str | None) -> str | None:
    """Return the workload that has this DB instance there; None where none has.

    Identifiers are unique in an account's region only; None is any.

    Raises:
        RefusedError: a manifest cannot be read.
    """
    for name in names():
        found = _parts(name, "database", "account", "region")
        database = found.get("database")
        if not isinstance(database, dict) or database.get("identifier") != identifier:
            continue
        if account in (None, str(found.get("account"))) and region in (None, found.get("region")):
            return name
    return None


def names() -> list[str]:
    """Return the names of all workloads, sorted."""
    return sorted(
        entry.name.removesuffix(".yaml")
        for entry in _folder().iterdir()
        if entry.name.endswith(".yaml")
    )


def paths() -> list[Path]:
    """Return the files of all workloads, by name; of a package that is unpacked, as ours are."""
    return [Path(str(_folder().joinpath(f"{name}.yaml"))).resolve() for name in names()]


def examined(name: str) -> "Examination":
    """Return what is to be said about the manifest of a workload, warnings included.

    Raises:
        RefusedError: there is none of that name.
    """
    return examine(_content(name), f"{name}.yaml")


def examine(content: str | bytes, source: str) -> "Examination":
    """Return what is to be said about a manifest; `source` is its file's name."""
    # Imported at the first manifest: a function that fails early never pays for it.
    from nightshift.domain.manifest import examination

    return examination.examine(content, source)


def read(text: str | bytes, source: str) -> "Manifest":
    """Return the manifest written in `text`; `source` is its file's name.

    Raises:
        RefusedError: not YAML, or a field does not fit; each fault with line, rule and fix.
    """
    return examine(text, source).accepted()


def _content(name: str) -> bytes:
    if name not in (known := names()):
        raise RefusedError(f"workload: {name!r} is not known; known: {', '.join(known)}")
    return _folder().joinpath(f"{name}.yaml").read_bytes()


def _part(name: str, field: str) -> Any:
    return _parts(name, field).get(field)


def _parts(name: str, *fields: str) -> dict[str, Any]:
    from nightshift.domain.manifest.document import Unreadable, parts_of

    try:
        return parts_of(_content(name), fields)
    except Unreadable:
        get(name)  # refuses it with line and fix, as its deployment would have
        raise


def _valid(model: type[Model], value: Any, name: str) -> Model:
    try:
        return model.model_validate(value)
    except ValidationError:
        get(name)  # refuses it with line and fix, as its deployment would have
        raise


def _folder() -> Traversable:
    return files("nightshift").joinpath("workloads")
