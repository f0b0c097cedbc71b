"""Notices that wait, in the ledger, and the schedules that end the waiting.

`domain.notifications.waiting` says in which order what is written, and why.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from nightshift.adapters import ledger
from nightshift.adapters.aws import Actions, client, translated
from nightshift.domain.notifications.claims import LEASE
from nightshift.domain.notifications.grouping import pack, unpack
from nightshift.domain.notifications.notice import Message, Notice, stamp
from nightshift.domain.notifications.office import Office
from nightshift.domain.notifications.waiting import Batch, State

ACTIONS: Actions = {
    "is_first": ledger.ACTIONS["create"] | ledger.ACTIONS["read"],
    "is_held": ledger.ACTIONS["read"],
    "hold": ledger.ACTIONS["read"]
    | ledger.ACTIONS["put"]
    | ledger.ACTIONS["create"]
    | frozenset({"scheduler:CreateSchedule", "iam:PassRole"}),
    "begin": ledger.ACTIONS["update"],
    "untold": ledger.ACTIONS["until"] | ledger.ACTIONS["read"],
    "mark": ledger.ACTIONS["update"],
    "finish": ledger.ACTIONS["update"],
    "overdue": ledger.ACTIONS["until"],
}
MINUTES, BATCHES, HELD = "notice#minutes", "notice#batches", "notice#held"
AFTER_ALL = "~"  # sorts behind every name
RETRY = {"MaximumRetryAttempts": 5, "MaximumEventAgeInSeconds": 3600}


@dataclass(frozen=True, slots=True)
class Waiting:
    """One notice on one channel."""

    mark: str  # its name within the batch
    channel: str
    notice: Notice


def is_first(office: Office, batch: Batch, channel: str, *, notice: Notice) -> bool:
    """Tell whether the notice is the first of its severity on the channel in this minute."""
    sk = f"{batch.key}#{channel}#{notice.severity}"
    item = {"pk": MINUTES, "sk": sk, "holder": notice.key, "expires_at": batch.expires_at}
    if ledger.create(office.ledger_table, item):
        return True
    found = ledger.read(office.ledger_table, MINUTES, sk)
    return found is not None and found["holder"] == notice.key


def is_held(office: Office, batch: Batch, channel: str, *, notice: Notice) -> bool:
    """Tell whether the notice waits, or waited."""
    sk = f"{batch.key}#{_mark(channel, notice)}"
    return ledger.read(office.ledger_table, HELD, sk) is not None


def hold(office: Office, batch: Batch, channel: str, *, message: Message) -> bool:
    """Let a notice wait; True where the batch was flushed before and has to be again.

    Raises:
        TransientError: throttled, or no answer.
        RefusedError: a table or group is missing, or access is denied.
    """
    if _state(office, batch) is None:
        _schedule(office, batch)
        item = {"pk": BATCHES, "sk": batch.key, "phase": State.OPEN.value}
        ledger.create(office.ledger_table, item | {"expires_at": batch.expires_at})
    held = {
        "pk": HELD,
        "sk": f"{batch.key}#{_mark(channel, message.notice)}",
        "channel": channel,
        "notice": pack(message),
        "expires_at": batch.expires_at,
    }
    ledger.put(office.ledger_table, held)
    return _state(office, batch) is State.FINISHED


def begin(office: Office, batch: Batch, at: datetime) -> bool:
    """Claim a batch for this run; False where another run is at it."""
    change = ledger.Change(
        "SET phase = :flushing, holder = :me, claimed_at = :at, expires_at = :expires",
        {
            ":flushing": State.FLUSHING.value,
            ":me": office.writer,
            ":at": stamp(at),
            ":stale": stamp(at - LEASE),
            ":expires": batch.expires_at,
        },
        condition="attribute_not_exists(phase) OR phase <> :flushing OR holder = :me"
        " OR claimed_at < :stale",
    )
    return ledger.update(office.ledger_table, BATCHES, batch.key, change)


def untold(office: Office, batch: Batch) -> list[Waiting]:
    """Return what waits in a batch and is not marked as told, in the order of its marks."""
    prefix = f"{batch.key}#"
    items = ledger.until(office.ledger_table, HELD, f"{prefix}{AFTER_ALL}", beginning=prefix)
    header = ledger.read(office.ledger_table, BATCHES, batch.key) or {}
    told = header.get("told", frozenset())
    found = [
        Waiting(item["sk"].removeprefix(prefix), item["channel"], unpack(item["notice"]))
        for item in items
    ]
    return [waiting for waiting in found if waiting.mark not in told]


def mark(office: Office, batch: Batch, waiting: Iterable[Waiting]) -> None:
    """Note that these were told."""
    change = ledger.Change("ADD told :marks", {":marks": {one.mark for one in waiting}})
    ledger.update(office.ledger_table, BATCHES, batch.key, change)


def finish(office: Office, batch: Batch) -> None:
    """Say that the batch's moment has passed; what comes later is flushed by who brings it."""
    change = ledger.Change(
        "SET phase = :finished",
        {":finished": State.FINISHED.value, ":me": office.writer},
        condition="holder = :me",
    )
    ledger.update(office.ledger_table, BATCHES, batch.key, change)


def overdue(office: Office, at: datetime) -> list[Batch]:
    """Return the batches that are due by `at` and not finished."""
    found = ledger.until(office.ledger_table, BATCHES, f"{stamp(at)}{AFTER_ALL}")
    return [Batch.of(item["sk"]) for item in found if item["phase"] != State.FINISHED.value]


def _state(office: Office, batch: Batch) -> State | None:
    found = ledger.read(office.ledger_table, BATCHES, batch.key)
    return State(found["phase"]) if found else None


def _mark(channel: str, notice: Notice) -> str:
    return f"{channel}#{notice.key[:16]}"


def _schedule(office: Office, batch: Batch) -> None:
    flush = {"workload": batch.workload, "due": batch.due.astimezone(UTC).isoformat()}
    scheduler = client("scheduler")
    with translated(f"schedule {batch.schedule}"):
        try:
            scheduler.create_schedule(
                Name=batch.schedule,
                GroupName=office.schedule_group,
                ScheduleExpression=f"at({batch.due.astimezone(UTC):%Y-%m-%dT%H:%M:%S})",
                FlexibleTimeWindow={"Mode": "OFF"},
                ActionAfterCompletion="DELETE",
                Target={
                    "Arn": office.function_arn,
                    "RoleArn": office.schedules_role_arn,
                    "Input": json.dumps({"flush": flush}),
                    "RetryPolicy": RETRY,
                },
            )
        except scheduler.exceptions.ConflictException:
            return  # made before: its name says all there is to say
