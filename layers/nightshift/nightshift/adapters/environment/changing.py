"""One wave of an environment: make the calls that are due, and say what is waited for.

The first attempt makes the calls that were decided a moment ago. Every other looks first, so that
what an earlier one did is not done again.
"""

from collections.abc import Iterable
from datetime import timedelta

from nightshift.adapters import environment, manifests, places
from nightshift.adapters.aws import Actions
from nightshift.adapters.environment import states
from nightshift.adapters.places import Clients
from nightshift.domain.environment import decisions, prepared
from nightshift.domain.environment.acts import Act
from nightshift.domain.environment.change import Changed, ChangeWave
from nightshift.domain.environment.seen import Seen
from nightshift.domain.errors import RefusedError, TransientError
from nightshift.domain.reconcile.desired.site import located
from nightshift.domain.reconcile.resources import Hub

ACTIONS: Actions = {
    "change": environment.ACTIONS["observe"]
    | environment.ACTIONS["do"]
    | places.ACTIONS["clients"]
    | states.ACTIONS["stored"],
}
# Of one wave. RDS and ElastiCache take up to half an hour; a task that cannot start never ends.
PATIENCE = timedelta(minutes=60)


def change(asked: ChangeWave, table: str, hub: Hub) -> Changed:
    """Make what is due of a wave's calls and say whether it is settled.

    Raises:
        TransientError: one of the calls may succeed later; the others are made.
        RefusedError: AWS said no for good, or the wave is not settled after `PATIENCE`.
    """
    manifest = manifests.get(asked.workload)
    (site,) = located([manifest], hub)
    clients = places.clients(site.place)
    if asked.fresh and asked.acts is not None:
        refused = _made(clients, asked.acts)
        return Changed(
            settled=not asked.gates,
            made=tuple(call.reason for call in asked.acts),
            refused=asked.refused | refused,
        )
    wave = prepared.ordered(manifest, hub.stack, asked.goal)[asked.number]
    prior = states.stored(table, asked.workload).prior or Seen()
    seen = environment.observe(clients, wave)
    calls = decisions.acts(wave, asked.goal, seen, prior)
    waiting = decisions.waiting(wave, asked.goal, seen, prior)
    _be_patient(asked, waiting)
    refused = _made(clients, calls)
    return Changed(
        settled=not waiting and not calls,
        made=tuple(call.reason for call in calls),
        waiting=tuple(waiting),
        refused=asked.refused | refused,
    )


def _made(clients: Clients, calls: Iterable[Act]) -> dict[str, str]:
    """Make calls; one that fails does not stop the others, but those on the same asset."""
    failures: dict[str, TransientError | RefusedError] = {}
    refused: dict[str, str] = {}
    for call in calls:
        if call.name in failures:
            continue
        try:
            refused |= environment.do(clients, call)
        except (TransientError, RefusedError) as problem:
            failures[call.name] = problem
    if failures:
        text = "; ".join(str(problem) for problem in failures.values())
        passing = any(isinstance(problem, TransientError) for problem in failures.values())
        raise TransientError(text) if passing else RefusedError(text)
    return refused


def _be_patient(asked: ChangeWave, waiting: list[str]) -> None:
    if waiting and asked.now - asked.began > PATIENCE:
        minutes = PATIENCE // timedelta(minutes=1)
        raise RefusedError(
            f"not {asked.goal} after {minutes} minutes: {'; '.join(waiting)}. Repair it, then "
            "start the machine again: it goes on from here, and what was there before is kept"
        )
