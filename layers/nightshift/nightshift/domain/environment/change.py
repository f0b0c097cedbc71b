"""What one wave is asked for, and what came of it."""

from pydantic import AwareDatetime, Field

from nightshift.domain.environment.acts import Act
from nightshift.domain.environment.decisions import Goal
from nightshift.domain.inputs import Input


class ChangeWave(Input):
    """One wave of an environment, by its number in the order of the goal."""

    workload: str
    goal: Goal
    number: int
    what: tuple[str, ...] = ()
    acts: tuple[Act, ...] | None = None  # as they were decided; None: look and decide
    gates: bool = True
    fresh: bool  # nobody has tried this wave before
    began: AwareDatetime
    now: AwareDatetime
    refused: dict[str, str] = Field(default_factory=dict)  # so far: id -> AWS's reason


class Changed(Input):
    """How far the wave is."""

    settled: bool
    made: tuple[str, ...] = ()  # calls of this attempt
    waiting: tuple[str, ...] = ()  # what is not settled, a sentence each
    refused: dict[str, str] = Field(default_factory=dict)
