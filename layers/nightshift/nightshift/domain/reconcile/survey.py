"""What a look at the places came to: what differs, what is left out, what is not ours."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.reconcile.plan import Change, LeftOut, Plan
from nightshift.domain.reconcile.report import Changed, NotMade, Report
from nightshift.domain.reconcile.request import Batches
from nightshift.domain.reconcile.resources import Kind, Observed, Place

PREFIXED = (
    Kind.EVENT_RULE,
    Kind.ALARM,
    Kind.DASHBOARD,
)  # listed by our prefix, and told apart by their tags


@dataclass(frozen=True, slots=True)
class Survey:
    """What a run found, and what it is to do."""

    plans: tuple[Plan, ...] = ()
    foreign: tuple[str, ...] = ()  # sentences about what has a name like ours and no tag
    dry: bool = False  # nothing is to be made
    handed_over: tuple[Batches, ...] = ()  # the input of each execution that does it instead
    closed: tuple[TransientError | RefusedError, ...] = ()  # why a place could not be looked at
    places: str = ""  # in which the manifests have something (former.py)
    sizes: tuple[str, ...] = ()  # the workloads of these manifests that change size at times

    @property
    def planned(self) -> tuple[tuple[Place, Change], ...]:
        """Every change with its place, in order."""
        return tuple((plan.place, change) for plan in self.plans for change in plan.changes)

    @property
    def to_make(self) -> tuple[tuple[Place, Change], ...]:
        """The changes to make now."""
        return () if self.dry else self.planned

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What is not made, and why."""
        return tuple(entry for plan in self.plans for entry in plan.left_out)

    @property
    def matching(self) -> int:
        """How many resources are as they should be."""
        return sum(plan.matching for plan in self.plans)

    def report(self, changed: Iterable[Changed], executions: Iterable[str]) -> Report:
        """Return what a run says that made these changes and started these executions."""
        made = tuple(changed)
        shown = made or tuple(Changed.of(place, change) for place, change in self.planned)
        return Report(
            changed=shown if self.dry else made,
            planned=len(self.planned),
            resources=self.matching + len(made),
            left_out=tuple(NotMade.of(entry) for entry in self.left_out),
            warnings=self.foreign,
            executions=tuple(executions),
        )


def combined(surveys: Iterable[Survey], *, dry: bool) -> Survey:
    """Return one survey of several places."""
    found = list(surveys)
    return Survey(
        tuple(plan for one in found for plan in one.plans),
        tuple(text for one in found for text in one.foreign),
        dry,
        closed=tuple(problem for one in found for problem in one.closed),
    )


def undecided(plan: Plan, workloads: Iterable[str]) -> Plan:
    """Return the plan without the dashboards of workloads whose place could not be looked at."""
    unsure = frozenset(workloads)
    changes = tuple(
        change
        for change in plan.changes
        if change.resource.kind is not Kind.DASHBOARD or change.resource.workload not in unsure
    )
    return replace(plan, changes=changes)


def foreign(place: Place, found: Iterable[Observed]) -> tuple[str, ...]:
    """Return a sentence for each thing that is named as ours are and is not ours."""
    return tuple(
        f"{place}: {one.resource.kind} {one.resource.name} has a name like ours and not our tag; "
        "it is left alone"
        for one in found
        if not one.owned and not one.the_stacks and one.resource.kind in PREFIXED
    )
