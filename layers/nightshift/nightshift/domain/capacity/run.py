"""A run of `apply_window`, decided as a whole before anything of it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from nightshift.domain.capacity import holds, once
from nightshift.domain.capacity.connection_gate import Gate
from nightshift.domain.capacity.once import Once
from nightshift.domain.capacity.outcome import Failed, Outcome
from nightshift.domain.capacity.record import Memory, Record
from nightshift.domain.capacity.request import ApplyWindow
from nightshift.domain.capacity.saved import bookings
from nightshift.domain.capacity.steps import LeftOut, Size, Step, Steps, decide, running
from nightshift.domain.capacity.wanted import asked
from nightshift.domain.environment.claims import Status
from nightshift.domain.manifest import Manifest
from nightshift.domain.savings import Booking
from nightshift.domain.windows.overrides import Override

SLEEPS = "its environment sleeps; windows are applied again once it was started"


@dataclass(frozen=True, slots=True)
class Run:
    """What a run decides from."""

    request: ApplyWindow
    manifest: Manifest
    at: datetime
    memory: Memory
    sizes: Mapping[str, Size]  # of the services that were found
    status: Status = Status.AWAKE  # of its environment

    @property
    def gate(self) -> Gate:
        """What is asked before anything is raised."""
        return Gate(self.manifest.database, self.manifest.services, running(self.sizes))

    def plan(self) -> "Plan":
        """Return what is to be done.

        A hold that the connection budget refuses is not kept: every edge would refuse it again.

        Raises:
            RefusedError: a hold does not fit the manifest, or is over; with field and fix.
        """
        wish = self.request.hold
        new = (holds.made(wish, self.manifest, self.at),) if wish else ()
        over = tuple(holds.released(self.memory.holds, self.at)) if self.request.release else ()
        outcome = self._outcome((*new, *over))
        refused = {one.service for one in outcome.steps.verdicts if one.outcome == "refused"}
        if new and refused.intersection(new[0].services):
            without = self._outcome(())
            steps = replace(without.steps, verdicts=outcome.steps.verdicts)
            return Plan(self, replace(without, steps=steps))
        return Plan(self, outcome, new, over)

    def _outcome(self, new: tuple[Override, ...]) -> Outcome:
        keys, memory = {holds.key(one) for one in new}, self.memory
        kept = [*(one for one in memory.holds if holds.key(one) not in keys), *new]
        wanted = asked(self.manifest, kept, memory.openings, self.at)
        if self.status is not Status.AWAKE:
            steps = Steps((), (), tuple(LeftOut(one.name, SLEEPS) for one in wanted.wanted))
        else:
            last = memory.record.minima if memory.record else {}
            steps = decide(wanted.wanted, self.sizes, self.gate, last)
        scheduled = self.request.scheduled
        return Outcome(self.manifest.name, self.at, scheduled, wanted, steps, memory.record)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done first: holds, schedules, steps. Nothing of a dry run."""

    run: Run
    outcome: Outcome  # as it will be where AWS refuses nothing
    _made: tuple[Override, ...] = ()
    _over: tuple[Override, ...] = ()

    @property
    def dry(self) -> bool:
        """Whether it is only told."""
        return self.run.request.dry_run

    @property
    def holds(self) -> tuple[Override, ...]:
        """The holds to write."""
        return () if self.dry else (*self._made, *self._over)

    @property
    def ends(self) -> tuple[Once, ...]:
        """The schedules of their ends."""
        return () if self.dry else once.ends(self.run.manifest.name, self._made)

    @property
    def unneeded(self) -> tuple[Once, ...]:
        """The schedules that nobody needs any more."""
        return () if self.dry else once.ends(self.run.manifest.name, self._over)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps to make."""
        return () if self.dry else self.outcome.steps.steps

    def made(self, failed: tuple[Failed, ...]) -> "Made":
        """Return what is left to do once the steps were made."""
        return Made(self, replace(self.outcome, failed=failed))


@dataclass(frozen=True, slots=True)
class Made:
    """What is done after the steps: bookings, the fact, the record. Nothing of a dry run."""

    plan: Plan
    outcome: Outcome

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """What was saved until now."""
        run = self.plan.run
        return () if self.plan.dry else tuple(bookings(self.outcome, run.manifest, run.gate))

    @property
    def facts(self) -> tuple[dict[str, Any], ...]:
        """What is told."""
        return () if self.plan.dry else self.outcome.facts()

    @property
    def records(self) -> tuple[Record, ...]:
        """What is remembered."""
        return () if self.plan.dry else (self.outcome.next_record(),)
