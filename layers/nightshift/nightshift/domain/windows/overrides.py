"""What people and events ask for beyond a manifest: kept in the ledger, read by timelines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from nightshift.domain.windows.spans import Dated

WORDS = {"awake": "kept awake", "asleep": "kept asleep", "minimum": "hold"}


@dataclass(frozen=True, slots=True)
class Override:
    """Keep an environment awake or asleep, or a service at a number, until an instant."""

    kind: Literal["awake", "asleep", "minimum"]
    value: int  # of `minimum`: how many
    start: datetime
    until: datetime
    reason: str
    made_at: datetime  # the newest wins
    services: tuple[str, ...] = ()  # none: all


def of_service(overrides: Iterable[Override], service: str) -> tuple[Dated, ...]:
    """Return what holds a service's number, the newest last."""
    chosen = (one for one in overrides if one.kind == "minimum")
    return tuple(_dated(one for one in chosen if not one.services or service in one.services))


def of_environment(overrides: Iterable[Override]) -> tuple[Dated, ...]:
    """Return what keeps an environment awake (1) or asleep (0), the newest last."""
    return tuple(_dated(one for one in overrides if one.kind != "minimum"))


def _dated(overrides: Iterable[Override]) -> Iterator[Dated]:
    for one in sorted(overrides, key=lambda found: found.made_at):
        value = one.value if one.kind == "minimum" else int(one.kind == "awake")
        words = WORDS[one.kind]
        yield Dated(words, one.start, one.until, value, f"{words}: {one.reason}")
