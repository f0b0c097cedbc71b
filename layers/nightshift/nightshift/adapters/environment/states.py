"""The ledger's item of an environment: its lock, and what was there before it went to sleep.

All are in one partition, so that one call tells who sleeps (`sleepers`) and what is overdue.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from nightshift.adapters import ledger
from nightshift.adapters.aws import Actions
from nightshift.domain.environment.claims import Keep, Status, Stored
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.environment.look import Look
from nightshift.domain.environment.seen import read as read_seen
from nightshift.domain.environment.seen import written
from nightshift.domain.errors import RefusedError, TransientError

ACTIONS: Actions = {
    "stored": ledger.ACTIONS["read"],
    "sleeps": ledger.ACTIONS["read"],
    "sleepers": ledger.ACTIONS["until"],
    "claim": ledger.ACTIONS["claim"],
    "go_on": ledger.ACTIONS["claim"],
    "wake": ledger.ACTIONS["swap"],
    "keep": ledger.ACTIONS["swap"],
    "look_again": ledger.ACTIONS["swap"],
    "conclude": ledger.ACTIONS["together"],
}
PARTITION = "environment"
LAST = "~"  # sorts behind every workload's name
AWAKE = "attribute_not_exists(pk) OR phase = :awake"
SLEEPS = "phase = :asleep"
UNWISHED = "(attribute_not_exists(keep_until) OR keep_until <= :at)"
FREE = f"{AWAKE} AND {UNWISHED}"  # AND binds first


def stored(table: str, workload: str) -> Stored:
    """Return what the ledger knows of an environment; one it does not know is awake.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    item = ledger.read(table, PARTITION, workload)
    return _stored(item) if item else Stored()


def sleepers(table: str) -> frozenset[str]:
    """Return the workloads whose environment is not awake.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    items = ledger.until(table, PARTITION, LAST)
    return frozenset(item["sk"] for item in items if item.get("phase") != Status.AWAKE)


def sleeps(table: str, workload: str) -> bool:
    """Tell whether an environment is not awake.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    item = ledger.read(table, PARTITION, workload)
    return item is not None and item.get("phase") != Status.AWAKE


def claim(
    table: str, workload: str, new: Stored, look: Look, *, at: datetime | None
) -> Stored | None:
    """Write `new` where the environment is awake; else return what is there.

    With `at`, also where a person keeps it awake beyond that instant, nothing is written.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    condition = AWAKE if at is None else FREE
    values = {":awake": Status.AWAKE.value} | ({":at": _instant(at)} if at else {})
    unless = ledger.Change("", values, condition)
    found = ledger.claim(table, _item(workload, new, look), unless=unless)
    return None if found is None else _stored(found)


def go_on(table: str, workload: str, new: Stored, look: Look, *, found: Stored) -> None:
    """Write `new` over what was `found`.

    Raises:
        TransientError: another execution wrote it meanwhile; also from the ledger.
        RefusedError: from the ledger.
    """
    unless = ledger.Change("", {":found": found.token}, "written_by = :found")
    if ledger.claim(table, _item(workload, new, look), unless=unless) is not None:
        raise TransientError(f"environment {workload}: another execution wrote it meanwhile")


def wake(
    table: str, workload: str, new: Stored, look: Look, *, at: datetime | None
) -> tuple[bool, Stored]:
    """Mark a sleeping environment as starting, and return (True, it); (False, it) in other states.

    With `at`, also one that a person keeps asleep beyond that instant is left alone.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    fields = {"phase": new.status.value, "holder": new.owner, "written_by": new.token}
    values = {":asleep": Status.ASLEEP.value} | ({":at": _instant(at)} if at else {})
    condition = SLEEPS if at is None else f"{SLEEPS} AND {UNWISHED}"
    change = _change(fields | _kept(new.keep) | _due(look), condition=condition, values=values)
    done, item = ledger.swap(table, PARTITION, workload, change)
    return done, _stored(item) if item else Stored()


