"""The queue of asynchronous invocations: attempts, retries on the virtual clock, what comes after.

"How Lambda handles errors and retries with asynchronous invocation" (Lambda Developer Guide): two
more attempts after one and two minutes where the function failed; where it was throttled, again and
again after 1 s to 5 minutes until the event is too old.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from localcloud.answers import AwsError
from localcloud.lambdas import destinations
from localcloud.lambdas.destinations import Condition
from localcloud.lambdas.functions import Function
from localcloud.lambdas.invocation import Invocation, Outcome

if TYPE_CHECKING:
    from localcloud.cloud import Cloud
    from localcloud.lambdas.host import LambdaHost

RETRY_WAITS = (60, 120)  # s
THROTTLED_WAIT_LIMIT = 300  # s
DEFAULT_RETRIES = 2
DEFAULT_AGE = 21_600  # s


@dataclass(slots=True)
class _Queued:
    arn: str  # as invoked; the code that runs is looked up at each attempt
    invocation: Invocation
    since: datetime
    attempts: int = 0
    throttled: int = 0


class AsyncQueue:
    """The queue of one cloud."""

    def __init__(self, cloud: "Cloud", host: "LambdaHost") -> None:
        self._cloud = cloud
        self._host = host

    def put(self, function: Function, invocation: Invocation) -> None:
        """Run this invocation soon."""
        queued = _Queued(function.invoked_arn, invocation, self._cloud.clock.now())
        self._cloud.activity.spawn(self._attempt, queued, name="lambda-async")

    def _attempt(self, queued: _Queued) -> None:
        try:
            function = self._host.find(queued.arn)
        except AwsError:
            return  # deleted meanwhile: AWS drops its events
        settings = invoke_config(function)
        if function.reserved == 0:
            self._give_up(function, queued, "ZeroReservedConcurrency", None)
        elif self._age(queued) > settings.get("MaximumEventAgeInSeconds", DEFAULT_AGE):
            self._give_up(function, queued, "EventAgeExceeded", None)
        else:
            self._run(function, queued, settings)

    def _run(self, function: Function, queued: _Queued, settings: dict[str, Any]) -> None:
        try:
            _, outcome = self._host.run(function, queued.invocation)
        except AwsError:
            queued.throttled += 1
            wait = min(2 ** (queued.throttled - 1), THROTTLED_WAIT_LIMIT)
            self._cloud.clock.after(wait, lambda: self._attempt(queued))
            return
        queued.attempts += 1
        if outcome.error_type is None:
            self._record(function, queued, "Success", outcome)
        elif queued.attempts > settings.get("MaximumRetryAttempts", DEFAULT_RETRIES):
            self._give_up(function, queued, "RetriesExhausted", outcome)
        else:
            wait = RETRY_WAITS[queued.attempts - 1]
            self._cloud.clock.after(wait, lambda: self._attempt(queued))

    def _give_up(
        self, function: Function, queued: _Queued, condition: Condition, outcome: Outcome | None
    ) -> None:
        dead_letter = (getattr(function.latest, "dead_letter_config", None) or {}).get("TargetArn")
        if dead_letter:
            destinations.dead_letter(
                self._cloud, function, dead_letter, invocation=queued.invocation, outcome=outcome
            )
        self._record(function, queued, condition, outcome)

    def _record(
        self, function: Function, queued: _Queued, condition: Condition, outcome: Outcome | None
    ) -> None:
        which = "OnSuccess" if condition == "Success" else "OnFailure"
        configured = invoke_config(function).get("DestinationConfig", {})
        arn = configured.get(which, {}).get("Destination")
        if arn:
            record = destinations.record(
                function,
                queued.invocation,
                condition=condition,
                attempts=queued.attempts,
                outcome=outcome,
                now=self._cloud.clock.now(),
            )
            destinations.send(self._cloud, function, arn, record)

    def _age(self, queued: _Queued) -> float:
        return (self._cloud.clock.now() - queued.since).total_seconds()


def invoke_config(function: Function) -> dict[str, Any]:
    """Return the function's settings for asynchronous invocation; {} where there are none."""
    configured = function.latest.event_invoke_config
    return dict(configured[-1].config) if configured else {}
