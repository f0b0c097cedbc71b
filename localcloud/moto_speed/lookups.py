"""Look up the members of answers by names that are found out once.

Each member of each answer is looked up by several names; which, depends on the member and on the
class of what is looked into.
"""

from collections.abc import Callable, Iterator
from functools import cache, wraps
from typing import Any, NamedTuple

from moto.core.base_backend import BackendDict
from moto.core.serialize import (
    MISSING,
    AttributePicker,
    AttributePickerContext,
    ResponseSerializer,
    XFormedAttributePicker,
)
from moto.core.utils import get_value

WITHOUT_MEMBERS = ("boolean", "integer", "long", "string", "timestamp")
PICKERS = (AttributePicker, XFormedAttributePicker)
# Of these a serializer may write what it is given; where it does, it need not be called each time.
PROBES: dict[str, str | int] = {"string": "probe", "integer": 7, "long": 7}


class Member(NamedTuple):
    """A member of a structure, and how it is found in a value of one class."""

    key: str
    shape: Any
    names: tuple[str, ...]  # in their order
    plain: bool  # none of them is a path
    writer: str  # the method of a value that has no members; "" of one that has
    copied: type | None  # a value of this class is written as it is
    name: str  # under which it is written then


class Members:
    """The members of each structure, for each class of value."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], list[Member]] = {}

    def of(self, serializer: Any, value: Any, shape: Any) -> list[Member]:
        """Return them in their order."""
        picker = serializer._value_picker
        kind = (shape, type(value), type(picker), type(serializer))
        found = self._known.get(kind)
        if found is None:
            found = self._known[kind] = list(_members(serializer, value, shape))
        return found


def _members(serializer: Any, value: Any, shape: Any) -> Iterator[Member]:
    for key, each in shape.members.items():
        each.parent = shape  # moto reads it
        context = AttributePickerContext(
            value, key, each, serializer.operation_model, serializer.service_model
        )
        names = tuple(dict.fromkeys(serializer._value_picker.get_possible_keys(context)))
        writer = f"_serialize_type_{each.type_name}" if each.type_name in WITHOUT_MEMBERS else ""
        plain = not any("." in name for name in names)
        yield Member(key, each, names, plain, writer, *_copied(serializer, writer, each, key))


def _copied(serializer: Any, writer: str, shape: Any, key: str) -> tuple[type | None, str]:
    """Find out whether a member is written as it is, and under which name, by writing one."""
    probe, written = PROBES.get(shape.type_name), dict[str, Any]()
    if probe is None or "xmlNamespace" in shape.serialization:
        return None, ""
    getattr(serializer, writer, serializer._default_serialize)(written, probe, shape, key)
    ((name, value),) = written.items()
    return (type(probe), name) if value is probe else (None, "")


def _structure(original: Callable[..., Any]) -> Callable[..., Any]:
    members, member_of = Members(), ResponseSerializer._serialize_structure_member

    @wraps(original)
    def write(serializer: Any, *given: Any) -> None:
        written, value, shape, key = given
        picker = serializer._value_picker
        usual = type(serializer)._serialize_structure_member is member_of
        if value is None or not usual or type(picker) not in PICKERS:
            original(serializer, *given)
            return
        changes, wrapper = picker.response_transformers, serializer.MAP_TYPE() if key else written
        for member in members.of(serializer, value, shape):
            found = _first(value, member.names, member.plain)
            if changes:
                found = _changed(changes, serializer.path, member.key, found)
            if type(found) is member.copied:
                wrapper[member.name] = found
            elif found is not None:
                _write(serializer, wrapper, found, member)
        if key:
            serializer._default_serialize(written, wrapper, shape, key)

    return write


def _write(serializer: Any, wrapper: Any, found: Any, member: Member) -> None:
    if member.writer:
        method = getattr(serializer, member.writer, serializer._default_serialize)
        method(wrapper, found, member.shape, member.key)
    else:  # remembers the way to its members
        serializer._serialize(wrapper, found, member.shape, member.key)


def _changed(changes: dict[str, Any], path: list[str], key: str, found: Any) -> Any:
    for end, change in changes.items():
        if not key.endswith(_last(end)):
            continue  # cannot match; the whole path is put together for few
        if f"{'.'.join(path)}.{key}".endswith(end):
            return change(found)
    return found


def _first(value: Any, names: tuple[str, ...], plain: bool) -> Any:
    """Return what is found first under one of these names; None where nothing is."""
    if plain and type(value) is dict:
        return next((value[name] for name in names if name in value), None)
    pick = getattr if plain and not hasattr(value, "__getitem__") else get_value
    for name in names:
        found = pick(value, name, MISSING)
        if found is not MISSING:
            return found
    return None


@cache
def _last(path: str) -> str:
    return path.rpartition(".")[2]


def _account(original: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """Return a service's things of an account; those that are there need no lock."""

    @wraps(original)
    def of_account(backends: Any, account: str) -> Any:
        found = dict.get(backends, account)
        return original(backends, account) if found is None else found

    return of_account


def install() -> None:
    """Let moto look up this way."""
    ResponseSerializer._serialize_type_structure = _structure(
        ResponseSerializer._serialize_type_structure
    )
    BackendDict.__getitem__ = _account(BackendDict.__getitem__)
