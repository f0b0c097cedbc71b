"""A meeting's claim in the ledger: who works on it, and what came of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from nightshift.adapters import executions, ledger
from nightshift.adapters.aws import Actions
from nightshift.domain.meetings.claims import Claim, Decision, Outcome, Status, expires_at
from nightshift.domain.meetings.request import MeetingEnded
from nightshift.domain.meetings.work import Work

ACTIONS: Actions = {
    "observe": ledger.ACTIONS["read"] | executions.ACTIONS["is_running"],
    "apply": ledger.ACTIONS["write"],
}
SORT_KEY = "claim"


def key(workload: str, meeting_id: str) -> str:
    """Return the partition key of a meeting."""
    return f"meeting#{workload}#{meeting_id}"


@dataclass(frozen=True, slots=True)
class Found:
    """The claim as it was read (None: nobody had the meeting yet), and under which version."""

    claim: Claim | None
    version: int


@dataclass(frozen=True, slots=True)
class Claimant:
    """Who claims, and with which invocation it writes."""

    execution: str  # ARN
    writer: str  # the invocation's request id
    at: datetime  # when the execution began


def observe(table: str, request: MeetingEnded, me: str) -> Found:
    """Return the meeting's claim.

    Whether another execution that holds it still runs is asked of Step Functions.

    Raises:
        TransientError, RefusedError: from the ledger or Step Functions.
    """
    item = ledger.read(table, key(request.workload, request.meeting_id), SORT_KEY)
    return Found(_claim(item, me), item[ledger.VERSION]) if item else Found(None, 0)


def apply(table: str, work: Work, decision: Decision, found: Found, *, claimant: Claimant) -> None:
    """Write the claim that was decided; nothing where the decision is to leave it alone.

    Raises:
        TransientError: another run was faster; ask again.
    """
    if decision.outcome is not Outcome.CLAIMED:
        return
    item = {
        "pk": key(work.workload, work.meeting_id),
        "sk": SORT_KEY,
        "owner": claimant.execution,
        "epoch": decision.epoch,
        "fingerprint": work.fingerprint,
        "status": Status.RUNNING.value,
        "missing": list(decision.tasks),
        "done": list(decision.done),
        ledger.EXPIRES_AT: expires_at(claimant.at),
    }
    ledger.write(table, item, read_version=found.version, writer=claimant.writer)


def _claim(item: dict[str, Any], me: str) -> Claim:
    status, owner = Status(item["status"]), str(item["owner"])
    unsure = status is Status.RUNNING and owner != me
    return Claim(
        owner=owner,
        owner_running=executions.is_running(owner) if unsure else status is Status.RUNNING,
        epoch=item["epoch"],
        fingerprint=item["fingerprint"],
        status=status,
        missing=tuple(item["missing"]),
        done=tuple(item["done"]),
        result=item.get("result"),
    )