def keep(table: str, workload: str, wish: Keep, look: Look) -> None:
    """Keep an environment that is awake so, until the wish ends.

    Raises:
        TransientError: it is not awake any more; also from the ledger.
        RefusedError: from the ledger.
    """
    fields = {"phase": Status.AWAKE.value, "workload": workload} | _kept(wish) | _due(look)
    change = _change(fields, condition=AWAKE, values={":awake": Status.AWAKE.value})
    done, _ = ledger.swap(table, PARTITION, workload, change)
    if not done:
        raise TransientError(f"environment {workload}: it is not awake any more; look again")


def look_again(table: str, workload: str, look: Look) -> None:
    """Note when to look at a settled environment again; one that is unknown or under way is not.

    Raises:
        TransientError, RefusedError: from the ledger.
    """
    settled = {":awake": Status.AWAKE.value, ":asleep": Status.ASLEEP.value}
    change = _change(_due(look), condition="phase IN (:awake, :asleep)", values=settled)
    ledger.swap(table, PARTITION, workload, change)


def conclude(
    table: str,
    workload: str,
    fields: Mapping[str, Any],
    look: Look,
    *,
    me: str,
    items: Sequence[ledger.Item],
) -> None:
    """Write how an execution left the environment, and other items (savings) with it.

    Raises:
        RefusedError: another execution has taken it over; nothing was written.
        TransientError: from the ledger.
    """
    change = _change(dict(fields) | _due(look), condition="holder = :me", values={":me": me})
    if not ledger.together(table, PARTITION, workload, change, items=items):
        raise RefusedError(f"environment {workload}: another execution has taken it over")


def _change(
    fields: Mapping[str, Any], *, condition: str, values: Mapping[str, Any]
) -> ledger.Change:
    """Return the change that sets these fields, and removes those that are None."""
    names = {name: value for name, value in fields.items() if value is not None}
    gone = [name for name, value in fields.items() if value is None]
    sets = f"SET {', '.join(f'{name} = :{name}' for name in names)}" if names else ""
    removes = f"REMOVE {', '.join(gone)}" if gone else ""
    given = {f":{name}": value for name, value in names.items()}
    return ledger.Change(f"{sets} {removes}".strip(), given | dict(values), condition)


def _item(workload: str, new: Stored, look: Look) -> dict[str, Any]:
    fields = {
        "pk": PARTITION,
        "sk": workload,
        "workload": workload,
        "phase": new.status.value,
        "holder": new.owner,
        "epoch": new.epoch,
        "asleep_since": _instant(new.since) if new.since else None,
        "prior_state": written(new.prior) if new.prior else None,
        "ran": list(new.ran),
        "written_by": new.token,
        **_kept(new.keep),
        **_due(look),
    }
    return {name: value for name, value in fields.items() if value is not None}


def _stored(item: Mapping[str, Any]) -> Stored:
    return Stored(
        status=Status(item["phase"]),
        owner=item.get("holder", ""),
        epoch=item.get("epoch", ""),
        since=_read(item.get("asleep_since")),
        prior=read_seen(item["prior_state"]) if "prior_state" in item else None,
        ran=tuple(item.get("ran", ())),
        keep=_keep(item),
        token=item.get("written_by", ""),
    )


def _keep(item: Mapping[str, Any]) -> Keep | None:
    until = _read(item.get("keep_until"))
    made = _read(item.get("keep_made_at"))
    if until is None or made is None:
        return None
    return Keep(Goal(item["keep_goal"]), until, item.get("keep_reason", ""), made)


def _kept(wish: Keep | None) -> dict[str, Any]:
    return {
        "keep_goal": wish.goal.value if wish else None,
        "keep_until": _instant(wish.until) if wish else None,
        "keep_reason": wish.reason if wish else None,
        "keep_made_at": _instant(wish.made_at) if wish else None,
    }


def _due(look: Look) -> dict[str, Any]:
    return {"next_at": _instant(look.at) if look.at else None, "task": look.task}


def _instant(at: datetime) -> str:
    """Return an instant so that texts sort as instants do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
