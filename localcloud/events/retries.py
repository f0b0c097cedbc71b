"""Try a delivery until it works, or its retry policy is used up; waits are clock timers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from localcloud.events.failures import DeliveryError

if TYPE_CHECKING:
    from localcloud.clock import Clock

MAX_RETRIES = 185
MAX_AGE = 86_400  # s
LONGEST_WAIT = 512  # s; AWS says only "exponential back off and jitter". Ours: 1, 2, 4 ... 512


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long to try again."""

    retries: int = MAX_RETRIES
    age: int = MAX_AGE  # s

    @staticmethod
    def of(target: dict[str, Any]) -> "RetryPolicy":
        """Return the policy of a rule's or schedule's target."""
        given = target.get("RetryPolicy") or {}
        return RetryPolicy(
            int(given.get("MaximumRetryAttempts", MAX_RETRIES)),
            int(given.get("MaximumEventAgeInSeconds", MAX_AGE)),
        )


@dataclass(frozen=True, slots=True)
class GivenUp:
    """What is known when a delivery failed for good."""

    error: DeliveryError
    retries: int
    condition: str | None  # EXHAUSTED_RETRY_CONDITION; None: another try could not help


class Delivery:
    """One delivery and its further tries."""

    def __init__(
        self,
        clock: "Clock",
        policy: RetryPolicy,
        *,
        attempt: Callable[[int], None],
        give_up: Callable[[GivenUp], None],
        done: Callable[[], None] = lambda: None,
    ) -> None:
        self._clock = clock
        self._policy = policy
        self._attempt = attempt
        self._give_up = give_up
        self._done = done
        self._started: datetime = clock.now()

    def run(self, retries: int = 0) -> None:
        """Try once; `attempt` gets the attempt number, from 1, and raises DeliveryError."""
        try:
            self._attempt(retries + 1)
        except DeliveryError as error:
            self._again(error, retries)
        else:
            self._done()

    def _again(self, error: DeliveryError, retries: int) -> None:
        wait = min(2**retries, LONGEST_WAIT)
        age = (self._clock.now() - self._started).total_seconds() + wait
        condition = None
        if not error.retriable:
            pass
        elif retries >= self._policy.retries:
            condition = "MaximumRetryAttempts"
        elif age > self._policy.age:
            condition = "MaximumEventAgeInSeconds"
        else:
            self._clock.after(wait, lambda: self.run(retries + 1))
            return
        self._give_up(GivenUp(error, retries, condition))
        self._done()
