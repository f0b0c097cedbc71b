"""Decide what a meeting's run came to: the `Meeting Processed` fact and the ledger's last word."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pydantic import AwareDatetime

from nightshift.domain.errors import told
from nightshift.domain.inputs import Input
from nightshift.domain.meetings.claims import Status, expires_at
from nightshift.domain.meetings.request import TASKS, Task
from nightshift.domain.meetings.work import Delivered, Produced, Work, available, missing


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The end of one run."""

    status: Status
    missing: tuple[Task, ...]
    done: tuple[Task, ...]  # delivered by this run or an earlier one of the same transcript
    detail: dict[str, Any]  # of the event `Meeting Processed`
    expires_at: int  # epoch seconds; the ledger forgets the meeting then


class Run(Input):
    """Everything one run left behind."""

    work: Work
    tasks: tuple[Task, ...]
    done: tuple[Task, ...]
    produced: tuple[Produced, ...]
    delivered: Delivered
    at: AwareDatetime


def decide(run: Run, *, bucket: str) -> Conclusion:
    """Return the conclusion; a part that failed makes it PARTIAL and is named."""
    work, made = run.work, available(run.done, run.produced)
    lacking = missing(run.tasks, run.produced)
    lacking += ("send_email_summary",) if run.delivered.error else ()
    done = tuple(task for task in TASKS if task in _done(run, made))
    status = Status.PARTIAL if lacking else Status.COMPLETE
    detail = {
        "workload": work.workload,
        "at": run.at.isoformat(),
        "id": _id(work, status, done, lacking),
        "severity": _severity(done, lacking),
        "summary": _sentence(work, lacking),
        "meeting_id": work.meeting_id,
        "status": status.value,
        "missing": list(lacking),
        "language": work.language,
        "provider": work.provider,
        "artefacts": {
            "bucket": bucket,
            "prefix": work.prefix,
            "keys": {task: work.key(task) for task in made},
        },
        "counts": {part.task: part.count for part in run.produced if part.key},
        "email": _email(run),
        "errors": {task: error for task, error, _ in _failures(run)},
        "causes": {task: told(cause) for task, _, cause in _failures(run)},
    }
    return Conclusion(status, lacking, done, detail, expires_at(run.at))


def _done(run: Run, made: tuple[Task, ...]) -> set[Task]:
    mailed: set[Task] = {"send_email_summary"} if run.delivered.message_id else set()
    return {*run.done, *made} | mailed


def _email(run: Run) -> dict[str, Any]:
    """Return what became of the e-mail; one that an earlier run sent is not sent again."""
    if "send_email_summary" in run.done:
        state = "sent earlier"
    elif run.delivered.error is not None:
        state = "failed"
    else:
        state = "not asked for" if run.delivered.skipped else "sent"
    return {
        "state": state,
        "recipients": run.delivered.recipients,
        "message_id": run.delivered.message_id,
    }


def _id(work: Work, status: Status, done: tuple[Task, ...], lacking: tuple[Task, ...]) -> str:
    """Return the fact's id: what there is now of which transcript of which meeting."""
    state = hashlib.sha256(f"{','.join(done)}|{','.join(lacking)}".encode()).hexdigest()[:8]
    mark = f"{work.fingerprint[:12]}:{status.lower()}:{state}"
    return f"meeting-processed:{work.workload}:{work.meeting_id}:{mark}"


def _severity(done: tuple[Task, ...], lacking: tuple[Task, ...]) -> str:
    if not lacking:
        return "info"
    return "warning" if done else "critical"  # critical: nothing at all came of the meeting


def _sentence(work: Work, lacking: tuple[Task, ...]) -> str:
    if not lacking:
        return f"Meeting {work.meeting_id} of {work.workload} is processed."
    return (
        f"Meeting {work.meeting_id} of {work.workload} is processed without {', '.join(lacking)}."
    )


def _failures(run: Run) -> Iterable[tuple[Task, str, str | None]]:
    """Yield (task, error name, cause) of what failed."""
    for part in run.produced:
        if part.error is not None:
            yield part.task, part.error, part.cause
    if run.delivered.error is not None:
        yield "send_email_summary", run.delivered.error, run.delivered.cause
