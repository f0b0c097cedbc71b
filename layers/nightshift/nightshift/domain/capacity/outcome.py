"""What a run of `apply_window` came to: its report, the fact on the bus, what the ledger gets."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from nightshift.domain.capacity.connection_gate import RULE, Verdict
from nightshift.domain.capacity.record import FAR, Record
from nightshift.domain.capacity.steps import Steps
from nightshift.domain.capacity.wanted import Asked
from nightshift.domain.inputs import Input

Severity = Literal["info", "warning", "critical"]
DETAIL_TYPE = "Window Applied"


@dataclass(frozen=True, slots=True)
class Failed:
    """A step that AWS refused for good."""

    service: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """A minimum that is another one than before."""

    service: str
    before: int
    after: int
    reason: str

    def __str__(self) -> str:
        return f"{self.service} {self.before} -> {self.after} ({self.reason})"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run, after it was made."""

    workload: str
    at: datetime  # that was decided for
    scheduled: bool
    asked: Asked
    steps: Steps
    record: Record | None  # of the run before
    failed: tuple[Failed, ...] = ()

    @property
    def minima(self) -> dict[str, int]:
        """What is set of each service; of those that were left alone, as it was."""
        failed = {one.service for one in self.failed}
        names = {one.name for one in self.asked.wanted}
        last = self.record.minima if self.record is not None else {}
        return {name: minimum for name, minimum in last.items() if name in names} | {
            step.service: step.before if step.service in failed else step.after
            for step in self.steps.steps
        }

    @property
    def changes(self) -> tuple[Change, ...]:
        """What is different since the run before; a run that was cut off is told by the next."""
        return tuple(self._changes())

    def _changes(self) -> Iterator[Change]:
        last: Mapping[str, int] = self.record.minima if self.record else {}
        now = self.minima
        for step in self.steps.steps:
            after = now[step.service]
            before = step.before if step.before != after else last.get(step.service, after)
            if before != after:
                yield Change(step.service, before, after, step.reason)

    @property
    def late(self) -> timedelta | None:
        """How late it is; None where it is on time, or came to nothing.

        A manifest that was changed has other edges than the ledger was told: nothing is late then.
        """
        counts = self.record is not None and self.scheduled and self.changes
        return self.record.missed(self.at) if self.record is not None and counts else None

    @property
    def routine(self) -> bool:
        """Whether it went as the calendar says, and nobody needs to hear of it."""
        by_hand = self.record is not None and any(
            step.before not in (step.after, self.record.minima.get(step.service, step.before))
            for step in self.steps.steps
        )
        return self.scheduled and self.severity == "info" and not by_hand

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        if self.failed or any(one.outcome == "refused" for one in self.steps.verdicts):
            return "critical"
        missing = any(one.missing for one in self.steps.left_out)
        return "warning" if self.steps.verdicts or self.late or missing else "info"

    def next_record(self) -> Record:
        """Return what the ledger remembers of this run."""
        kept = self.record is not None and self.record.minima == self.minima
        since = self.record.since if self.record is not None and kept else self.at
        return Record(self.asked.next_change or FAR, since, self.minima)

    def facts(self) -> tuple[dict[str, Any], ...]:
        """Return the detail of `Window Applied`, or nothing where there is nothing to tell."""
        if not self.changes and self.severity == "info":
            return ()
        detail = {
            "workload": self.workload,
            "at": self.at.isoformat(),
            "id": self._id(),
            "severity": self.severity,
            "summary": self.summary,
            "findings": list(self.findings()),
            "services": [
                {"service": c.service, "before": c.before, "after": c.after, "reason": c.reason}
                for c in self.changes
            ],
            "next_change": self.next_record().next_at.isoformat(),
        }
        return (detail | ({"routine": True} if self.routine else {}),)

    def _id(self) -> str:
        """Return the fact's id: what became of which edge, however often and when it is done."""
        edge = (self.asked.since or self.at).astimezone(UTC).isoformat(timespec="minutes")
        verdicts = [f"{v.service} {v.outcome} {v.minimum}" for v in self.steps.verdicts]
        told = [*map(str, self.changes), *verdicts, *(one.service for one in self.failed)]
        digest = hashlib.sha256("|".join(told).encode()).hexdigest()[:8]
        return f"window-applied:{self.workload}:{edge}:{digest}"

    @property
    def summary(self) -> str:
        """What a person reads first, one sentence."""
        parts = list(map(str, self.changes))
        parts += [_stays(verdict) for verdict in self.steps.verdicts]
        parts += [f"{one.service} could not be changed" for one in self.failed]
        if self.late:
            parts.append(f"{int(self.late.total_seconds() // 60)} minutes late")
        missing = [f"{one.service}: {one.reason}" for one in self.steps.left_out if one.missing]
        text = "; ".join([*parts, *missing]) or "everything is as it should be"
        return f"{self.workload}: {text}."

    def findings(self) -> Iterator[dict[str, str]]:
        """Yield what is wrong, with what to do about it."""
        for verdict in self.steps.verdicts:
            yield {"rule": RULE, "summary": f"{_stays(verdict)}. Fix: {verdict.fix}"}
        for one in self.failed:
            yield {"rule": "AWS", "summary": f"{one.service}: {one.reason}"}


def _stays(verdict: Verdict) -> str:
    word = "stays at" if verdict.outcome == "refused" else "is capped at"
    return f"{verdict.service} {word} {verdict.minimum}: {verdict.arithmetic}"


class Applied(Input):
    """The answer of the function: what was done, or of a dry run would be."""

    workload: str
    at: datetime
    severity: Severity
    summary: str
    steps: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, str], ...]
    left_out: tuple[dict[str, str], ...]
    next_change: datetime

    @classmethod
    def of(cls, outcome: Outcome) -> "Applied":
        """Return an outcome as it is reported."""
        return cls(
            workload=outcome.workload,
            at=outcome.at,
            severity=outcome.severity,
            summary=outcome.summary,
            steps=tuple(
                {"service": s.service, "before": s.before, "after": s.after, "reason": s.reason}
                for s in outcome.steps.steps
                if s.calls
            ),
            findings=tuple(outcome.findings()),
            left_out=tuple(
                {"service": one.service, "reason": one.reason} for one in outcome.steps.left_out
            ),
            next_change=outcome.next_record().next_at,
        )
