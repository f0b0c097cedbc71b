"""The first step of environment-stop and environment-start: may it, what is there, what is to do.

Bad input and production are refused before anything is looked at; what was there before is in the
ledger before anything is changed.
"""

from dataclasses import replace
from datetime import datetime

from nightshift.adapters import environment, executions, manifests, places
from nightshift.adapters.aws import Actions
from nightshift.adapters.capacity import schedules
from nightshift.adapters.environment import states
from nightshift.domain.environment import look, prepared
from nightshift.domain.environment.case import Case, Desk
from nightshift.domain.environment.claims import (
    Decision,
    Keep,
    Outcome,
    Status,
    Stored,
    begun,
    by_calendar,
    by_wish,
    decide,
    holds_already,
    kept_until,
)
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.environment.prepared import Prepared
from nightshift.domain.environment.request import EnvironmentRequest, until
from nightshift.domain.environment.seen import Seen
from nightshift.domain.errors import RefusedError
from nightshift.domain.manifest import Manifest
from nightshift.domain.reconcile.desired.site import located
from nightshift.domain.windows.of_manifest import changes_size, of_environment

ACTIONS: Actions = {
    "prepare": environment.ACTIONS["observe"]
    | places.ACTIONS["clients"]
    | executions.ACTIONS["is_running"]
    | states.ACTIONS["stored"]
    | states.ACTIONS["claim"]
    | states.ACTIONS["wake"]
    | states.ACTIONS["keep"]
    | states.ACTIONS["look_again"]
    | schedules.ACTIONS["put"],
}


def prepare(request: EnvironmentRequest, goal: Goal, desk: Desk) -> Prepared:
    """Claim the environment and return what is to do; or why nothing is.

    Raises:
        RefusedError: the workload is not known, is production, or `until` does not fit; or AWS
            denies to look.
        TransientError: throttled, no answer, or another execution was faster.
    """
    manifest = _manifest(request)
    if manifest is None:
        reason = f"no workload has the database {request.database}"
        return Prepared(outcome=Outcome.STAY, reason=reason, goal=goal)
    _refuse_production(manifest, goal)
    case = Case(request, goal, manifest, _wish(request, goal, manifest, desk.at), desk)
    unlike = by_calendar(goal, of_environment(manifest), desk.at) if request.scheduled else None
    if unlike is not None:
        return _unlike_calendar(case, unlike)
    if request.dry_run:
        return _planned(case)
    if request.database is not None:
        return _restarted(case)
    found = _stop(case) if goal is Goal.ASLEEP else _start(case)
    if case.keep is not None and found.until is not None:
        schedules.put(desk.hub, look.when_wish_ends(case.name, case.keep))
    return found


def _unlike_calendar(case: Case, unlike: Decision) -> Prepared:
    """Leave it to the calendar, unless the ledger has it on its way already."""
    stored = states.stored(case.desk.table, case.name)
    if holds_already(case.goal, stored):
        return _found(case, stored, None)
    return _left(case, stored, unlike.reason)


def _left(case: Case, stored: Stored, reason: str) -> Prepared:
    """Leave a settled environment as it is, and look again when something changes."""
    keeps = [stored.keep.override()] if stored.keep else []
    due = look.when_settled(stored.status, of_environment(case.manifest, keeps), case.desk.at)
    states.look_again(case.desk.table, case.name, due)
    return case.stays(reason)


def _manifest(request: EnvironmentRequest) -> Manifest | None:
    if request.workload is not None:
        return manifests.get(request.workload)
    name = manifests.with_database(str(request.database), request.account, request.region)
    return manifests.get(name) if name else None


def _refuse_production(manifest: Manifest, goal: Goal) -> None:
    if manifest.environment == "prod" and goal is Goal.ASLEEP:
        raise RefusedError(
            f"workload: {manifest.name} is production, which is never stopped; name an environment "
            "that is dev or staging"
        )


def _wish(request: EnvironmentRequest, goal: Goal, manifest: Manifest, at: datetime) -> Keep | None:
    ends = until(request.until, manifest.zone, at)
    return Keep(goal, ends, request.reason or "", at) if ends else None


def _planned(case: Case) -> Prepared:
    """Return what would be done now; nothing is written."""
    stored = states.stored(case.desk.table, case.name)
    seen = _observe(case)
    fresh = stored.prior is None or stored.status is Status.AWAKE
    prior = seen if fresh or stored.prior is None else stored.prior
    todo = prepared.to_do(case.waves, case.goal, seen, prior)
    lines = tuple(prepared.plan(todo, prepared.left(case.manifest)))
    reason = f"a dry run: the environment is {stored.status}, nothing was changed"
    return case.stays(reason).model_copy(update={"plan": lines})


