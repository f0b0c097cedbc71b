"""What `apply_window` is asked for: by a schedule, by the sweep, by a person."""

from datetime import datetime, timedelta
from typing import Literal, Self

from pydantic import AwareDatetime, model_validator

from nightshift.domain.capacity.holds import Hold
from nightshift.domain.errors import RefusedError
from nightshift.domain.inputs import Input
from nightshift.domain.manifest.part import WorkloadName

# Scheduler's instant and AWS's clock may differ by so much; what is further ahead is a mistake.
SKEW = timedelta(minutes=2)
TASK: Literal["apply-window"] = "apply-window"


class ApplyWindow(Input):
    """The detail of `Schedule Due`, or a person's wish."""

    workload: WorkloadName
    task: Literal["apply-window"] | None = None  # of a schedule's event
    at: AwareDatetime | None = None  # when the schedule was due; of a dry run: any instant
    services: tuple[str, ...] = ()  # what the schedule is about; all are looked at
    hold: Hold | None = None
    release: bool = False  # end all holds
    dry_run: bool = False  # tell what would be done

    @model_validator(mode="after")
    def _one_wish(self) -> Self:
        if self.hold is not None and self.release:
            raise ValueError("hold and release exclude each other; send one after the other")
        if self.services and self.task is None:
            raise ValueError(
                "services: belongs to a schedule's event; a run by hand looks at all of them, "
                "and a hold names its own: hold.services"
            )
        return self

    @property
    def scheduled(self) -> bool:
        """Whether nobody asked for it but the calendar."""
        return self.task is not None


def instant(asked: ApplyWindow, now: datetime) -> datetime:
    """Return the instant that is decided for: AWS's clock, never an earlier one.

    An event may be hours late (Lambda tries again, the sweep finds it, a person puts it back from
    the dead-letter queue): what its own edge asked for may hold no more, so the calendar is asked
    about now. Scheduler fires in the minute it names, and its clock is not this one: a little
    ahead counts as the edge it names.

    Raises:
        RefusedError: `at` lies ahead.
    """
    if asked.at is None or (asked.at <= now and not asked.dry_run):
        return now
    if asked.dry_run or asked.at - now <= SKEW:
        return asked.at
    raise RefusedError(
        f"at: {asked.at.isoformat()} lies ahead; it is {now.isoformat(timespec='minutes')}. "
        "Leave it out, or add dry_run: true to see what will be done"
    )
