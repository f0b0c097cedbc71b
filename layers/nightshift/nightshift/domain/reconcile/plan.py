"""A plan: the changes that bring one place to what its manifests ask for, in order."""

from dataclasses import dataclass
from enum import StrEnum

from nightshift.domain.reconcile.resources import Kind, Place, Resource


class Action(StrEnum):
    """What is done to a resource."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"  # under a new name: the new one first, then the old one goes
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `resource` is as it should be; of a DELETE, as it is."""

    action: Action
    resource: Resource
    before: Resource | None = None  # as it is; None of a CREATE
    handle: str | None = None  # of `before`, where the API needs more than the name


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something a manifest asks for that is not made, and why."""

    kind: Kind
    name: str
    workload: str
    row: str | None  # the rule: TQ-X28
    reason: str  # a sentence with what to do


@dataclass(frozen=True, slots=True)
class Plan:
    """What reconcile will do in one place, and what it will not."""

    place: Place
    changes: tuple[Change, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    matching: int = 0  # resources that are as they should be