def _restarted(case: Case) -> Prepared:
    """Put a database to sleep again that RDS has started; only in a sleeping environment."""
    stored = states.stored(case.desk.table, case.name)
    decision = _decided(case, stored, restarted=True)
    if decision.outcome is not Outcome.GO:
        return case.stays(decision.reason, decision.outcome)
    return _resumed(case, stored, _observe(case), decision)


def _stop(case: Case) -> Prepared:
    desk, seen = case.desk, _observe(case)
    new = replace(
        begun(Stored(), Goal.ASLEEP, seen, at=desk.at, me=desk.execution, token=desk.token),
        keep=case.keep,
    )
    # Decided before the claim: an asset that cannot be put to sleep is refused with nothing done.
    _todo(case, seen, new)
    due = look.while_under_way(Goal.ASLEEP, desk.at)
    stored = states.claim(desk.table, case.name, new, due, at=case.unless_wished)
    if stored is None:
        return _go(case, seen, new, "it is to be asleep")
    return _found(case, stored, seen)


def _start(case: Case) -> Prepared:
    desk = case.desk
    new = replace(
        begun(
            Stored(Status.ASLEEP),
            Goal.AWAKE,
            Seen(),
            at=desk.at,
            me=desk.execution,
            token=desk.token,
        ),
        keep=case.keep,
    )
    due = look.while_under_way(Goal.AWAKE, desk.at)
    done, stored = states.wake(desk.table, case.name, new, due, at=case.unless_wished)
    if done:
        return _go(case, _observe(case), stored, "it is to be awake")
    if stored.status is Status.AWAKE and case.keep is not None:
        return _kept_awake(case, case.keep)
    return _found(case, stored, None)


def _kept_awake(case: Case, wish: Keep) -> Prepared:
    calendar = of_environment(case.manifest, [wish.override()])
    due = look.when_settled(Status.AWAKE, calendar, case.desk.at)
    states.keep(case.desk.table, case.name, wish, due)
    local = wish.until.astimezone(case.manifest.zone)
    kept = case.stays(f"it is awake and stays so until {local:%a %d %b %H:%M %Z}")
    return kept.model_copy(update={"until": wish.until})


def _found(case: Case, stored: Stored, seen: Seen | None) -> Prepared:
    """Go on from what another execution left, wait for it, or leave things alone."""
    wished = by_wish(case.goal, stored, case.manifest.zone, case.desk.at)
    if wished is not None and case.request.scheduled:
        return _left(case, stored, wished.reason)
    decision = _decided(case, stored, restarted=False)
    if decision.outcome is Outcome.STAY:
        return _left(case, stored, decision.reason)
    if decision.outcome is Outcome.WAIT:
        return case.stays(decision.reason, decision.outcome)
    return _resumed(case, stored, seen or _observe(case), decision)


def _decided(case: Case, stored: Stored, *, restarted: bool) -> Decision:
    unsure = stored.status in (Status.STOPPING, Status.STARTING)
    mine = stored.owner == case.desk.execution
    runs = unsure and not mine and executions.is_running(stored.owner)
    return decide(case.goal, stored, case.desk.execution, owner_runs=runs, restarted=restarted)


def _resumed(case: Case, stored: Stored, seen: Seen, decision: Decision) -> Prepared:
    desk = case.desk
    new = begun(stored, case.goal, seen, at=desk.at, me=desk.execution, token=desk.token)
    new = replace(new, keep=case.keep or (None if case.request.by_person else stored.keep))
    due = look.while_under_way(case.goal, desk.at)
    states.go_on(desk.table, case.name, new, due, found=stored)
    return _go(case, seen, new, decision.reason)


def _go(case: Case, seen: Seen, stored: Stored, reason: str) -> Prepared:
    todo = _todo(case, seen, stored)
    awake = case.goal is Goal.AWAKE
    alarms = [wave for wave in todo if awake and wave.what == ("alarms",)]
    return Prepared(
        outcome=Outcome.GO,
        reason=reason,
        workload=case.name,
        goal=case.goal,
        epoch=stored.epoch,
        waves=tuple(wave for wave in todo if wave not in alarms),
        last=alarms[0] if alarms else None,
        slept=prepared.slept(case.manifest, stored, case.desk.at),
        restarted=case.desk.at if case.request.database else None,
        since=stored.since,
        ran=stored.ran,
        until=kept_until(case.goal, stored, case.desk.at),
        windows=awake and changes_size(case.manifest),
        asked=case.request.reason or "",
    )


def _todo(case: Case, seen: Seen, stored: Stored) -> tuple[prepared.WaveToDo, ...]:
    return prepared.to_do(case.waves, case.goal, seen, stored.prior or Seen())


def _observe(case: Case) -> Seen:
    (site,) = located([case.manifest], case.desk.hub)
    assets = [asset for wave in case.waves for asset in wave]
    return environment.observe(places.clients(site.place), assets)
