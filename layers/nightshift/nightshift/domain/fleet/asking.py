"""Ask AWS for many instances at once, until each is changed or refused; what to ask for next.

EC2 takes or refuses a whole call. Most refusals name the instances they are about: those are taken
out and the rest is asked again, one more call each. Others name nobody: the batch is divided until
the one is found. Where a capacity is short, it is divided by what shares a capacity, and once a
single instance finds none, its like are not asked for.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nightshift.domain.errors import RefusedError

TOKEN = re.compile(r"[\w-]+")
REASON_SHOWN = 300  # characters; an authorization failure carries a long encoded message
# Ids of one StopInstances. AWS names no limit; RunInstances' own is 1,000 (EC2 User Guide, Request
# throttling for the Amazon EC2 API, read 2026-11-28).
BATCH = 1000
SHORT = "Insufficient"  # InsufficientInstanceCapacity, InsufficientHostCapacity, ...
DENIED = "UnauthorizedOperation"
DENIALS = 10  # instances; where more are denied, it is our role and not the instances
HALVINGS = 100  # of one run: refusals that name nobody must not cost calls without end


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call for many instances changed."""

    changed: tuple[str, ...]  # ids AWS took; one that was so already is among them
    refused: Mapping[str, str]  # id -> AWS's code and reason


@dataclass(frozen=True, slots=True)
class Batch:
    """What is asked for in one call."""

    ids: tuple[str, ...]
    pool: str | None = None  # the capacity they share, once that matters


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why AWS took nothing of a batch."""

    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"[:REASON_SHOWN]

    @property
    def is_short(self) -> bool:
        """Tell whether a capacity is short: told with status 500, and so for some time."""
        return self.code.startswith(SHORT)

    def named(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return those of the ids it is about, as "'i-0a, i-0b' do not exist" tells."""
        told = set(TOKEN.findall(self.message))
        return tuple(each for each in ids if each in told)


@dataclass(slots=True)
class Asking:
    """One run over many ids."""

    waiting: list[Batch]
    changed: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    denied: int = 0
    halved: int = 0

    @classmethod
    def of(cls, ids: Iterable[str]) -> "Asking":
        """Return a run that has still to ask for all."""
        return cls([Batch(some) for some in reversed(chunks(ids, BATCH))])

    @property
    def outcome(self) -> Outcome:
        """What came of it."""
        return Outcome(tuple(self.changed), self.refused)

    def lacks_pools(self, batch: Batch, refusal: Refusal) -> bool:
        """Tell whether to find out first which of a batch share a capacity."""
        several = batch.pool is None and len(batch.ids) > 1
        return several and refusal.is_short and not refusal.named(batch.ids)

    def divide(self, batch: Batch, pools: Mapping[str, str]) -> None:
        """Ask for a batch by pools (id -> what shares a capacity)."""
        parts: dict[str, list[str]] = {}
        for each in batch.ids:
            parts.setdefault(pools.get(each, ""), []).append(each)
        divided = [Batch(tuple(ids), pool) for pool, ids in parts.items()]
        self.waiting += divided if len(divided) > 1 else self._halves(divided[0])

    def refuse(self, batch: Batch, refusal: Refusal) -> None:
        """Take out what a refusal is about; the rest is asked for again.

        Raises:
            RefusedError: our role may not do it at all.
        """
        bad = refusal.named(batch.ids)
        if refusal.code == DENIED:
            self._deny(bad, refusal)
        elif not bad and self._ends(batch, refusal):
            bad = batch.ids
        self.refused |= dict.fromkeys(bad, str(refusal))
        if bad:
            left = tuple(each for each in batch.ids if each not in self.refused)
            self.waiting += [Batch(left, batch.pool)] if left else []
        else:
            self.waiting += self._halves(batch)

    def _deny(self, bad: Sequence[str], refusal: Refusal) -> None:
        self.denied += len(bad)
        if not bad or self.denied > DENIALS:
            raise RefusedError(f"instances: {refusal}")

    def _ends(self, batch: Batch, refusal: Refusal) -> bool:
        """Tell whether a refusal that names nobody is about all of a batch."""
        if batch.pool is not None and refusal.is_short and len(batch.ids) == 1:
            self._give_up(batch.pool, str(refusal))
        return len(batch.ids) == 1 or self.halved >= HALVINGS

    def _give_up(self, pool: str, reason: str) -> None:
        """Ask for no more of a pool in which a single instance found no capacity."""
        for each in self.waiting:
            if each.pool == pool:
                self.refused |= dict.fromkeys(each.ids, reason)
        self.waiting = [each for each in self.waiting if each.pool != pool]

    def _halves(self, batch: Batch) -> list[Batch]:
        self.halved += 1
        middle = len(batch.ids) // 2
        parts = (batch.ids[middle:], batch.ids[:middle])  # the last is the next to be asked for
        return [Batch(part, batch.pool) for part in parts if part]


def chunks(values: Iterable[str], size: int) -> list[tuple[str, ...]]:
    """Return the distinct values in order, at most `size` together."""
    every = tuple(dict.fromkeys(values))
    return [every[begin : begin + size] for begin in range(0, len(every), size)]
