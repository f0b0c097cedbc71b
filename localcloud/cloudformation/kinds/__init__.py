"""Every resource type the cloud can make."""

from functools import cache

from localcloud.cloudformation import schemas
from localcloud.cloudformation.errors import ValidationError
from localcloud.cloudformation.kinds import (
    buckets,
    by_moto,
    custom,
    functions,
    identities,
    mail,
    monitoring,
    nested,
    queues,
    schedules,
    secrets,
    tables,
    topics,
    workflows,
)
from localcloud.cloudformation.kinds.kind import Kind

MODULES = (
    buckets,
    custom,
    functions,
    identities,
    mail,
    monitoring,
    nested,
    queues,
    schedules,
    secrets,
    tables,
    topics,
    workflows,
)
KINDS: dict[str, Kind] = {kind.type: kind for module in MODULES for kind in module.KINDS}


@cache
def find(type_name: str) -> Kind:
    """Return the kind of a type.

    Raises:
        ValidationError: nothing here can make it.
    """
    if is_custom(type_name):
        return custom.custom(type_name)
    kind = KINDS.get(type_name) or (by_moto.kind(type_name) if schemas.find(type_name) else None)
    if kind is None:
        raise ValidationError(f"Unrecognized resource types: [{type_name}]")
    return kind


def check(resources: dict[str, dict[str, object]]) -> None:
    """Refuse a template with a type that nothing here can make; the error names resource and type.

    Raises:
        ValidationError: at least one such type.
    """
    unknown = []
    for name, resource in resources.items():
        try:
            find(str(resource["Type"]))
        except ValidationError:
            unknown.append(f"{resource['Type']} ({name})")
    if unknown:
        raise ValidationError(
            f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]"
        )


def is_custom(type_name: str) -> bool:
    """Tell whether a function of the template's author makes this type."""
    return type_name.startswith("Custom::") or type_name == custom.CUSTOM
