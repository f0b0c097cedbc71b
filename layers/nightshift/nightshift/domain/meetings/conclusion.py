"""Decide what a meeting's run came to: the `Meeting Processed` fact and the ledger's last word."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from pydantic import AwareDatetime

from nightshift.domain.inputs import Input
from nightshift.domain.meetings.claims import Status
from nightshift.domain.meetings.request import Task
from nightshift.domain.meetings.work import Delivered, Produced, Work, available, missing

# How long a finished meeting is answered instead of redone.
REMEMBERED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The end of one run."""

    status: Status
    missing: tuple[Task, ...]
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
    work, delivered = run.work, run.delivered
    lacking = missing(run.tasks, run.produced)
    lacking += ("send_email_summary",) if delivered.error else ()
    status = Status.PARTIAL if lacking else Status.COMPLETE
    print_ = work.fingerprint[:12]
    detail = {
        "workload": work.workload,
        "at": run.at.isoformat(),
        "id": f"meeting-processed:{work.workload}:{work.meeting_id}:{print_}:{status.lower()}",
        "severity": "warning" if lacking else "info",
        "summary": _sentence(work, lacking),
        "meeting_id": work.meeting_id,
        "status": status.value,
        "missing": list(lacking),
        "language": work.language,
        "provider": work.provider,
        "artefacts": {
            "bucket": bucket,
            "prefix": work.prefix,
            "keys": {task: work.key(task) for task in available(run.done, run.produced)},
        },
        "counts": {part.task: part.count for part in run.produced if part.key},
        "email": {"recipients": delivered.recipients, "message_id": delivered.message_id},
        "errors": _errors(run.produced, delivered),
    }
    return Conclusion(status, lacking, detail, int((run.at + REMEMBERED).timestamp()))


def _sentence(work: Work, lacking: tuple[Task, ...]) -> str:
    if not lacking:
        return f"Meeting {work.meeting_id} of {work.workload} is processed."
    return (
        f"Meeting {work.meeting_id} of {work.workload} is processed without {', '.join(lacking)}."
    )


def _errors(produced: tuple[Produced, ...], delivered: Delivered) -> dict[str, str]:
    errors: dict[str, str] = {part.task: part.error for part in produced if part.error}
    return errors | ({"send_email_summary": delivered.error} if delivered.error else {})
