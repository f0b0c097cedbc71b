"""What a run of `reconcile` says it did."""

from nightshift.domain.inputs import Input
from nightshift.domain.reconcile.plan import Action, Change, LeftOut
from nightshift.domain.reconcile.resources import Kind, Place


class Changed(Input):
    """One resource that was changed, or of a dry run: that would be."""

    place: str
    action: Action
    kind: Kind
    name: str
    workload: str

    @classmethod
    def of(cls, place: Place, change: Change) -> "Changed":
        """Return the change as it is told."""
        resource = change.resource
        return cls(
            place=str(place),
            action=change.action,
            kind=resource.kind,
            name=resource.name,
            workload=resource.workload,
        )


class NotMade(Input):
    """Something a manifest asks for that is not there, and why."""

    kind: Kind
    name: str
    workload: str
    row: str | None
    reason: str

    @classmethod
    def of(cls, entry: LeftOut) -> "NotMade":
        """Return what was left out as it is told."""
        return cls(
            kind=entry.kind,
            name=entry.name,
            workload=entry.workload,
            row=entry.row,
            reason=entry.reason,
        )


class Report(Input):
    """The answer of the function `reconcile`."""

    changed: tuple[Changed, ...]
    planned: int  # changes found: as many as `changed`, except in a dry run
    resources: int  # that are as they should be now
    left_out: tuple[NotMade, ...]
    warnings: tuple[str, ...]
    executions: tuple[str, ...]  # ARNs: the machine does it, and these say how it goes
