"""What `reconcile` may be asked for, and who does it: one function, or the machine in batches."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import AwareDatetime, Field, model_validator

from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import Input
from nightshift.domain.manifest.part import WorkloadName
from nightshift.domain.reconcile.plan import Action, Change, Plan
from nightshift.domain.reconcile.resources import EVERY, Hub, Place

# A first deployment makes every alarm. CloudWatch takes 3 PutMetricAlarm a second (service quotas,
# read 2026-11-21), a function has 900 s, and the requirements ask for 28 alarms in all: if every
# workload had that many, 60 x 28 / 3 = 560 s go into alarms and the rest stays for all else.
ONE_FUNCTION_DOES = 60  # workloads


class Reconcile(Input):
    """What a person, a deployment or the machine's schedule asks the function for."""

    workloads: tuple[WorkloadName, ...] = ()  # none: all
    dry_run: bool = False  # tell what would be changed
    batches: bool = False  # let the machine do it, however few there are
    remove: bool = False  # everything of ours, everywhere: the stack is being deleted
    layer: str | None = None  # of a deployment: the version of code and manifests it is about

    @model_validator(mode="before")
    @classmethod
    def _of_deployment(cls, event: Any) -> Any:
        """Read CloudFormation's event (User Guide, Custom resource request objects)."""
        if isinstance(event, Mapping) and "ResponseURL" in event:
            told = event.get("ResourceProperties", {})
            return {"remove": event.get("RequestType") == "Delete", "layer": told.get("Layer")}
        return event

    def is_for(self, layer: str) -> bool:
        """Tell whether code and manifests of this version can do it.

        CloudFormation may roll this resource back before the function: the manifests at hand are
        then those that failed. What they changed is put right by the next run.
        """
        return self.remove or self.layer in (None, layer)


class Batches(Input):
    """The input of the machine."""

    workloads: tuple[WorkloadName, ...] = ()  # none: all
    daily: bool = False  # what it changes then was changed by hand before, and is announced
    former: str = ""  # places of the deployment before (former.py)


class PlaceInput(Input):
    """A place as it travels between functions."""

    account: str
    region: str
    role_arn: str | None = None
    external_id: str | None = None

    @classmethod
    def of(cls, place: Place) -> "PlaceInput":
        """Return the place as it travels."""
        return cls(
            account=place.account,
            region=place.region,
            role_arn=place.role_arn,
            external_id=place.external_id,
        )

    @property
    def place(self) -> Place:
        """The place."""
        return Place(self.account, self.region, self.role_arn, self.external_id)


class Run(Input):
    """One execution of the machine."""

    id: str = Field(min_length=1)  # the execution's name
    at: AwareDatetime  # when it began
    workloads: tuple[WorkloadName, ...] = ()
    daily: bool = False


def hub_of(
    stack: str, scheduler_role_arn: str, dead_letters_arn: str, *, forwarding_role_arn: str
) -> Hub:
    """Return the hub; its account and region are those of its queue."""
    partition, _, region, account = dead_letters_arn.split(":")[1:5]
    return Hub(
        stack,
        account,
        region,
        scheduler_role_arn,
        dead_letters_arn,
        forwarding_role_arn,
        partition,
    )


def machine_arn(hub: Hub) -> str:
    """Return the ARN of the machine, whose name the contract gives."""
    place = f"{hub.region}:{hub.account}"
    return f"arn:{hub.partition}:states:{place}:stateMachine:{hub.stack}-reconcile"


def by_machine(request: Reconcile, workloads: int) -> bool:
    """Tell whether the machine does it: so many in one function would not end in time."""
    lasting = not request.dry_run and not request.remove
    return lasting and (request.batches or workloads > ONE_FUNCTION_DOES)


def require_known(asked: Iterable[str], known: Iterable[str]) -> None:
    """Refuse workloads that have no manifest.

    Raises:
        RefusedError: it names the first and those that are known.
    """
    there = set(known)
    for name in asked:
        if name not in there:
            raise RefusedError(
                f"workloads: {name!r} is not known; known: {', '.join(sorted(there))}"
            )


def narrowed(plan: Plan, workloads: Iterable[str]) -> Plan:
    """Return the plan with what concerns these workloads only; none given: all of it.

    They need what serves every workload; that it is needed no more is another run's to find.
    """
    chosen = frozenset(workloads)
    if not chosen:
        return plan
    return Plan(
        plan.place,
        tuple(change for change in plan.changes if _concerns(change, chosen)),
        tuple(entry for entry in plan.left_out if entry.workload in chosen),
        plan.matching,
    )


def _concerns(change: Change, chosen: frozenset[str]) -> bool:
    workload = change.resource.workload
    return workload in chosen or (workload == EVERY and change.action is not Action.DELETE)
