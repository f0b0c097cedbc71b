"""Do once what moto does again for every call, with the same result. Import it before moto answers.

Each member of each answer is looked up by several names; which, depends on the member and on the
class of what is looked into.
"""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from moto.core.base_backend import BackendDict
from moto.core.serialize import (
    MISSING,
    AttributePicker,
    AttributePickerContext,
    ResponseSerializer,
    XFormedAttributePicker,
)
from moto.core.utils import get_value

PICKERS = (AttributePicker, XFormedAttributePicker)


class Names:
    """By which names the members of answers are looked up."""

    def __init__(self) -> None:
        self._known: dict[tuple[Any, ...], tuple[tuple[str, ...], bool]] = {}

    def of(self, serializer: Any, value: Any, key: str, shape: Any) -> tuple[tuple[str, ...], bool]:
        """Return the names of a member in their order, and whether none of them is a path."""
        service, parent = serializer.service_model, getattr(shape, "parent", None)
        structure = parent.name if parent else serializer.operation_name
        picker = serializer._value_picker
        member = (service.service_name, structure, shape.name, key, type(value), type(picker))
        found = self._known.get(member)
        if found is None:
            context = AttributePickerContext(value, key, shape, serializer.operation_model, service)
            given = tuple(dict.fromkeys(picker.get_possible_keys(context)))
            found = self._known[member] = given, not any("." in name for name in given)
        return found


def _looked_up(original: Callable[..., Any]) -> Callable[..., Any]:
    names = Names()

    @wraps(original)
    def value_of(serializer: Any, value: Any, key: str, shape: Any) -> Any:
        picker = serializer._value_picker
        if type(picker) not in PICKERS:
            return original(serializer, value, key, shape)
        found = _first(value, *names.of(serializer, value, key, shape))
        for path, change in picker.response_transformers.items():
            if not key.endswith(_last(path)):
                continue  # cannot match; the whole path is put together for few
            if f"{'.'.join(serializer.path)}.{key}".endswith(path):
                return change(found)
        return found

    return value_of


def _first(value: Any, names: tuple[str, ...], plain: bool) -> Any:
    """Return what is found first under one of these names; None where nothing is."""
    if plain and type(value) is dict:
        for name in names:
            if name in value:
                return value[name]
        return None
    for name in names:
        found = get_value(value, name, MISSING)
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


ResponseSerializer.get_value = _looked_up(ResponseSerializer.get_value)
BackendDict.__getitem__ = _account(BackendDict.__getitem__)
