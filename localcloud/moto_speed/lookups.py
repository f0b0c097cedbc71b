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


class Member(NamedTuple):
    """A member of a structure, and how it is found in a value of one class."""

    key: str
    shape: Any
    names: tuple[str, ...]  # in their order
    plain: bool  # none of them is a path
    writer: str  # the method of a value that has no members; "" of one that has


class Members:
    """The members of each structure, for each class of value."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], list[Member]] = {}

    def of(self, serializer: Any, value: Any, shape: Any) -> list[Member]:
        """Return them in their order."""
        picker = serializer._value_picker
        found = self._known.get((shape, type(value), type(picker)))
        if found is None:
            found = list(_members(serializer, value, shape))
            self._known[shape, type(value), type(picker)] = found
        return found


def _members(serializer: Any, value: Any, shape: Any) -> Iterator[Member]:
    for key, each in shape.members.items():
        each.parent = shape  # moto reads it
        context = AttributePickerContext(
            value, key, each, serializer.operation_model, serializer.service_model
        )
        names = tuple(dict.fromkeys(serializer._value_picker.get_possible_keys(context)))
        writer = f"_serialize_type_{each.type_name}" if each.type_name in WITHOUT_MEMBERS else ""
        yield Member(key, each, names, not any("." in name for name in names), writer)


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
            if found is None:
                continue
            if member.writer:
                method = getattr(serializer, member.writer, serializer._default_serialize)
                method(wrapper, found, member.shape, member.key)
            else:  # remembers the way to its members
                serializer._serialize(wrapper, found, member.shape, member.key)
        if key:
            serializer._default_serialize(written, wrapper, shape, key)

    return write


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
