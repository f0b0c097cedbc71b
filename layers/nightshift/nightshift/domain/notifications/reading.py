"""Read an event as a notice. What does not fit is told with what is known, never dropped.

Facts of ours (source nightshift), alarms of CloudWatch, failed executions of our machines.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from nightshift.domain.errors import told as told_cause
from nightshift.domain.notifications import incidents, texts
from nightshift.domain.notifications.envelope import Told
from nightshift.domain.notifications.notice import (
    FAILED,
    SEVERITIES,
    Effect,
    Notice,
    Severity,
    digest,
)

# Said elsewhere in a message, or for us only.
NOT_SHOWN = {"workload", "at", "id", "severity", "summary", "incident", "effect", "title"}
# Machines that work while something is broken: their failure wakes a person.
RESCUES = ("recovery", "failover", "failback", "nat-repair")
FACTS_SHOWN = 10  # a Slack section has as many fields


@dataclass(frozen=True, slots=True)
class KnownAlarm:
    """What the manifest says of an alarm."""

    severity: Severity
    summary: str
    runbook: str | None
    topics: tuple[str, ...]  # CloudWatch tells these itself


def split(name: str, stack: str, workloads: Iterable[str]) -> tuple[str, str] | None:
    """Return (workload, the manifest's name) of an alarm; ("", name) of the stack's own.

    None: it is not ours. Alarms are `<stack>-<workload>-<name>`; the longest workload that fits.
    """
    if not name.startswith(f"{stack}-"):
        return None
    rest = name.removeprefix(f"{stack}-")
    fitting = [workload for workload in workloads if rest.startswith(f"{workload}-")]
    if not fitting:
        return "", rest
    workload = max(fitting, key=len)
    return workload, rest.removeprefix(f"{workload}-")


def of_alarm(
    event: Told, workload: str, name: str, known: KnownAlarm | None, *, muted: bool = False
) -> Notice | None:
    """Return the notice of an alarm's change of state; None of one to INSUFFICIENT_DATA.

    `muted`: it may have been mute when it began, and then nobody hears of its end.
    """
    detail, at = _detail(event), event.time
    state, before = detail.get("state") or {}, detail.get("previousState") or {}
    value, reason = state.get("value"), str(state.get("reason", ""))
    if at is None or value not in ("ALARM", "OK"):
        return None
    described = (detail.get("configuration") or {}).get("description")
    summary = known.summary if known else str(described or f"alarm {name}")
    identity = f"{event.account}/{event.region}/{detail.get('alarmName')}"
    return Notice(
        id=f"alarm/{identity}/{value}/{state.get('timestamp') or event.id}",
        workload=workload,
        kind=event.detail_type,
        severity=known.severity if known else "critical",
        title=name,
        summary=summary if value == "ALARM" else f"Back to normal. It was: {summary}",
        at=at,
        facts=(("reason", reason), ("place", f"{event.account} {event.region}")),
        effect=Effect.OPEN if value == "ALARM" else Effect.RESOLVE,
        incident=f"alarm/{event.account}/{event.region}/{name}",
        runbook=known.runbook if known else None,
        covered=known.topics if known else (),
        # New, silent or mute for a while: the ledger knows whether an incident is open.
        silent=value == "OK" and (muted or before.get("value") == "INSUFFICIENT_DATA"),
    )


def of_execution(event: Told, stack: str) -> Notice | None:
    """Return the notice of an execution that failed; None where its machine is not ours."""
    detail, at = _detail(event), event.time
    machine = str(detail.get("stateMachineArn", "")).rpartition(":")[2]
    if at is None or not machine.startswith(f"{stack}-"):
        return None
    short, status = machine.removeprefix(f"{stack}-"), str(detail.get("status", "FAILED"))
    severe = any(word in short for word in RESCUES)
    cause = told_cause(str(detail.get("cause") or detail.get("error") or ""))
    return Notice(
        id=f"{detail.get('executionArn')}/{status}",
        workload=_workload_of(detail.get("input")),
        kind=event.detail_type,
        severity="critical" if severe else "warning",
        title=f"Machine {short} ended {status}",
        summary=f"{short}: {cause}",
        at=at,
        facts=(("execution", str(detail.get("name", ""))), ("error", str(detail.get("error")))),
        effect=Effect.OPEN if severe else Effect.NONE,
        incident=f"machine/{short}",
    )


def _workload_of(given: Any) -> str:
    try:
        found = json.loads(given) if isinstance(given, str) else None
    except ValueError:
        return ""
    return _text(found.get("workload")) if isinstance(found, dict) else ""


def of_fact(event: Told) -> Notice | None:
    """Return the notice of a fact on our bus; a missing field is filled from the envelope."""
    detail, at = _detail(event), event.time
    if at is None:
        return None
    severity = detail.get("severity")
    incident, effect = incidents.of_fact(event.detail_type, detail)
    return Notice(
        id=_text(detail.get("id")) or _said(event),
        workload=_text(detail.get("workload")),
        kind=event.detail_type,
        severity=cast("Severity", severity) if severity in SEVERITIES else "warning",
        title=_text(detail.get("title")) or event.detail_type,
        summary=_text(detail.get("summary")) or f"{event.detail_type} (it says no more)",
        at=at,
        fact=texts.fact_of(event.detail_type, detail),
        fields=texts.fields_of(detail),
        facts=_facts(detail),
        findings=_findings(detail.get("findings")),
        effect=effect,
        incident=incident,
        avoid=_text(detail.get("channel")) if event.detail_type == FAILED else None,
    )


def _said(event: Told) -> str:
    """Return what a fact without an id is known by: its words, which a copy of it has, too."""
    return digest(f"{event.detail_type} {json.dumps(event.detail, sort_keys=True)}")


def _detail(event: Told) -> Mapping[str, Any]:
    return event.detail or {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _facts(detail: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    fields = texts.fields_of(detail)
    shown = [(k, v) for k, v in fields.items() if k in detail and k not in NOT_SHOWN and v]
    return tuple((name.replace("_", " "), value) for name, value in shown[:FACTS_SHOWN])


def _findings(value: Any) -> tuple[str, ...]:
    return tuple(_finding(each) for each in value) if isinstance(value, list) else ()


def _finding(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    first = [str(value[name]) for name in ("severity", "rule", "title") if value.get(name)]
    text = value.get("summary") or value.get("message") or value.get("reason")
    where = value.get("resource")
    words = [*first, *([str(text)] if text else []), *([f"({where})"] if where else [])]
    return " ".join(words) or json.dumps(value, ensure_ascii=False, default=str)
