"""Tell a notice to everybody whom its workload's manifest names, once."""

from typing import Any

from nightshift.adapters import manifests
from nightshift.adapters.aws import Actions
from nightshift.adapters.environment import states
from nightshift.adapters.notify import carrying, digests, held, incidents, ways
from nightshift.adapters.notify.ways import Outcome
from nightshift.domain.errors import TransientError
from nightshift.domain.notifications import reading
from nightshift.domain.notifications.cleaning import clean
from nightshift.domain.notifications.envelope import Flush, Told
from nightshift.domain.notifications.notice import Channel, Notice
from nightshift.domain.notifications.office import Desk, Office
from nightshift.domain.notifications.routing import Plan, Rules, Timing, Way, decide
from nightshift.domain.notifications.waiting import Batch

_DELIVER = ways.ACTIONS["along"] | ways.ACTIONS["settle"] | carrying.ACTIONS["report"]
ACTIONS: Actions = {
    "deliver": _DELIVER,
    "tell": _DELIVER
    | incidents.ACTIONS["opened"]
    | incidents.ACTIONS["closed"]
    | held.ACTIONS["overdue"]
    | digests.ACTIONS["flush"]
    | states.ACTIONS["sleeps"],
}


def tell(event: Told, office: Office) -> dict[str, Any]:
    """Return what was done: {channel: sent, held, repeat or failed}, or {flushed: notices}.

    Raises:
        TransientError: no channel took it, or the ledger failed; Lambda asks again.
        RefusedError: the stack lacks something: a table, a grant.
    """
    if event.flush is not None:
        return {"flushed": _flush(event.flush, office)}
    found = _read(event, office)
    if found is None:
        return {"ignored": event.detail_type}
    notice = clean(found)
    desk = Desk(office, _rules(notice.workload), event.id)
    if event.source != "aws.cloudwatch":
        return deliver(notice, desk)
    report = deliver(incidents.opened(office.ledger_table, notice), desk)
    incidents.closed(office.ledger_table, notice)
    return report


def _read(event: Told, office: Office) -> Notice | None:
    if event.source == "aws.states":
        return reading.of_execution(event, office.stack)
    if event.source != "aws.cloudwatch":
        return reading.of_fact(event)
    name = str((event.detail or {}).get("alarmName", ""))
    found = reading.split(name, office.stack, manifests.names())
    if found is None or found[1].startswith("notify-"):  # our own: CloudWatch tells the topic
        return None
    sleeps = _may_sleep(found[0])
    if sleeps and states.sleeps(office.ledger_table, found[0]):
        return None  # muted with its environment; the event comes all the same
    return reading.of_alarm(event, *found, known=_alarm(*found), muted=sleeps)


def _may_sleep(workload: str) -> bool:
    return bool(workload) and manifests.told(workload).environment != "prod"


def _alarm(workload: str, name: str) -> reading.KnownAlarm | None:
    declared = manifests.get(workload).watch.alarms if workload else ()
    for alarm in declared:
        if alarm.name == name:
            return reading.KnownAlarm(alarm.severity, alarm.summary, alarm.runbook, alarm.topics)
    return None


def _rules(workload: str) -> Rules:
    """Return a workload's rules; of one that is not known, the default."""
    if workload not in manifests.names():
        return Rules()
    found = manifests.told(workload)
    return Rules(found.notifications, found.zone, found.account, found.region)


def _flush(flush: Flush, office: Office) -> int:
    if flush.workload is None:
        batches = held.overdue(office, flush.due)
    else:
        batches = [Batch(flush.workload, flush.due)]
    desks = [Desk(office, _rules(batch.workload), batch.key) for batch in batches]
    return sum(
        digests.flush(batch, desk, flush.due) for batch, desk in zip(batches, desks, strict=True)
    )


def deliver(notice: Notice, desk: Desk) -> dict[str, str]:
    """Return channel -> sent, held, repeat or failed.

    Raises:
        TransientError: no channel took it, or the ledger failed.
    """
    plan = decide(notice, desk.rules)
    outcomes = [ways.along(way, notice, desk) for way in plan.to]
    failed = [one for one in outcomes if one.why is not None]
    if failed:
        _carry_on(notice, plan, failed, desk=desk)
    return {one.way.channel: one.said for one in outcomes}


def _carry_on(notice: Notice, plan: Plan, failed: list[Outcome], *, desk: Desk) -> None:
    """Let the next channel carry it, and report what failed."""
    failures = {one.way.channel: str(one.why) for one in failed}

    def send(channel: Channel, words: str) -> str | None:
        return ways.along(Way(channel, Timing.NOW), notice, desk, remarks=(words,)).why

    by = carrying.next_best(failures, plan.otherwise, send)
    carrying.report(notice, failures, by, desk=desk)
    if by is None and len(failed) == len(plan.to):
        raise TransientError(f"no channel took it: {'; '.join(failures.values())}")
    for one in failed:
        ways.settle(one.way, notice, desk)
