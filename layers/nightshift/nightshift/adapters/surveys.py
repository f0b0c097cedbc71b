"""Compare what the manifests ask for with what is there, and make the difference."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from nightshift.adapters import manifests, places, reconcile
from nightshift.adapters.aws import Actions
from nightshift.adapters.environment import states
from nightshift.adapters.reconcile import load_balancers
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile import former
from nightshift.domain.reconcile.desired import Desired, concerned, desired, short_values
from nightshift.domain.reconcile.desired.load_balancers import FullValues
from nightshift.domain.reconcile.difference import difference
from nightshift.domain.reconcile.plan import Change
from nightshift.domain.reconcile.request import (
    Batches,
    Reconcile,
    Run,
    by_machine,
    narrowed,
    require_known,
)
from nightshift.domain.reconcile.resources import Hub, Place
from nightshift.domain.reconcile.survey import Survey, combined, foreign, undecided
from nightshift.domain.windows.of_manifest import changes_size

ACTIONS: Actions = {
    "survey": reconcile.ACTIONS["observe"]
    | load_balancers.ACTIONS["full_values"]
    | places.ACTIONS["now"]
    | states.ACTIONS["sleepers"],
    "visit": reconcile.ACTIONS["observe"]
    | load_balancers.ACTIONS["full_values"]
    | states.ACTIONS["sleepers"],
    "look": reconcile.ACTIONS["observe"],
    "whereabouts": frozenset(),
    "applied": reconcile.ACTIONS["apply"],
    "summary": frozenset(),
}
FAILURES_NAMED = 5
Failure = TransientError | RefusedError


def survey(request: Reconcile, hub: Hub, layer: str = "", was: str = "") -> Survey:
    """Look at all places the request is about; nothing is changed.

    A deployment's request for another version than `layer`, ours, finds nothing to do. `was` are
    the places of the deployment before. A place that is closed to us is named in the answer and
    stops no other.

    Raises:
        RefusedError: a manifest is not valid, or a workload is not known.
        TransientError: throttled, or no answer.
    """
    if not request.is_for(layer):
        return Survey(places=was)
    if request.remove:
        there = _readable(hub)
        return combined((_opened(_removal, place, there) for place in there.resources), dry=False)
    require_known(request.workloads, manifests.names())
    known = manifests.every()
    now = former.written(concerned(known, hub, ()))
    sizes = tuple(manifest.name for manifest in known if changes_size(manifest))
    if by_machine(request, len(request.workloads or known)):
        machine = Batches(workloads=request.workloads, former=was)
        return Survey(handed_over=(machine,), places=now, sizes=sizes)
    looked_at = _with_former(known, hub, request.workloads, was)
    clock = places.now(hub.place)
    found = _looked(looked_at, known, hub, now=clock, workloads=request.workloads)
    return replace(combined(found, dry=request.dry_run), places=now, sizes=sizes)


def whereabouts(hub: Hub, workloads: Iterable[str], was: str = "") -> tuple[Place, ...]:
    """Return the places in which these workloads have something; none given: all workloads.

    With all of them go the places that `was` has and no manifest any more.

    Raises:
        RefusedError: a manifest is not valid, or a workload is not known.
    """
    asked = tuple(workloads)
    require_known(asked, manifests.names())
    return _with_former(manifests.every(), hub, asked, was)


def _with_former(
    known: Iterable[Manifest], hub: Hub, workloads: Iterable[str], was: str
) -> tuple[Place, ...]:
    every, asked = tuple(known), tuple(workloads)
    found = concerned(every, hub, asked)
    return found if asked else (*found, *former.left(was, found))


def visit(place: Place, run: Run, hub: Hub) -> Survey:
    """Look at one place for an execution of the machine; nothing is changed.

    Raises:
        RefusedError: a manifest is not valid, or the place is closed to us.
        TransientError: throttled, or no answer.
    """
    (found,) = _looked((place,), manifests.every(), hub, now=run.at, workloads=run.workloads)
    for problem in found.closed:
        raise problem
    return found


def _looked(
    looked_at: Iterable[Place],
    known: Iterable[Manifest],
    hub: Hub,
    *,
    now: datetime,
    workloads: Iterable[str],
) -> list[Survey]:
    """Look at these places, each as if it were the only one."""
    every, asked = tuple(known), tuple(looked_at)
    there: dict[Place, FullValues] = {}
    closed: dict[Place, Survey] = {}
    for place, values in short_values(every, hub, asked).items():
        try:
            there |= load_balancers.full_values({place: values})
        except (RefusedError, TransientError) as problem:
            closed[place] = Survey(closed=(problem,))
    wanted = desired(every, hub, now, there, asleep=_asleep(every, hub))
    # What their dashboards should show is not known either, and these may be kept elsewhere.
    unsure = [name for name, home in wanted.homes.items() if home in closed]
    return [closed.get(place) or _opened(look, place, wanted, workloads, unsure) for place in asked]


def _asleep(every: Iterable[Manifest], hub: Hub) -> frozenset[str]:
    """Return the workloads whose environment sleeps; production never does."""
    if all(manifest.environment == "prod" for manifest in every):
        return frozenset()
    return states.sleepers(hub.ledger_table)


def _opened(see: Callable[..., Survey], place: Place, *more: Any) -> Survey:
    try:
        return see(place, *more)
    except (RefusedError, TransientError) as problem:
        return Survey(closed=(problem,))


def look(
    place: Place, wanted: Desired, workloads: Iterable[str] = (), unsure: Iterable[str] = ()
) -> Survey:
    """Look at one place; with `workloads`, only theirs is in the plan, without `unsure` dashboards.

    Raises:
        RefusedError: the place is closed to us, or a listing is denied.
        TransientError: throttled, or no answer.
    """
    found = reconcile.observe(place, wanted.hub, wanted.kinds_at(place))
    plan = difference(place, wanted.at(place), found, wanted.left_out_at(place))
    return Survey((narrowed(undecided(plan, unsure), workloads),), foreign(place, found))


def applied(
    changes: Iterable[tuple[Place, Change]], hub: Hub, closed: Iterable[Failure] = ()
) -> Iterator[tuple[Place, Change]]:
    """Make the changes and yield each when it is made; one that fails does not stop the others.

    Raises:
        TransientError: some failed and may succeed later, or a place of `closed` may open; raised
            after the last.
        RefusedError: some failed for good, or a place is closed for good.
    """
    failures: list[Failure] = []
    for place, change in changes:
        try:
            reconcile.apply(place, hub, change)
        except (TransientError, RefusedError) as problem:
            failures.append(problem)
        else:
            yield place, change
    unseen = list(closed)
    if unseen or failures:
        raise summary(unseen, failures)


def summary(closed: list[Failure], failures: list[Failure]) -> Failure:
    """Return one error that names the places not looked at and the changes that failed."""
    named = {"could not be looked at": closed, "changes that failed": failures}
    text = ". ".join(f"{what}: {_listed(found)}" for what, found in named.items() if found)
    passing = any(isinstance(failure, TransientError) for failure in (*closed, *failures))
    return TransientError(text) if passing else RefusedError(text)


def _listed(failures: list[Failure]) -> str:
    named = "; ".join(str(failure) for failure in failures[:FAILURES_NAMED])
    over = len(failures) - FAILURES_NAMED
    return named + (f"; and {over} more" if over > 0 else "")


def _readable(hub: Hub) -> Desired:
    """Return what the manifests that can be read ask for: a removal must not need the others."""
    found = []
    for name in manifests.names():
        with suppress(RefusedError):  # it was refused when it was deployed: nothing of it was made
            found.append(manifests.get(name))
    return desired(found, hub)


def _removal(place: Place, there: Desired) -> Survey:
    found = reconcile.observe(place, there.hub, there.kinds_at(place))
    return Survey((difference(place, (), found),), foreign(place, found))
